// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/client/client.h"
#include "model/local/localcluster.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace ottla;
using State = LocalCluster::State;

class TestLocalCluster : public QObject
{
    Q_OBJECT

private:
    static constexpr int patienceMs = 20'000;

    static bool available()
    {
        return QFileInfo(qEnvironmentVariable("OTTLA_BROKER")).isExecutable();
    }
    static bool alive(qint64 pid) { return ::kill(static_cast<pid_t>(pid), 0) == 0; }
    static std::shared_ptr<Client> client(const LocalCluster& cluster)
    {
        return Client::create({{"bootstrap.servers", cluster.bootstrap().toStdString()}},
                              WriteGate(QStringLiteral("local"), false))
            .value();
    }
    static bool hasTopic(const LocalCluster& cluster, const std::string& name)
    {
        const auto info = client(cluster)->describeCluster();
        for (std::size_t i = 0; info && i < info->topics.size(); ++i) {
            if (info.value().topics[i].name == name) {
                return true;
            }
        }
        return false;
    }

private Q_SLOTS:
    void keepsItsDataOverARestart()
    {
        if (!available()) {
            QSKIP("ottla-broker is not built");
        }
        const QTemporaryDir folder;
        const QString data = folder.filePath(QStringLiteral("clusters/local"));
        qint64 pid = 0;
        {
            LocalCluster cluster(data);
            cluster.start(1, 0);
            QCOMPARE(cluster.state(), State::Starting);
            QTRY_COMPARE_WITH_TIMEOUT(cluster.state(), State::Running, patienceMs);
            pid = cluster.processId();
            QVERIFY(client(cluster)->createTopic({"kept", 1, 1}));
        }
        QVERIFY(!alive(pid));
        LocalCluster cluster(data);
        cluster.start(1, 0);
        QTRY_COMPARE_WITH_TIMEOUT(cluster.state(), State::Running, patienceMs);
        QVERIFY(hasTopic(cluster, "kept"));
        cluster.stop();
        QTRY_COMPARE_WITH_TIMEOUT(cluster.state(), State::Stopped, patienceMs);
        QVERIFY(cluster.bootstrap().isEmpty());
    }

    void addsBrokersToTheClusterThatThereIs()
    {
        if (!available()) {
            QSKIP("ottla-broker is not built");
        }
        const QTemporaryDir folder;
        const QString data = folder.filePath(QStringLiteral("clusters/local"));
        LocalCluster cluster(data);
        QCOMPARE(cluster.kept().brokers, 0);
        cluster.start(1, 0);
        QTRY_COMPARE_WITH_TIMEOUT(cluster.state(), State::Running, patienceMs);
        QVERIFY(client(cluster)->createTopic({"kept-one", 2, 1}));
        cluster.stop();
        QTRY_COMPARE_WITH_TIMEOUT(cluster.state(), State::Stopped, patienceMs);
        QCOMPARE(cluster.kept().brokers, 1);
        QCOMPARE(cluster.kept().topics, QStringList{QStringLiteral("kept-one")});

        cluster.start(3, 0);
        QTRY_COMPARE_WITH_TIMEOUT(cluster.state(), State::Running, patienceMs);
        QVERIFY(hasTopic(cluster, "kept-one"));
        QCOMPARE(client(cluster)->describeCluster()->brokers.size(), std::size_t{3});
        QVERIFY(client(cluster)->createTopic({"spread", 1, 3}));
        cluster.stop();
        QTRY_COMPARE_WITH_TIMEOUT(cluster.state(), State::Stopped, patienceMs);

        // Fewer would hide what the others have.
        cluster.start(1, 0);
        QTRY_COMPARE_WITH_TIMEOUT(cluster.state(), State::Running, patienceMs);
        QCOMPARE(cluster.brokers().size(), std::size_t{3});
        QVERIFY(hasTopic(cluster, "kept-one") && hasTopic(cluster, "spread"));
    }

    void findsTheClustersOfOtherFolders()
    {
        const QTemporaryDir folder;
        const QDir root(folder.path());
        for (const char* partition :
             {"local/broker-0/orders-0", "local/broker-0/__consumer_offsets-3",
              "local-3/broker-0/a-b-0", "local-3/broker-1/a-b-1", "local-3/broker-2/letters-12",
              "local-2/registry", "locale/broker-0/other-0"}) {
            QVERIFY(root.mkpath(QLatin1String(partition)));
        }
        LocalCluster cluster(root.filePath(QStringLiteral("local")));
        QCOMPARE(cluster.kept().brokers, 1);
        QCOMPARE(cluster.kept().topics, QStringList{QStringLiteral("orders")});
        auto others = cluster.others();
        QCOMPARE(others.size(), std::size_t{1});
        QCOMPARE(others[0].brokers, 3);
        QCOMPARE(others[0].topics, (QStringList{QStringLiteral("a-b"), QStringLiteral("letters")}));
        cluster.use(others[0].folder);
        QCOMPARE(cluster.kept().brokers, 3);
        others = cluster.others();
        QCOMPARE(others.size(), std::size_t{1});
        QCOMPARE(others[0].folder, root.filePath(QStringLiteral("local")));
    }

    void takesAnotherPortWhenItsOwnIsInUse()
    {
        if (!available()) {
            QSKIP("ottla-broker is not built");
        }
        QTcpServer other;
        QVERIFY(other.listen(QHostAddress::LocalHost));
        const QTemporaryDir folder;
        LocalCluster cluster(folder.path());
        cluster.start(1, other.serverPort());
        QTRY_COMPARE_WITH_TIMEOUT(cluster.state(), State::Running, patienceMs);
        QVERIFY(!cluster.bootstrap().endsWith(QString::number(other.serverPort())));
    }

    void showsTheBrokersOwnWordsWhenItDoesNotStart()
    {
        if (!available()) {
            QSKIP("ottla-broker is not built");
        }
        const QTemporaryDir folder;
        QFile obstacle(folder.filePath(QStringLiteral("file")));
        QVERIFY(obstacle.open(QIODevice::WriteOnly));
        LocalCluster cluster(obstacle.fileName());
        cluster.start(1, 0);
        QTRY_COMPARE_WITH_TIMEOUT(cluster.state(), State::Failed, patienceMs);
        QVERIFY(!cluster.logLines().isEmpty());
        QVERIFY2(cluster.failure().contains(cluster.logLines().last()),
                 cluster.failure().toUtf8().constData());
    }

    void saysThatItWasKilled()
    {
        if (!available()) {
            QSKIP("ottla-broker is not built");
        }
        const QTemporaryDir folder;
        LocalCluster cluster(folder.path());
        cluster.start(1, 0);
        QTRY_COMPARE_WITH_TIMEOUT(cluster.state(), State::Running, patienceMs);
        ::kill(static_cast<pid_t>(cluster.processId()), SIGKILL);
        QTRY_COMPARE_WITH_TIMEOUT(cluster.state(), State::Failed, patienceMs);
        QVERIFY(!cluster.failure().isEmpty());
        cluster.start(1, 0);
        QTRY_COMPARE_WITH_TIMEOUT(cluster.state(), State::Running, patienceMs);
    }

    void killsABrokerThatDoesNotEndByItself()
    {
        if (!available()) {
            QSKIP("ottla-broker is not built");
        }
        const QTemporaryDir folder;
        LocalCluster cluster(folder.path());
        cluster.start(1, 0);
        QTRY_COMPARE_WITH_TIMEOUT(cluster.state(), State::Running, patienceMs);
        ::kill(static_cast<pid_t>(cluster.processId()), SIGSTOP);
        cluster.stop();
        QTRY_COMPARE_WITH_TIMEOUT(cluster.state(), State::Stopped, patienceMs);
    }

    void saysThatTheExecutableIsMissing()
    {
        const QByteArray former = qgetenv("OTTLA_BROKER");
        qputenv("OTTLA_BROKER", "/nowhere/ottla-broker");
        const QTemporaryDir folder;
        LocalCluster cluster(folder.path());
        cluster.start(1, 0);
        QTRY_COMPARE(cluster.state(), State::Failed);
        QVERIFY(cluster.failure().contains(QStringLiteral("/nowhere/ottla-broker")));
        qputenv("OTTLA_BROKER", former);
    }
};

QTEST_GUILESS_MAIN(TestLocalCluster)
#include "tst_localcluster.moc"
