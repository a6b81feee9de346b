// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "interop/program.h"
#include "support/brokerprocess.h"
#include "support/foreigntool.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QTest>

using namespace ottla::test;

/// kcat 1.7 (librdkafka) against ottla-broker.
class TestKcat : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void listsTheCluster();
    void carriesKeysHeadersAndNulls();
    void storesBatchesCompressedAsSent_data();
    void storesBatchesCompressedAsSent();
    void startsAtTimesAndOffsets();
    void consumesInAGroupAndResumes();

private:
    ProgramResult kcat(const QStringList& arguments, const QByteArray& input = {});
    QByteArray firstBatch(const QString& topic);

    BrokerProcess m_broker;
};

ProgramResult TestKcat::kcat(const QStringList& arguments, const QByteArray& input)
{
    return runProgram(QStringLiteral("kcat"),
                      QStringList{QStringLiteral("-b"), m_broker.bootstrap()} + arguments, input);
}

QByteArray TestKcat::firstBatch(const QString& topic)
{
    QFile segment(m_broker.dataFolder() + u'/' + topic
                  + QStringLiteral("-0/00000000000000000000.log"));
    return segment.open(QIODevice::ReadOnly) ? segment.read(61) : QByteArray();
}

void TestKcat::initTestCase()
{
    OTTLA_NEED_TOOL(QStringLiteral("kcat"),
                    !QStandardPaths::findExecutable(QStringLiteral("kcat")).isEmpty());
    QVERIFY2(m_broker.start(), qPrintable(m_broker.errorOutput()));
}

void TestKcat::listsTheCluster()
{
    const auto listed = kcat({QStringLiteral("-L"), QStringLiteral("-J")});
    QVERIFY2(listed.status == 0, listed.describe().constData());
    const QJsonArray brokers = listed.json()[u"brokers"].toArray();
    QCOMPARE(brokers.size(), 1);
    QCOMPARE(brokers[0].toObject()[u"name"].toString(),
             QStringLiteral("localhost:") + m_broker.bootstrap().section(u':', -1));
}

void TestKcat::carriesKeysHeadersAndNulls()
{
    const QString topic = QStringLiteral("kcat-headers");
    auto sent = kcat({QStringLiteral("-P"), QStringLiteral("-t"), topic, QStringLiteral("-K:"),
                      QStringLiteral("-H"), QStringLiteral("n=1"), QStringLiteral("-H"),
                      QStringLiteral("n=2"), QStringLiteral("-Z")},
                     "key:value\nempty:\n");
    QVERIFY2(sent.status == 0, sent.describe().constData());
    const auto read =
        kcat({QStringLiteral("-C"), QStringLiteral("-t"), topic, QStringLiteral("-e"),
              QStringLiteral("-q"), QStringLiteral("-f"), QStringLiteral("%o %k %S %s %h\n")});
    QVERIFY2(read.status == 0, read.describe().constData());
    QCOMPARE(read.output, "0 key 5 value n=1,n=2\n1 empty -1  n=1,n=2\n");
}

void TestKcat::storesBatchesCompressedAsSent_data()
{
    QTest::addColumn<int>("codec");
    QTest::newRow("none") << 0;
    QTest::newRow("gzip") << 1;
    QTest::newRow("snappy") << 2;
    QTest::newRow("lz4") << 3;
    QTest::newRow("zstd") << 4;
}

void TestKcat::storesBatchesCompressedAsSent()
{
    QFETCH(int, codec);
    const QString name = QLatin1String(QTest::currentDataTag());
    const QString topic = QStringLiteral("kcat-") + name;
    QByteArray lines;
    for (int i = 0; i < 1000; ++i) {
        lines += "line " + QByteArray::number(i) + " of much the same text, as logs have it\n";
    }
    const auto sent = kcat({QStringLiteral("-P"), QStringLiteral("-t"), topic, QStringLiteral("-X"),
                            QStringLiteral("compression.codec=") + name, QStringLiteral("-X"),
                            QStringLiteral("linger.ms=100")},
                           lines);
    QVERIFY2(sent.status == 0, sent.describe().constData());
    const auto read =
        kcat({QStringLiteral("-C"), QStringLiteral("-t"), topic, QStringLiteral("-e"),
              QStringLiteral("-q"), QStringLiteral("-X"), QStringLiteral("check.crcs=true")});
    QVERIFY2(read.status == 0, read.describe().constData());
    QCOMPARE(read.output, lines);

    const QByteArray batch = firstBatch(topic);
    QCOMPARE(batch.size(), 61);
    QCOMPARE(int(batch[16]), 2); // magic
    QCOMPARE(batch[22] & 7, codec); // low byte of the attributes
}

void TestKcat::startsAtTimesAndOffsets()
{
    const QString topic = QStringLiteral("kcat-offsets");
    QVERIFY(kcat({QStringLiteral("-P"), QStringLiteral("-t"), topic}, "a\nb\nc\nd\n").status == 0);
    const auto tail = kcat({QStringLiteral("-C"), QStringLiteral("-t"), topic, QStringLiteral("-e"),
                            QStringLiteral("-q"), QStringLiteral("-o"), QStringLiteral("-2")});
    QCOMPARE(tail.output, "c\nd\n");
    const auto fromTime =
        kcat({QStringLiteral("-C"), QStringLiteral("-t"), topic, QStringLiteral("-e"),
              QStringLiteral("-q"), QStringLiteral("-o"), QStringLiteral("s@1")});
    QCOMPARE(fromTime.output, "a\nb\nc\nd\n");
    const auto queried =
        kcat({QStringLiteral("-Q"), QStringLiteral("-t"), topic + QStringLiteral(":0:-1"),
              QStringLiteral("-t"), topic + QStringLiteral(":0:1")});
    QVERIFY2(queried.output.contains("[0] offset 4") || queried.output.contains("[0] offset 0"),
             queried.describe().constData());
}

void TestKcat::consumesInAGroupAndResumes()
{
    const QString topic = QStringLiteral("kcat-group");
    const QStringList consume{QStringLiteral("-G"),
                              QStringLiteral("kcat-members"),
                              QStringLiteral("-X"),
                              QStringLiteral("auto.offset.reset=earliest"),
                              QStringLiteral("-e"),
                              QStringLiteral("-q"),
                              topic};
    QVERIFY(kcat({QStringLiteral("-P"), QStringLiteral("-t"), topic}, "1\n2\n").status == 0);
    const auto first = kcat(consume);
    QVERIFY2(first.output == "1\n2\n", first.describe().constData());
    QVERIFY(kcat({QStringLiteral("-P"), QStringLiteral("-t"), topic}, "3\n").status == 0);
    m_broker.kill();
    QVERIFY2(m_broker.restart(), qPrintable(m_broker.errorOutput()));
    const auto second = kcat(consume);
    QVERIFY2(second.output == "3\n", second.describe().constData());
}

QTEST_GUILESS_MAIN(TestKcat)
#include "tst_kcat.moc"
