// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "server/config.h"

#include <QTest>

using namespace ottla;
using namespace ottla::server;

class TestConfig : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsJavaProperties();
    void namesFileAndLineOfABadValue();
    void warnsOfUnknownNames();
    void keepsItsTableSortedAndItsDefaultsValid();
    void prefersTheFinerUnitOfTime();
    void letsATopicOverrideTheBroker();
    void readsEndpoints_data();
    void readsEndpoints();
    void refusesBadEndpoints_data();
    void refusesBadEndpoints();
};

void TestConfig::readsJavaProperties()
{
    const auto loaded = parseConfig("# a comment\n"
                                    "  ! another, that ends so \\\n"
                                    "num.partitions = 3\r\n"
                                    "broker.id:7\n"
                                    "\n"
                                    "log.dirs /tmp/a\\\n"
                                    "   /b\n"
                                    "delete.topic.enable=false  ",
                                    "f");
    QVERIFY(loaded.ok());
    const BrokerConfig& config = loaded->config;
    QVERIFY(loaded->warnings.empty());
    QCOMPARE(config.number("num.partitions"), 3);
    QCOMPARE(config.number("broker.id"), 7);
    QCOMPARE(config.text("log.dirs"), std::string("/tmp/a/b"));
    QVERIFY(!config.flag("delete.topic.enable"));
    QVERIFY(config.flag("auto.create.topics.enable"));
}

void TestConfig::namesFileAndLineOfABadValue()
{
    const auto loaded = parseConfig("broker.id=1\n\nnum.partitions=many\n", "server.properties");
    QVERIFY(!loaded.ok());
    QVERIFY2(loaded.error().message.starts_with("server.properties:3: num.partitions=many"),
             loaded.error().message.c_str());
}

void TestConfig::warnsOfUnknownNames()
{
    const auto loaded = parseConfig("no.such.thing=1\nbroker.id=2\n", "f");
    QVERIFY(loaded.ok());
    QCOMPARE(loaded->warnings.size(), std::size_t{1});
    QVERIFY(loaded->warnings[0].find("no.such.thing") != std::string::npos);
    QVERIFY(loaded->warnings[0].starts_with("f:1:"));
}

void TestConfig::keepsItsTableSortedAndItsDefaultsValid()
{
    std::string_view before;
    for (const Property& property : brokerProperties()) {
        QVERIFY2(before < property.name, std::string(property.name).c_str());
        before = property.name;
        QCOMPARE(findProperty(property.name), &property);
        if (property.hasDefault) {
            const auto checked = checkValue(property, property.defaultValue);
            QVERIFY2(checked.ok(), checked.ok() ? "" : checked.error().message.c_str());
        }
    }
    QCOMPARE(findProperty("zzz"), nullptr);
}

void TestConfig::prefersTheFinerUnitOfTime()
{
    BrokerConfig config;
    QCOMPARE(config.retentionMs(), 168LL * 3'600'000);
    QVERIFY(config.set("log.retention.hours", "1").ok());
    QCOMPARE(config.retentionMs(), 3'600'000);
    QVERIFY(config.set("log.retention.minutes", "2").ok());
    QCOMPARE(config.retentionMs(), 120'000);
    QVERIFY(config.set("log.retention.ms", "-1").ok());
    QCOMPARE(config.retentionMs(), -1);
}

void TestConfig::letsATopicOverrideTheBroker()
{
    BrokerConfig config;
    QVERIFY(config.set("log.segment.bytes", "1000").ok());
    QVERIFY(config.set("log.cleanup.policy", "compact,delete").ok());
    QCOMPARE(logConfigFor(config, {}).segmentBytes, 1000U);
    QVERIFY(logConfigFor(config, {}).cleanupCompact);
    const auto own = logConfigFor(config,
                                  {{"segment.bytes", "2000"},
                                   {"cleanup.policy", "delete"},
                                   {"message.timestamp.type", "LogAppendTime"}});
    QCOMPARE(own.segmentBytes, 2000U);
    QVERIFY(own.cleanupDelete && !own.cleanupCompact);
    QCOMPARE(own.timestampType, log::TimestampType::LogAppendTime);
}

void TestConfig::readsEndpoints_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<int>("port");
    QTest::newRow("IPv4") << QByteArray("PLAINTEXT://127.0.0.1:9092") << QByteArray("127.0.0.1")
                          << 9092;
    QTest::newRow("IPv6") << QByteArray("plaintext://[::1]:0") << QByteArray("::1") << 0;
    QTest::newRow("any") << QByteArray("PLAINTEXT://:9092") << QByteArray() << 9092;
}

void TestConfig::readsEndpoints()
{
    QFETCH(QByteArray, text);
    const auto endpoints = parseEndpoints(text.toStdString());
    QVERIFY(endpoints.ok());
    QCOMPARE(endpoints->size(), std::size_t{1});
    QCOMPARE(endpoints->front().name, std::string("PLAINTEXT"));
    QTEST(QByteArray::fromStdString(endpoints->front().host), "host");
    QTEST(int{endpoints->front().port}, "port");
}

void TestConfig::refusesBadEndpoints_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char* text : {"", "localhost:9092", "PLAINTEXT://x", "PLAINTEXT://x:99999",
                             "PLAINTEXT://x:", "SSL://x:9093"}) {
        QTest::newRow(*text == '\0' ? "empty" : text) << QByteArray(text);
    }
}

void TestConfig::refusesBadEndpoints()
{
    QFETCH(QByteArray, text);
    QVERIFY(!parseEndpoints(text.toStdString()).ok());
}

QTEST_APPLESS_MAIN(TestConfig)
#include "tst_config.moc"
