// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include <QTest>
#ifndef Q_MOC_RUN // moc does not read <concepts>
#include "wire/header.h"
#include "wire/kafka/messages.h"
#endif

using namespace ottla;
using namespace ottla::wire;

namespace {

constexpr std::int16_t produceKey = ProduceRequest::api.key;

} // namespace

/// What stands before a request and before an answer.
class TestHeader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void givesBackWhatWasWritten_data();
    void givesBackWhatWasWritten();
    void skipsTaggedFieldsThatItDoesNotKnow();
    void cutsAClientIdThatTheFieldCannotHold();
    void leavesTaggedFieldsOutOfTheAnswerToApiVersions();
};

void TestHeader::givesBackWhatWasWritten_data()
{
    QTest::addColumn<int>("version");
    QTest::addColumn<bool>("hasClientId");
    QTest::newRow("plain") << 8 << true;
    QTest::newRow("flexible") << 9 << true;
    QTest::newRow("plain, no client id") << 8 << false;
    QTest::newRow("flexible, no client id") << 9 << false;
}

void TestHeader::givesBackWhatWasWritten()
{
    QFETCH(int, version);
    QFETCH(bool, hasClientId);
    RequestHeader header{produceKey, static_cast<std::int16_t>(version), 77, {}};
    if (hasClientId) {
        header.clientId = "kcat";
    }
    Bytes frame;
    encodeRequestHeader(frame, header);
    const std::size_t size = frame.size();
    frame.push_back(std::byte{42});
    const auto read = decodeRequestHeader(frame);
    QVERIFY(read.ok());
    QCOMPARE(read->header.apiKey, header.apiKey);
    QCOMPARE(read->header.apiVersion, header.apiVersion);
    QCOMPARE(read->header.correlationId, 77);
    QVERIFY(read->header.clientId == header.clientId);
    QCOMPARE(read->body.size(), std::size_t{1});
    for (std::size_t cut = 0; cut < size; ++cut) {
        QVERIFY(!decodeRequestHeader(BytesView(frame).first(cut)));
    }
}

void TestHeader::skipsTaggedFieldsThatItDoesNotKnow()
{
    Bytes frame;
    encodeRequestHeader(frame, {produceKey, 9, 1, "c"});
    frame.back() = std::byte{2}; // the number of tagged fields
    for (const int byte : {5, 2, 0xAA, 0xBB, 9, 0, 42}) {
        frame.push_back(static_cast<std::byte>(byte));
    }
    const auto read = decodeRequestHeader(frame);
    QVERIFY(read.ok());
    QCOMPARE(read->body.size(), std::size_t{1});
    QVERIFY(read->body[0] == std::byte{42});
}

void TestHeader::cutsAClientIdThatTheFieldCannotHold()
{
    Bytes frame;
    encodeRequestHeader(frame, {produceKey, 9, 1, std::string(40'000, 'c')});
    const auto read = decodeRequestHeader(frame);
    QVERIFY(read.ok());
    QCOMPARE(read->header.clientId->size(), std::size_t{32'767});
    QVERIFY(read->body.empty());
}

void TestHeader::leavesTaggedFieldsOutOfTheAnswerToApiVersions()
{
    Bytes apiVersions;
    encodeResponseHeader(apiVersions, ApiVersionsRequest::api.key, 3, 1);
    QCOMPARE(apiVersions.size(), std::size_t{4});
    Bytes produced;
    encodeResponseHeader(produced, produceKey, 9, 1);
    QCOMPARE(produced.size(), std::size_t{5});
}

QTEST_APPLESS_MAIN(TestHeader)
#include "tst_header.moc"
