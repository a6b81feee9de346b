// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "decodertesting.h"
#include "groupmember.h"
#include "livecluster.h"
#include "model/messages/messagebrowser.h"
#include "model/schemas/decoderset.h"

#include <QTest>

using namespace ottla;
using namespace ottla::test;
using namespace Qt::Literals::StringLiterals;

/// Kafka's own records: bytes after Apache Kafka's message definitions, and what the broker writes.
class TestInternalTopics : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsRecords_data();
    void readsRecords();
    void rejectsEveryTruncatedRecord_data() { readsRecords_data(); }
    void rejectsEveryTruncatedRecord();
    void survivesEveryFlippedBit_data() { readsRecords_data(); }
    void survivesEveryFlippedBit();
    void saysWhatItDoesNotKnow();
    void tellsSomeValuesWithoutTheirKey();
    void isChosenByTheTopicsName();
    void readsWhatTheBrokerWrites();
};

namespace {

const QString offsets = QStringLiteral("__consumer_offsets");
const QString transactions = QStringLiteral("__transaction_state");

/// A string of the old protocol, in hexadecimal.
QByteArray str(const QByteArray& text)
{
    return QByteArray::number(static_cast<int>(text.size()), 16).rightJustified(4, '0')
        + text.toHex();
}

} // namespace

void TestInternalTopics::readsRecords_data()
{
    QTest::addColumn<QString>("topic");
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QByteArray>("keyText");
    QTest::addColumn<QByteArray>("valueText");
    const auto row = [](const char* name, const QString& topic, const QByteArray& key,
                        const QByteArray& value, const QByteArray& keyText,
                        const QByteArray& valueText) {
        QTest::newRow(name) << topic << QByteArray::fromHex(key) << QByteArray::fromHex(value)
                            << keyText << valueText;
    };
    const QByteArray commitKey = "0001" + str("billing") + str("orders") + "00000003";
    const QByteArray commitText = R"({ "group": "billing", "topic": "orders", "partition": 3 })";
    row("commit, version 0", offsets, "0000" + str("billing") + str("orders") + "00000003",
        "0000"
        "0020000000000001"
            + str("m") + "0000018f00000000",
        commitText,
        R"({ "offset": 9007199254740993, "metadata": "m", "commitTimestamp": 1713691951104 })");
    row("commit, version 1", offsets, commitKey,
        "0001"
        "0000000000000007"
            + str("")
            + "0000000000000001"
              "0000000000000002",
        commitText,
        R"({ "offset": 7, "metadata": "", "commitTimestamp": 1, "expireTimestamp": 2 })");
    row("commit, version 3", offsets, commitKey,
        "0003"
        "0000000000000007"
        "00000005"
            + str("") + "0000000000000001",
        commitText, R"({ "offset": 7, "leaderEpoch": 5, "metadata": "", "commitTimestamp": 1 })");
    row("commit, version 4", offsets, commitKey,
        "0004"
        "0000000000000007"
        "00000005"
        "01"
        "0000000000000001"
        "01"
        "00"
        "10"
        "00112233445566778899aabbccddeeff",
        commitText,
        R"({ "offset": 7, "leaderEpoch": 5, "metadata": "", "commitTimestamp": 1, "topicId": "ABEiM0RVZneImaq7zN3u_w" })");
    const QByteArray subscription = "0000"
                                    "00000001"
        + str("orders") + "ffffffff";
    const QByteArray assignment = "0000"
                                  "00000001"
        + str("orders")
        + "00000002"
          "00000000"
          "00000001"
          "ffffffff";
    const auto sized = [](const QByteArray& hex) -> QByteArray {
        return QByteArray::number(static_cast<int>(hex.size() / 2), 16).rightJustified(8, '0')
            + hex;
    };
    row("group, version 3", offsets, "0002" + str("billing"),
        "0003" + str("consumer") + "00000002" + str("range") + str("m-1")
            + "0000000000000009"
              "00000001"
            + str("m-1") + "ffff" + str("app") + str("/127.0.0.1")
            + "00000064"
              "000000c8"
            + sized(subscription) + sized(assignment),
        R"({ "group": "billing" })",
        R"({ "protocolType": "consumer", "generation": 2, "protocol": "range", "leader": "m-1", )"
        R"("currentStateTimestamp": 9, "members": [ { "memberId": "m-1", "groupInstanceId": null, )"
        R"("clientId": "app", "clientHost": "/127.0.0.1", "rebalanceTimeout": 100, )"
        R"("sessionTimeout": 200, "subscription": { "topics": [ "orders" ], "userData": null }, )"
        R"("assignment": { "assignedPartitions": [ { "topic": "orders", "partitions": [ 0, 1 ] } )"
        R"(], "userData": null } } ] })");
    row("consumer group", offsets, "0003" + str("g"),
        "0000"
        "00000007"
        "00",
        R"({ "groupId": "g" })", R"({ "epoch": 7 })");
    row("consumer group with a tag", offsets, "0003" + str("g"),
        "0000"
        "00000007"
        "01"
        "00"
        "08"
        "7fffffffffffffff",
        R"({ "groupId": "g" })", R"({ "epoch": 7, "metadataHash": 9223372036854775807 })");
    row("consumer group member", offsets, "0005" + str("g") + str("m"),
        "0000"
        "00"
        "00"
        "02"
        "61"
        "02"
        "68"
        "02"
        "02"
        "74"
        "00"
        "00000010"
        "00"
        "00",
        R"({ "groupId": "g", "memberId": "m" })",
        R"({ "instanceId": null, "rackId": null, "clientId": "a", "clientHost": "h", )"
        R"("subscribedTopicNames": [ "t" ], "subscribedTopicRegex": null, "rebalanceTimeoutMs": 16, )"
        R"("serverAssignor": null })");
    row("consumer group assignment", offsets, "0008" + str("g") + str("m"),
        "0000"
        "00000002"
        "00000001"
        "03"
        "02"
        "00000000000000000000000000000001"
        "02"
        "00000000"
        "00"
        "01"
        "00",
        R"({ "groupId": "g", "memberId": "m" })",
        R"({ "memberEpoch": 2, "previousMemberEpoch": 1, "state": 3, "assignedPartitions": [ { )"
        R"("topicId": "AAAAAAAAAAAAAAAAAAAAAQ", "partitions": [ 0 ] } ], )"
        R"("partitionsPendingRevocation": [] })");
    row("transaction, version 0", transactions, "0000" + str("tx"),
        "0000"
        "0000000000000fa1"
        "0002"
        "0000ea60"
        "01"
        "00000001"
            + str("orders")
            + "00000001"
              "00000003"
              "0000000000000005"
              "0000000000000004",
        R"({ "transactionalId": "tx" })",
        R"({ "producerId": 4001, "producerEpoch": 2, "transactionTimeoutMs": 60000, )"
        R"("transactionStatus": "Ongoing", "transactionPartitions": [ { "topic": "orders", )"
        R"("partitionIds": [ 3 ] } ], "transactionLastUpdateTimestampMs": 5, )"
        R"("transactionStartTimestampMs": 4 })");
    row("transaction, version 1", transactions, "0000" + str("tx"),
        "0001"
        "0000000000000fa1"
        "0002"
        "0000ea60"
        "04"
        "00"
        "0000000000000005"
        "ffffffffffffffff"
        "01"
        "00"
        "08"
        "0000000000000001",
        R"({ "transactionalId": "tx" })",
        R"({ "producerId": 4001, "previousProducerId": 1, "producerEpoch": 2, )"
        R"("transactionTimeoutMs": 60000, "transactionStatus": "CompleteCommit", )"
        R"("transactionPartitions": null, "transactionLastUpdateTimestampMs": 5, )"
        R"("transactionStartTimestampMs": -1 })");
}

void TestInternalTopics::readsRecords()
{
    QFETCH(QString, topic);
    QFETCH(QByteArray, key);
    QFETCH(QByteArray, value);
    QFETCH(QByteArray, keyText);
    QFETCH(QByteArray, valueText);
    const DecoderSet decoders(topic);
    const Decoder& decoder = decoders.detect(view(key));
    QCOMPARE(shown(decoder.decode(view(key))), keyText);
    QCOMPARE(shown(decoder.decodeValue(view(value), view(key))), valueText);
}

void TestInternalTopics::rejectsEveryTruncatedRecord()
{
    QFETCH(QString, topic);
    QFETCH(QByteArray, key);
    QFETCH(QByteArray, value);
    const DecoderSet decoders(topic);
    const Decoder& decoder = decoders.detect(view(key));
    forEachPrefix(key, [&](const QByteArray& part) { QVERIFY(!decoder.decode(view(part)).ok()); });
    forEachPrefix(value, [&](const QByteArray& part) {
        QVERIFY(!decoder.decodeValue(view(part), view(key)).ok());
    });
}

void TestInternalTopics::survivesEveryFlippedBit()
{
    QFETCH(QString, topic);
    QFETCH(QByteArray, key);
    QFETCH(QByteArray, value);
    const DecoderSet decoders(topic);
    const Decoder& decoder = decoders.detect(view(key));
    forEachFlip(value, [&](const QByteArray& flipped) {
        QVERIFY(!shown(decoder.decodeValue(view(flipped), view(key))).isEmpty());
        QVERIFY(!shown(decoder.decode(view(flipped))).isEmpty());
    });
    forEachFlip(key, [&](const QByteArray& flipped) {
        QVERIFY(!shown(decoder.decodeValue(view(value), view(flipped))).isEmpty());
    });
}

void TestInternalTopics::saysWhatItDoesNotKnow()
{
    const DecoderSet decoders(offsets);
    const Decoder& decoder = decoders.detect({});
    const QByteArray streams = QByteArray::fromHex("0011" + str("g"));
    QVERIFY(shown(decoder.decode(view(streams))).contains("kind 17 are not known"));
    QVERIFY(shown(decoder.decodeValue("abc", view(streams))).contains("kind 17 are not known"));
    QVERIFY(shown(decoder.decodeValue("abc", std::nullopt)).contains("does not say"));
    const QByteArray commit = QByteArray::fromHex("0001" + str("g") + str("t") + "00000000");
    const QByteArray newer = QByteArray::fromHex("0009"
                                                 "0000000000000007");
    QVERIFY(shown(decoder.decodeValue(view(newer), view(commit))).contains("version 9"));
}

void TestInternalTopics::tellsSomeValuesWithoutTheirKey()
{
    const DecoderSet decoders(offsets);
    const QByteArray value = QByteArray::fromHex("0003"
                                                 "0000000000000007"
                                                 "00000005"
                                                 + str("") + "0000000000000001");
    QCOMPARE(shown(decoders.detect({}).decode(view(value))),
             R"({ "offset": 7, "leaderEpoch": 5, "metadata": "", "commitTimestamp": 1 })"_ba);
}

void TestInternalTopics::isChosenByTheTopicsName()
{
    QCOMPARE(DecoderSet(offsets).detect("{}").id, "kafka-offsets");
    QCOMPARE(DecoderSet(transactions).detect("{}").id, "kafka-transactions");
    QCOMPARE(DecoderSet(QStringLiteral("orders")).detect("{}").id, "json");
    QVERIFY(!DecoderSet(QStringLiteral("orders")).find(QStringLiteral("kafka-offsets")));
}

void TestInternalTopics::readsWhatTheBrokerWrites()
{
    if (!BrokerProcess::isAvailable()) {
        QSKIP("ottla-broker is not built");
    }
    LiveCluster cluster;
    QVERIFY2(cluster.start(), qPrintable(cluster.broker.errorOutput()));
    const auto client = cluster.client();
    QVERIFY(client->createTopic({"orders", 2, 1}));
    QVERIFY(client->alterOffsets("billing", {{"orders", 0, 0}}));
    {
        const Member member(cluster.properties(), "billing", "orders");
        QTRY_VERIFY_WITH_TIMEOUT(
            [&client] {
                const auto groups = client->groups();
                return groups && !groups->empty() && groups->front().state == "Stable";
            }(),
            30'000);
    }
    MessageBrowser browser(cluster.properties(), offsets.toStdString(),
                           WriteGate(QStringLiteral("live"), true), {});
    browser.start({.start = ReadRequest::Start::Beginning});
    QTRY_COMPARE_WITH_TIMEOUT(browser.progress().state, ReadProgress::State::Finished, 30'000);
    const DecoderSet decoders(offsets);
    int commits = 0;
    int members = 0;
    QTRY_VERIFY(browser.model()->rowCount() > 2);
    for (int row = 0; row < browser.model()->rowCount(); ++row) {
        const Message message = browser.model()->message(row).toMessage(offsets.toStdString());
        const Decoder& decoder = decoders.detect(*message.key);
        const QByteArray key = shown(decoder.decode(*message.key));
        QVERIFY2(key.contains("\"billing\""), key.constData());
        if (!message.value) {
            continue;
        }
        const auto value = decoder.decodeValue(*message.value, *message.key);
        QVERIFY2(value.ok(), shown(value).constData());
        const QByteArray text = shown(value);
        commits += key.contains("\"orders\"") && text.contains("\"offset\": 0") ? 1 : 0;
        members += text.contains("\"topics\": [ \"orders\" ]") ? 1 : 0;
    }
    QVERIFY(commits > 0);
    QVERIFY(members > 0);
}

QTEST_GUILESS_MAIN(TestInternalTopics)
#include "tst_internaltopics.moc"
