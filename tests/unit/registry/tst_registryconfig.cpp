// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "registry/configfile.h"

#include <QTest>

using namespace ottla;
using namespace ottla::registry;

class TestRegistryConfig : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsZooKeepersNames();
    void defaultsFollowTheTick();
    void unknownNamesAreWarnings();
    void badValuesNameFileAndLine_data();
    void badValuesNameFileAndLine();
};

void TestRegistryConfig::readsZooKeepersNames()
{
    const auto loaded = parseRegistryConfig("# a comment\r\n"
                                            "tickTime=500\r\n"
                                            " clientPort = 2182 \n"
                                            "\n"
                                            "clientPortAddress=0.0.0.0\n"
                                            "maxClientCnxns=0\n"
                                            "zookeeper.forceSync=no\n"
                                            "jute.maxbuffer=4194304\n"
                                            "autopurge.snapRetainCount=5\n"
                                            "4lw.commands.whitelist=ruok, mntr\n",
                                            "zoo.cfg");
    QVERIFY(loaded.ok());
    QVERIFY(loaded->warnings.empty());
    const RegistryConfig& config = loaded->config;
    QCOMPARE(config.tickTime.count(), 500);
    QCOMPARE(int(config.clientPort), 2182);
    QCOMPARE(config.clientPortAddress, std::string("0.0.0.0"));
    QCOMPARE(config.maxClientCnxns, 0);
    QCOMPARE(config.forceSync, false);
    QCOMPARE(config.juteMaxBuffer, 4194304);
    QCOMPARE(config.snapRetainCount, 5);
    QVERIFY((config.commands == std::vector<std::string>{"ruok", "mntr"}));
}

void TestRegistryConfig::defaultsFollowTheTick()
{
    const auto loaded = parseRegistryConfig("tickTime=300", "zoo.cfg");
    QVERIFY(loaded.ok());
    QCOMPARE(loaded->config.minTimeout().count(), 600);
    QCOMPARE(loaded->config.maxTimeout().count(), 6000);
    QCOMPARE(loaded->config.clientPortAddress, std::string("localhost"));
    QVERIFY(loaded->config.forceSync);
}

void TestRegistryConfig::unknownNamesAreWarnings()
{
    const auto loaded = parseRegistryConfig("initLimit=10\nserver.1=a:1:2\n", "zoo.cfg");
    QVERIFY(loaded.ok());
    QCOMPARE(loaded->warnings.size(), std::size_t{2});
    QVERIFY(loaded->warnings[1].starts_with("zoo.cfg:2: server.1"));
}

void TestRegistryConfig::badValuesNameFileAndLine_data()
{
    QTest::addColumn<QByteArray>("line");
    for (const char* line : {"tickTime=fast", "tickTime=0", "clientPort=70000",
                             "clientPort=", "forceSync=maybe", "nonsense", "maxClientCnxns=-1"}) {
        QTest::newRow(line) << QByteArray(line);
    }
}

void TestRegistryConfig::badValuesNameFileAndLine()
{
    QFETCH(QByteArray, line);
    const auto loaded = parseRegistryConfig("# first\n" + line.toStdString() + "\n", "my.cfg");
    QVERIFY(!loaded.ok());
    QVERIFY2(loaded.error().message.starts_with("my.cfg:2: "), loaded.error().message.c_str());
}

QTEST_APPLESS_MAIN(TestRegistryConfig)
#include "tst_registryconfig.moc"
