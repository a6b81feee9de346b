// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "support/clusterprocess.h"

#include <QTcpServer>
#include <QTest>

#include <atomic>
#include <fcntl.h>
#include <sched.h>
#include <sys/stat.h>
#include <thread>

using namespace ottla::test;

/// `ottla-broker cluster`: processes that can really be killed, and none left behind.
class TestClusterCommand : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void saysWhereEverythingIs();
    void keepsItsPortsAndDataBetweenRuns();
    void killsPausesResumesStopsAndStarts();
    void restartsOnFailureWhereAsked();
    void doesNotRestartWhatWasStopped();
    void survivesTheRegistrysDeath();
    void endsWithStandardInput();
    void leavesNothingBehindWhenItIsKilled();
    void leavesNothingBehindWhenItIsKilledWithAPausedBroker();
    void leavesNothingBehindWhenItIsKilledBeforeABrokerPauses();
    void handsSettingsToBrokers();
    void saysWhyItDoesNotStart();
    void answersNonsenseInItsLog();
    void goesOnWhileNobodyReadsItsLog();
};

namespace {

QList<qint64> processesOf(ClusterProcess& cluster, int brokers)
{
    QList<qint64> pids;
    for (int id = 0; id < brokers; ++id) {
        pids.append(cluster.brokerPid(id));
    }
    return pids;
}

bool answers(const QString& address)
{
    QTcpSocket socket;
    socket.connectToHost(address.section(u':', 0, 0), address.section(u':', 1).toUShort());
    return socket.waitForConnected(5000);
}

cpu_set_t only(int cpu)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(static_cast<std::size_t>(cpu), &set);
    return set;
}

/// While it lives, another process gets hardly a turn: it has one processor, when that is idle, and
/// that never is.
class Starved
{
public:
    explicit Starved(qint64 pid)
        : m_hog([this] { spin(); })
    {
        const cpu_set_t set = only(m_cpu);
        const QString folder = QStringLiteral("/proc/%1/task").arg(pid);
        for (const QString& thread : QDir(folder).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
            const sched_param lowest{};
            m_works = ::sched_setaffinity(thread.toInt(), sizeof set, &set) == 0
                && ::sched_setscheduler(thread.toInt(), SCHED_IDLE, &lowest) == 0 && m_works;
        }
    }
    ~Starved()
    {
        m_done = true;
        m_hog.join();
    }
    Starved(const Starved&) = delete;
    Starved& operator=(const Starved&) = delete;

    [[nodiscard]] bool works() const { return m_works && m_busy; }

private:
    void spin()
    {
        const cpu_set_t set = only(m_cpu);
        ::sched_setaffinity(0, sizeof set, &set);
        while (!m_done) {
            timespec used{};
            ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
            m_busy = used.tv_sec > 0 || used.tv_nsec > 100'000'000; // enough to owe nobody a turn
        }
    }

    const int m_cpu = ::sched_getcpu();
    std::atomic<bool> m_done = false;
    std::atomic<bool> m_busy = false;
    bool m_works = true;
    std::thread m_hog;
};

} // namespace

void TestClusterCommand::saysWhereEverythingIs()
{
    ClusterProcess cluster;
    QVERIFY2(cluster.start(3), cluster.errorOutput().constData());
    const auto lines = cluster.output().trimmed().split('\n');
    QCOMPARE(lines.size(), qsizetype{5});
    QVERIFY(lines[0].startsWith("registry 127.0.0.1:"));
    QVERIFY(answers(cluster.registry()));
    QStringList addresses;
    for (int id = 0; id < 3; ++id) {
        QVERIFY(cluster.brokerPid(id) > 0);
        QVERIFY(processRuns(cluster.brokerPid(id)));
        QVERIFY(answers(cluster.brokerAddress(id)));
        addresses.append(cluster.brokerAddress(id));
    }
    QCOMPARE(cluster.bootstrap(), addresses.join(u','));
    const auto pids = processesOf(cluster, 3);
    QCOMPARE(cluster.terminate(), 0);
    for (const qint64 pid : pids) {
        QVERIFY(!processRuns(pid));
    }
}

void TestClusterCommand::keepsItsPortsAndDataBetweenRuns()
{
    ClusterProcess cluster;
    QVERIFY2(cluster.start(2), cluster.errorOutput().constData());
    const QString before = cluster.brokerAddress(1);
    cluster.command("kill 1");
    QVERIFY(!cluster.nextLine("broker 1 exited 137").isEmpty());
    cluster.command("start 1");
    QVERIFY(!cluster.nextLine("broker 1 pid ").isEmpty());
    QCOMPARE(cluster.brokerAddress(1), before);
    QCOMPARE(cluster.terminate(), 0);
    QVERIFY2(cluster.start(2), cluster.errorOutput().constData());
}

void TestClusterCommand::killsPausesResumesStopsAndStarts()
{
    ClusterProcess cluster;
    QVERIFY2(cluster.start(2), cluster.errorOutput().constData());
    const qint64 first = cluster.brokerPid(0);
    cluster.command("kill 0");
    QCOMPARE(cluster.nextLine("broker 0 "), QByteArray("broker 0 exited 137"));
    QVERIFY(!processRuns(first));
    QVERIFY(processRuns(cluster.brokerPid(1)));
    cluster.command("start 0");
    QVERIFY(cluster.nextLine("broker 0 ").startsWith("broker 0 pid "));
    QVERIFY(cluster.brokerPid(0) != first);

    const auto state = [&] {
        QFile file(QStringLiteral("/proc/%1/stat").arg(cluster.brokerPid(1)));
        const bool opened = file.open(QIODevice::ReadOnly);
        const QByteArray stat = opened ? file.readAll() : QByteArray();
        return stat.mid(stat.lastIndexOf(')') + 2, 1);
    };
    cluster.command("pause 1");
    QTRY_COMPARE(state(), QByteArray("T"));
    cluster.command("resume 1");
    QTRY_VERIFY(state() != "T");
    cluster.command("pause 1");
    QTRY_COMPARE(state(), QByteArray("T"));
    cluster.command("stop 1");
    QCOMPARE(cluster.nextLine("broker 1 "), QByteArray("broker 1 exited 0"));
    QCOMPARE(cluster.terminate(), 0);
}

void TestClusterCommand::restartsOnFailureWhereAsked()
{
    ClusterProcess cluster;
    QVERIFY2(cluster.start(2, {QStringLiteral("--restart"), QStringLiteral("on-failure")}),
             cluster.errorOutput().constData());
    cluster.command("kill 1");
    QCOMPARE(cluster.nextLine("broker 1 "), QByteArray("broker 1 exited 137"));
    QVERIFY(cluster.nextLine("broker 1 ").startsWith("broker 1 pid "));
    QVERIFY(processRuns(cluster.brokerPid(1)));
    QCOMPARE(cluster.terminate(), 0);
}

void TestClusterCommand::doesNotRestartWhatWasStopped()
{
    ClusterProcess cluster;
    QVERIFY2(cluster.start(2, {QStringLiteral("--restart"), QStringLiteral("on-failure")}),
             cluster.errorOutput().constData());
    cluster.command("stop 0");
    QCOMPARE(cluster.nextLine("broker 0 "), QByteArray("broker 0 exited 0"));
    // What comes next is about the other one.
    cluster.command("kill 1");
    QVERIFY(!cluster.nextLine("broker 1 pid ").isEmpty());
    QVERIFY(!cluster.output().endsWith("broker 0 exited 0\n"));
    QCOMPARE(cluster.output().count("broker 0 pid "), 1);
    QCOMPARE(cluster.terminate(), 0);
}

void TestClusterCommand::survivesTheRegistrysDeath()
{
    ClusterProcess cluster;
    QVERIFY2(cluster.start(2, {QStringLiteral("--restart"), QStringLiteral("on-failure")}),
             cluster.errorOutput().constData());
    const QString before = cluster.registry();
    cluster.command("kill registry");
    QCOMPARE(cluster.nextLine("registry "), QByteArray("registry exited 137"));
    QCOMPARE(cluster.nextLine("registry "), "registry " + before.toUtf8());
    QVERIFY(processRuns(cluster.brokerPid(0)));
    QVERIFY(processRuns(cluster.brokerPid(1)));
    QCOMPARE(cluster.terminate(), 0);
}

void TestClusterCommand::endsWithStandardInput()
{
    ClusterProcess cluster;
    QVERIFY2(cluster.start(1), cluster.errorOutput().constData());
    const auto pids = processesOf(cluster, 1);
    cluster.closeInput();
    QVERIFY(cluster.waitForEnd());
    QCOMPARE(cluster.status(), 0);
    QVERIFY(!processRuns(pids[0]));
}

void TestClusterCommand::leavesNothingBehindWhenItIsKilled()
{
    ClusterProcess cluster;
    QVERIFY2(cluster.start(3), cluster.errorOutput().constData());
    const auto pids = processesOf(cluster, 3);
    cluster.kill();
    for (const qint64 pid : pids) {
        QTRY_VERIFY_WITH_TIMEOUT(!processRuns(pid), 20'000);
    }
    QTRY_VERIFY_WITH_TIMEOUT(!answers(cluster.registry()), 20'000);
}

void TestClusterCommand::leavesNothingBehindWhenItIsKilledWithAPausedBroker()
{
    ClusterProcess cluster;
    QVERIFY2(cluster.start(2), cluster.errorOutput().constData());
    const auto pids = processesOf(cluster, 2);
    cluster.command("pause 1");
    cluster.command("kill 0"); // done when the pause is
    QVERIFY(!cluster.nextLine("broker 0 exited").isEmpty());
    cluster.kill();
    for (const qint64 pid : pids) {
        QTRY_VERIFY_WITH_TIMEOUT(!processRuns(pid), 20'000);
    }
}

/// On a busy machine the threads of a broker stop one by one; until the last has, it counts as
/// running.
void TestClusterCommand::leavesNothingBehindWhenItIsKilledBeforeABrokerPauses()
{
    ClusterProcess cluster;
    QVERIFY2(cluster.start(2), cluster.errorOutput().constData());
    const auto pids = processesOf(cluster, 2);
    {
        const Starved starved(pids[1]);
        QTRY_VERIFY(starved.works());
        cluster.command("pause 1");
        cluster.command("kill 0");
        QVERIFY(!cluster.nextLine("broker 0 exited").isEmpty());
        cluster.kill();
    }
    for (const qint64 pid : pids) {
        QTRY_VERIFY_WITH_TIMEOUT(!processRuns(pid), 20'000);
    }
}

void TestClusterCommand::handsSettingsToBrokers()
{
    ClusterProcess cluster;
    QVERIFY2(cluster.start(2,
                           {QStringLiteral("--set"), QStringLiteral("num.partitions=7"),
                            QStringLiteral("--set"), QStringLiteral("1:broker.rack=east")}),
             cluster.errorOutput().constData());
    QCOMPARE(cluster.terminate(), 0);

    ClusterProcess bad;
    QVERIFY(!bad.start(2, {QStringLiteral("--set"), QStringLiteral("5:broker.rack=east")}));
    QVERIFY(bad.errorOutput().contains("there is no broker 5"));
    ClusterProcess worse;
    QVERIFY(!worse.start(2, {QStringLiteral("--set"), QStringLiteral("num.partitions=many")}));
    QVERIFY2(worse.errorOutput().contains("num.partitions"), worse.errorOutput().constData());
}

void TestClusterCommand::saysWhyItDoesNotStart()
{
    QTcpServer taken;
    QVERIFY(taken.listen(QHostAddress::LocalHost));
    ClusterProcess cluster;
    QVERIFY(!cluster.start(
        1, {QStringLiteral("--registry-port"), QString::number(taken.serverPort())}));
    QVERIFY(cluster.waitForEnd());
    QVERIFY(cluster.status() != 0);
    QVERIFY(cluster.output().isEmpty());
    const auto last = cluster.errorOutput().trimmed().split('\n').last();
    QVERIFY2(last.startsWith("ottla-broker: ") && last.contains("in use"), last.constData());
}

void TestClusterCommand::answersNonsenseInItsLog()
{
    ClusterProcess cluster;
    QVERIFY2(cluster.start(1), cluster.errorOutput().constData());
    cluster.command("kill 9");
    cluster.command("dance 0");
    cluster.command("kill 0");
    QVERIFY(!cluster.nextLine("broker 0 exited").isEmpty());
    QVERIFY(cluster.errorOutput().contains("there is no broker \"9\""));
    QVERIFY(cluster.errorOutput().contains("\"dance\" is no command"));
    QCOMPARE(cluster.terminate(), 0);
}

void TestClusterCommand::goesOnWhileNobodyReadsItsLog()
{
    QTemporaryDir folder;
    const QByteArray pipe = folder.filePath(QStringLiteral("log")).toLocal8Bit();
    QCOMPARE(::mkfifo(pipe.constData(), 0600), 0);
    QFile reader;
    QVERIFY(reader.open(::open(pipe.constData(), O_RDONLY | O_NONBLOCK), QIODevice::ReadOnly,
                        QFile::AutoCloseHandle));
    // Each is a warning of each broker, two megabytes in all.
    QFile config(folder.filePath(QStringLiteral("server.properties")));
    QVERIFY(config.open(QIODevice::WriteOnly));
    for (int i = 0; i < 10'000; ++i) {
        config.write("unknown.property." + QByteArray::number(i) + "=1\n");
    }
    config.close();

    ClusterProcess cluster;
    cluster.logTo(QString::fromLocal8Bit(pipe));
    QVERIFY(cluster.start(2, {QStringLiteral("--config"), config.fileName()}));
    // Its own words, another megabyte.
    for (int i = 0; i < 300; ++i) {
        cluster.command(QByteArray(3500, 'x') + " 0");
    }
    cluster.command("kill 1");
    QVERIFY(!cluster.nextLine("broker 1 exited").isEmpty());

    QByteArray read;
    QTRY_VERIFY_WITH_TIMEOUT((read += reader.readAll()).contains("lines were dropped"), 20'000);
    cluster.command("dance 0");
    QTRY_VERIFY_WITH_TIMEOUT((read += reader.readAll()).contains("\"dance\" is no command"),
                             20'000);
    QVERIFY(read.size() < (1 << 20));
    QCOMPARE(cluster.terminate(), 0);
}

QTEST_GUILESS_MAIN(TestClusterCommand)
#include "tst_clustercommand.moc"
