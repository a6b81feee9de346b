// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "support/brokerprocess.h"

#include <QFile>
#include <QHostAddress>
#include <QProcess>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>
#include <sys/resource.h>

using namespace ottla::test;

/// The command line of ottla-broker is a contract: scripts and the application rely on it.
class TestCommandLine : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void printsHelpAndVersion();
    void saysWhereItListensAndEndsOnSigterm();
    void servesBothLoopbackAddresses();
    void endsWhenStandardInputCloses();
    void outlivesAReaderThatClosesStandardOutput();
    void refusesToStart_data();
    void refusesToStart();
    void refusesAPortInUse();
    void refusesAFolderInUse();
    void refusesABadPropertyWithFileAndLine();
    void endsWithAStatusWhenItsDirectoryFails();
    void raisesTheLimitOfOpenFiles();

private:
    struct Run
    {
        int status = -1;
        QByteArray output;
        QByteArray errors;
    };
    Run run(const QStringList& arguments);

    QTemporaryDir m_folder;
};

TestCommandLine::Run TestCommandLine::run(const QStringList& arguments)
{
    QProcess process;
    process.start(qEnvironmentVariable("OTTLA_BROKER"), arguments);
    process.closeWriteChannel();
    if (!process.waitForFinished(10'000)) {
        process.kill();
        process.waitForFinished();
    }
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

void TestCommandLine::printsHelpAndVersion()
{
    for (const auto& arguments :
         {QStringList{QStringLiteral("--help")}, QStringList{QStringLiteral("--version")},
          QStringList{QStringLiteral("node"), QStringLiteral("--help")}}) {
        const Run result = run(arguments);
        QCOMPARE(result.status, 0);
        QVERIFY(!result.output.isEmpty());
        QVERIFY(result.errors.isEmpty());
    }
}

void TestCommandLine::saysWhereItListensAndEndsOnSigterm()
{
    BrokerProcess broker;
    QVERIFY2(broker.start(), qPrintable(broker.errorOutput()));
    QVERIFY(broker.port() != 0);
    QCOMPARE(broker.terminate(), 0);
}

void TestCommandLine::servesBothLoopbackAddresses()
{
    BrokerProcess broker;
    QVERIFY2(broker.start(), qPrintable(broker.errorOutput()));
    QList<QHostAddress> addresses{QHostAddress::LocalHost};
    if (QTcpServer().listen(QHostAddress::LocalHostIPv6)) {
        addresses << QHostAddress::LocalHostIPv6;
    } else {
        qInfo("this machine has no IPv6: 127.0.0.1 alone is looked at");
    }
    for (const QHostAddress& address : std::as_const(addresses)) {
        QTcpSocket client;
        client.connectToHost(address, broker.port());
        QVERIFY2(client.waitForConnected(), qPrintable(client.errorString()));
        // Metadata of version 1, of all topics.
        client.write(QByteArray::fromHex("0000000e 0003 0001 00000001 ffff ffffffff"));
        QByteArray answer;
        while (!answer.contains("localhost") && client.waitForReadyRead()) {
            answer += client.readAll();
        }
        QVERIFY2(answer.contains("localhost"), answer.toHex().constData()); // is what it advertises
    }
}

void TestCommandLine::endsWhenStandardInputCloses()
{
    const QTemporaryDir folder;
    const Run result =
        run({QStringLiteral("node"), QStringLiteral("--data"), folder.path(),
             QStringLiteral("--port"), QStringLiteral("0"), QStringLiteral("--exit-with-stdin")});
    QCOMPARE(result.status, 0);
    QVERIFY2(result.output.startsWith("listening PLAINTEXT://127.0.0.1:"),
             result.output.constData());
    QCOMPARE(result.output.count('\n'), 1);
}

void TestCommandLine::outlivesAReaderThatClosesStandardOutput()
{
    const QTemporaryDir folder;
    QProcess shell;
    shell.start(QStringLiteral("sh"),
                {QStringLiteral("-c"),
                 QStringLiteral("exec \"$0\" node --data \"$1\" --port 0 --exit-with-stdin >&-"),
                 qEnvironmentVariable("OTTLA_BROKER"), folder.path()});
    QVERIFY(shell.waitForStarted());
    while (!shell.readAllStandardError().contains("serves")) {
        QVERIFY(shell.waitForReadyRead(10'000) || shell.state() == QProcess::Running);
        shell.setReadChannel(QProcess::StandardError);
    }
    shell.closeWriteChannel();
    QVERIFY(shell.waitForFinished());
    QCOMPARE(shell.exitStatus(), QProcess::NormalExit);
    QCOMPARE(shell.exitCode(), 0);
}

void TestCommandLine::refusesToStart_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("why");
    const QString data = m_folder.filePath(QStringLiteral("unused"));
    QTest::newRow("nothing asked") << QStringList{} << QByteArray("subcommand");
    QTest::newRow("no data") << QStringList{QStringLiteral("node")} << QByteArray("--data");
    QTest::newRow("unknown option") << QStringList{QStringLiteral("node"), QStringLiteral("--data"),
                                                   data, QStringLiteral("--nonsense")}
                                    << QByteArray("nonsense");
    QTest::newRow("bad port") << QStringList{QStringLiteral("node"), QStringLiteral("--data"), data,
                                             QStringLiteral("--port"), QStringLiteral("70000")}
                              << QByteArray("--port");
    QTest::newRow("ZooKeeper") << QStringList{QStringLiteral("node"), QStringLiteral("--data"),
                                              data, QStringLiteral("--zookeeper"),
                                              QStringLiteral("localhost")}
                               << QByteArray("host:port");
    QTest::newRow("no such config")
        << QStringList{QStringLiteral("node"), QStringLiteral("--data"), data,
                       QStringLiteral("--config"), QStringLiteral("/nowhere/at/all")}
        << QByteArray("/nowhere/at/all");
}

void TestCommandLine::refusesToStart()
{
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, why);
    const Run result = run(arguments);
    QVERIFY(result.status > 0);
    QVERIFY2(result.output.isEmpty(), result.output.constData());
    QCOMPARE(result.errors.count('\n'), 1);
    QVERIFY2(result.errors.contains(why), result.errors.constData());
}

void TestCommandLine::refusesAPortInUse()
{
    QTcpServer taken;
    QVERIFY(taken.listen(QHostAddress::LocalHost));
    const QString port = QString::number(taken.serverPort());
    const Run result =
        run({QStringLiteral("node"), QStringLiteral("--data"),
             m_folder.filePath(QStringLiteral("port")), QStringLiteral("--port"), port});
    QVERIFY(result.status > 0);
    QCOMPARE(result.errors.count('\n'), 1);
    QVERIFY2(result.errors.contains(port.toUtf8()) && result.errors.contains("in use"),
             result.errors.constData());
}

void TestCommandLine::refusesAFolderInUse()
{
    BrokerProcess broker;
    QVERIFY2(broker.start(), qPrintable(broker.errorOutput()));
    const Run result = run({QStringLiteral("node"), QStringLiteral("--data"), broker.dataFolder(),
                            QStringLiteral("--port"), QStringLiteral("0")});
    QVERIFY(result.status > 0);
    QCOMPARE(result.errors.count('\n'), 1);
    QVERIFY2(result.errors.contains(broker.dataFolder().toUtf8()), result.errors.constData());
}

void TestCommandLine::refusesABadPropertyWithFileAndLine()
{
    QFile file(m_folder.filePath(QStringLiteral("server.properties")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("# ours\nnum.partitions=0\n");
    file.close();
    const Run result = run({QStringLiteral("node"), QStringLiteral("--data"),
                            m_folder.filePath(QStringLiteral("config")), QStringLiteral("--config"),
                            file.fileName()});
    QVERIFY(result.status > 0);
    QVERIFY2(result.errors.contains(QByteArray(file.fileName().toUtf8() + ":2: num.partitions")),
             result.errors.constData());
}

/// Writes fail from some moment on, here for a limit on its files, as with a device that fails.
void TestCommandLine::endsWithAStatusWhenItsDirectoryFails()
{
    QProcess broker;
    broker.start(qEnvironmentVariable("OTTLA_BROKER"),
                 {QStringLiteral("node"), QStringLiteral("--data"),
                  m_folder.filePath(QStringLiteral("failing")), QStringLiteral("--port"),
                  QStringLiteral("0"), QStringLiteral("--set"),
                  QStringLiteral("replica.high.watermark.checkpoint.interval.ms=50")});
    QVERIFY(broker.waitForReadyRead(10'000));
    const rlimit none{0, 0};
    QCOMPARE(::prlimit(static_cast<pid_t>(broker.processId()), RLIMIT_FSIZE, &none, nullptr), 0);
    QVERIFY(broker.waitForFinished(20'000));
    QCOMPARE(broker.exitStatus(), QProcess::NormalExit);
    QCOMPARE(broker.exitCode(), 1);
    const QList<QByteArray> lines = broker.readAllStandardError().trimmed().split('\n');
    QVERIFY2(lines.last().startsWith("ottla-broker: The log directory "), lines.last().constData());
}

void TestCommandLine::raisesTheLimitOfOpenFiles()
{
    QProcess shell;
    shell.start(QStringLiteral("sh"),
                {QStringLiteral("-c"),
                 QStringLiteral("ulimit -Sn 32; ulimit -Hn 512; "
                                "exec \"$0\" node --data \"$1\" --port 0 --exit-with-stdin"),
                 qEnvironmentVariable("OTTLA_BROKER"), m_folder.filePath(QStringLiteral("few"))});
    QVERIFY(shell.waitForReadyRead(10'000));
    rlimit limit{};
    QCOMPARE(::prlimit(static_cast<pid_t>(shell.processId()), RLIMIT_NOFILE, nullptr, &limit), 0);
    QCOMPARE(limit.rlim_cur, rlim_t{512});
    shell.closeWriteChannel();
    QVERIFY(shell.waitForFinished());
    QCOMPARE(shell.exitCode(), 0);
}

QTEST_GUILESS_MAIN(TestCommandLine)
#include "tst_commandline.moc"
