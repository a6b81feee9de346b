// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "wire/dumper.h"
#include "wire/kafka/deletetopics.h"
#include "wire/kafka/joingroup.h"
#include "wire/kafka/produce.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace ottla;

class TestDumper : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsTheFieldsOfTheVersion();
    void showsTaggedFieldsThatAreSet();
    void namesErrors();
    void showsSizeOfRecords();
    void escapesWhatIsNoText();
};

void TestDumper::showsTheFieldsOfTheVersion()
{
    wire::DeleteTopicsRequest request;
    request.topicNames = {"a", "b"};
    request.timeoutMs = 5;
    QCOMPARE(wire::dumpMessage(request, 5),
             std::string(R"({"topicNames":["a","b"],"timeoutMs":5})"));
    QCOMPARE(wire::dumpMessage(request, 6), std::string(R"({"topics":[],"timeoutMs":5})"));
}

void TestDumper::showsTaggedFieldsThatAreSet()
{
    wire::ProduceResponse response;
    QCOMPARE(wire::dumpMessage(response, 10),
             std::string(R"({"responses":[],"throttleTimeMs":0})"));
    response.nodeEndpoints.push_back({.nodeId = 1, .host = "h", .port = 2, .rack = {}});
    QCOMPARE(
        wire::dumpMessage(response, 10),
        std::string(
            R"({"responses":[],"throttleTimeMs":0,"nodeEndpoints":[{"nodeId":1,"host":"h","port":2,"rack":null}]})"));
    QCOMPARE(wire::dumpMessage(response, 9), std::string(R"({"responses":[],"throttleTimeMs":0})"));
}

void TestDumper::namesErrors()
{
    wire::JoinGroupResponse response;
    response.errorCode = wire::ErrorCode::MemberIdRequired;
    const auto json =
        QJsonDocument::fromJson(QByteArray::fromStdString(wire::dumpMessage(response, 5)));
    QCOMPARE(json[QStringLiteral("errorCode")].toString(), QStringLiteral("MemberIdRequired"));
}

void TestDumper::showsSizeOfRecords()
{
    using Topic = wire::ProduceRequest::TopicProduceData;
    const Bytes batch(7);
    Topic topic;
    topic.name = "t";
    topic.partitionData = {{.index = 0, .records = BytesView(batch)}, {.index = 1, .records = {}}};
    wire::ProduceRequest request;
    request.topicData = {topic};
    const std::string text = wire::dumpMessage(request, 3);
    QVERIFY(text.find(R"([{"index":0,"records":{"size":7}},{"index":1,"records":null}])")
            != std::string::npos);
}

void TestDumper::escapesWhatIsNoText()
{
    wire::DeleteTopicsRequest request;
    request.topicNames = {"\"\\\n", "\xC3\xA4", "\xFF\xC3", "\xED\xA0\x80", "\xC0\x80"};
    const std::string text = wire::dumpMessage(request, 0);
    QCOMPARE(text,
             std::string("{\"topicNames\":[\"\\\"\\\\\\u000a\",\"\xC3\xA4\",\"\\u00ff\\u00c3\","
                         "\"\\u00ed\\u00a0\\u0080\",\"\\u00c0\\u0080\"],\"timeoutMs\":0}"));
    QJsonParseError error;
    QJsonDocument::fromJson(QByteArray::fromStdString(text), &error);
    QCOMPARE(error.error, QJsonParseError::NoError);
}

QTEST_APPLESS_MAIN(TestDumper)
#include "tst_dumper.moc"
