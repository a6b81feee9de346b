// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "registrytesting.h"

#include <QRegularExpression>
#include <QString>

using namespace ottla;
using namespace ottla::test;
using namespace ottla::wire::jute;

class TestFourLetterWords : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void shortAnswers();
    void serverIsDescribedAsZooKeeperDoes();
    void monitoringValuesAreThere();
    void connectionsAreListed();
    void sessionsAndEphemeralsAreDumped();
    void watchesAreListed();
    void configurationIsTold();
    void whitelistIsKept();
    void wordsInAnOpenSessionAreNoCommands();

private:
    QString run(const char* letters) const
    {
        return QString::fromStdString(ZkClient::command(m_server->port(), letters));
    }
    QString session() const { return QStringLiteral("0x%1").arg(m_client->session, 0, 16); }

    std::unique_ptr<TestServer> m_server;
    std::unique_ptr<ZkClient> m_client;
};

void TestFourLetterWords::init()
{
    m_server = std::make_unique<TestServer>();
    m_server->start();
    m_client = std::make_unique<ZkClient>(m_server->port());
    QCOMPARE(m_client->create("/e", "data", ephemeral), 0);
}

void TestFourLetterWords::shortAnswers()
{
    QCOMPARE(run("ruok"), QStringLiteral("imok"));
    QCOMPARE(run("isro"), QStringLiteral("rw"));
    QVERIFY(run("envi").startsWith(QStringLiteral("Environment:\nzookeeper.version=3.8.0-")));
}

void TestFourLetterWords::serverIsDescribedAsZooKeeperDoes()
{
    const QRegularExpression shape(
        QStringLiteral("^Zookeeper version: 3\\.8\\.0-[^,]+, built on [^\n]+\n"
                       "Latency min/avg/max: \\d+/\\d+\\.\\d+/\\d+\nReceived: \\d+\nSent: "
                       "\\d+\nConnections: \\d+\n"
                       "Outstanding: 0\nZxid: 0x2\nMode: standalone\nNode count: 6\n$"));
    const QString text = run("srvr");
    QVERIFY2(shape.match(text).hasMatch(), qPrintable(text));
    const QString withClients = run("stat");
    QVERIFY2(withClients.contains(QRegularExpression(QStringLiteral(
                 "\nClients:\n( "
                 "/127\\.0\\.0\\.1:\\d+\\[\\d\\]\\(queued=0,recved=\\d+,sent=\\d+\\)\n){2}\n"
                 "Latency "))),
             qPrintable(withClients));
}

void TestFourLetterWords::monitoringValuesAreThere()
{
    QCOMPARE(m_client->exists("/w", true), code(ZkError::NoNode));
    QMap<QString, QString> values;
    for (const QString& line : run("mntr").split(u'\n', Qt::SkipEmptyParts)) {
        const QStringList parts = line.split(u'\t');
        QVERIFY2(parts.size() == 2 && parts[0].startsWith(u"zk_"), qPrintable(line));
        values[parts[0]] = parts[1];
    }
    QCOMPARE(values[QStringLiteral("zk_server_state")], QStringLiteral("standalone"));
    QCOMPARE(values[QStringLiteral("zk_znode_count")], QStringLiteral("6"));
    QCOMPARE(values[QStringLiteral("zk_ephemerals_count")], QStringLiteral("1"));
    QCOMPARE(values[QStringLiteral("zk_watch_count")], QStringLiteral("1"));
    QCOMPARE(values[QStringLiteral("zk_global_sessions")], QStringLiteral("1"));
    QCOMPARE(values[QStringLiteral("zk_num_alive_connections")], QStringLiteral("2"));
    QCOMPARE(values[QStringLiteral("zk_outstanding_requests")], QStringLiteral("0"));
    for (const char* name :
         {"zk_version", "zk_avg_latency", "zk_max_latency", "zk_min_latency", "zk_packets_received",
          "zk_packets_sent", "zk_approximate_data_size", "zk_open_file_descriptor_count",
          "zk_max_file_descriptor_count", "zk_uptime"}) {
        QVERIFY2(values.contains(QLatin1String(name)), name);
    }
}

void TestFourLetterWords::connectionsAreListed()
{
    const QString text = run("cons");
    QVERIFY2(text.contains(QStringLiteral(",sid=") + session() + QStringLiteral(",lop=CREA,est=")),
             qPrintable(text));
    QVERIFY(text.contains(
        QRegularExpression(QStringLiteral(",to=10000,lcxid=0x1,lzxid=0x2,lresp=\\d+,llat=\\d+,"
                                          "minlat=\\d+,avglat=\\d+,maxlat=\\d+\\)"))));
}

void TestFourLetterWords::sessionsAndEphemeralsAreDumped()
{
    const QString text = run("dump");
    QVERIFY2(text.startsWith(QStringLiteral("SessionTracker dump:\nSession Sets (1)/(1):\n"
                                            "1 expire at Tue Nov 14 22:13:30 UTC 2023:\n\t")
                             + session() + u'\n'),
             qPrintable(text));
    QVERIFY(text.contains(QStringLiteral("ephemeral nodes dump:\nSessions with Ephemerals (1):\n")
                          + session() + QStringLiteral(":\n\t/e\n")));
    QVERIFY(text.contains(QStringLiteral("Connections dump:\nConnections Sets (1)/(1):\n")));
}

void TestFourLetterWords::watchesAreListed()
{
    m_client->exists("/w", true);
    m_client->get("/e", nullptr, nullptr, true);
    m_client->children("/", true);
    QCOMPARE(run("wchs"), QStringLiteral("1 connections watching 2 paths\nTotal watches:2\n"));
    QVERIFY(run("wchp").contains(QStringLiteral("/w\n\t") + session() + u'\n'));
    QVERIFY(run("wchc").startsWith(session() + QStringLiteral("\n\t/")));
}

void TestFourLetterWords::configurationIsTold()
{
    const QString text = run("conf");
    QVERIFY(text.startsWith(QStringLiteral("clientPort=%1\n").arg(m_server->port())));
    for (const char* line : {"tickTime=2000\n", "maxClientCnxns=60\n", "minSessionTimeout=4000\n",
                             "maxSessionTimeout=40000\n", "dataDir=/registry\n", "serverId=0\n"}) {
        QVERIFY2(text.contains(QLatin1String(line)), line);
    }
}

void TestFourLetterWords::whitelistIsKept()
{
    QCOMPARE(run("srst"),
             QStringLiteral("srst is not executed because it is not in the whitelist.\n"));
    QCOMPARE(run("what"), QString());
    m_server->config.commands = {"ruok"};
    m_server->restart();
    QCOMPARE(run("ruok"), QStringLiteral("imok"));
    QCOMPARE(run("srvr"),
             QStringLiteral("srvr is not executed because it is not in the whitelist.\n"));
}

void TestFourLetterWords::wordsInAnOpenSessionAreNoCommands()
{
    m_client->sendBytes("ruok"); // a length beyond what is taken
    QVERIFY(m_client->waitForEnd());
}

QTEST_APPLESS_MAIN(TestFourLetterWords)
#include "tst_fourletterwords.moc"
