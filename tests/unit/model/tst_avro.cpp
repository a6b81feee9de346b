// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "decodertesting.h"
#include "model/decoders/avroschema.h"

#include <QTest>

using namespace ottla;
using namespace ottla::test;
using namespace Qt::Literals::StringLiterals;

/// Against bodies and fingerprints of the reference encoders (vectors/make_avro.py).
class TestAvro : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsReferenceBodies_data() { vectors(); }
    void readsReferenceBodies();
    void rejectsEveryTruncatedBody_data() { vectors(); }
    void rejectsEveryTruncatedBody();
    void survivesEveryFlippedBit_data() { vectors(); }
    void survivesEveryFlippedBit();
    void makesTheReferenceFingerprints_data();
    void makesTheReferenceFingerprints();
    void readsTheSingleObjectEncoding();
    void rejectsWhatIsNoSchema_data();
    void rejectsWhatIsNoSchema();
    void rejectsBodiesThatClaimTooMuch_data();
    void rejectsBodiesThatClaimTooMuch();
    void findsTypesOfReferences();
    void saysWhereABodyBreaks();
    void readsNumbersThatBringTheirScale_data();
    void readsNumbersThatBringTheirScale();

private:
    static void vectors();
};

void TestAvro::vectors()
{
    QTest::addColumn<QByteArray>("schema");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("text");
    const auto lines = vectorLines(QFINDTESTDATA("vectors/avro.txt"));
    QVERIFY(!lines.isEmpty());
    for (const auto& line : lines) {
        QCOMPARE(line.size(), 4);
        if (!line[0].startsWith("fingerprint")) {
            QTest::newRow(line[0].constData())
                << line[1] << QByteArray::fromHex(line[2]) << line[3];
        }
    }
}

namespace {

Result<Decoded> decode(const QByteArray& schema, const QByteArray& body)
{
    if (schema == "-") {
        return findDecoder("avro-container")->decode(view(body));
    }
    const auto made = makeAvroSchema(view(schema), {});
    return made ? (*made)->read(view(body)) : made.error();
}

} // namespace

void TestAvro::readsReferenceBodies()
{
    QFETCH(QByteArray, schema);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, text);
    QCOMPARE(shown(decode(schema, body)), text);
    if (schema == "-") {
        QCOMPARE(detectDecoder(view(body)).id, "avro-container");
    }
}

void TestAvro::rejectsEveryTruncatedBody()
{
    QFETCH(QByteArray, schema);
    QFETCH(QByteArray, body);
    int whole = 0;
    forEachPrefix(body, [&](const QByteArray& part) {
        const auto decoded = decode(schema, part);
        whole += decoded.ok() ? 1 : 0;
        QVERIFY(decoded.ok() || !decoded.error().message.empty());
    });
    // A container may end behind its header, with no block.
    QCOMPARE(whole, schema == "-" ? 1 : 0);
}

void TestAvro::survivesEveryFlippedBit()
{
    QFETCH(QByteArray, schema);
    QFETCH(QByteArray, body);
    forEachFlip(body, [&](const QByteArray& flipped) {
        QVERIFY(!shown(decode(schema, flipped)).isEmpty());
    });
}

void TestAvro::makesTheReferenceFingerprints_data()
{
    QTest::addColumn<QByteArray>("schema");
    QTest::addColumn<QByteArray>("fingerprint");
    for (const auto& line : vectorLines(QFINDTESTDATA("vectors/avro.txt"))) {
        if (line[0].startsWith("fingerprint")) {
            QTest::newRow(line[0].constData()) << line[1] << line[3];
        }
    }
}

void TestAvro::makesTheReferenceFingerprints()
{
    QFETCH(QByteArray, schema);
    QFETCH(QByteArray, fingerprint);
    const auto parsed = AvroSchema::parse(view(schema));
    QVERIFY(parsed.ok());
    QByteArray bytes;
    for (unsigned shift = 0; shift < 64; shift += 8) {
        bytes.append(static_cast<char>((*parsed)->fingerprint() >> shift & 0xFFU));
    }
    QCOMPARE(bytes.toHex(), fingerprint);
}

void TestAvro::readsTheSingleObjectEncoding()
{
    QCOMPARE(shown(decode("\"int\"", QByteArray::fromHex("c3018f5c393f1ad5757254"))), "42"_ba);
    // Another schema's fingerprint is no header, and what follows is no int.
    QVERIFY(!decode("\"int\"", QByteArray::fromHex("c3018f5c393f1ad5757354")).ok());
}

void TestAvro::rejectsWhatIsNoSchema_data()
{
    QTest::addColumn<QByteArray>("schema");
    QTest::addColumn<QByteArray>("reason");
    QTest::newRow("empty") << ""_ba
                           << "not JSON"_ba;
    QTest::newRow("number") << "7"_ba
                            << "neither a name"_ba;
    QTest::newRow("unknown") << "\"Order\""_ba
                             << "Order is not known"_ba;
    QTest::newRow("no name") << R"({"type":"record","fields":[]})"_ba
                             << "has no name"_ba;
    QTest::newRow("no fields") << R"({"type":"record","name":"R"})"_ba
                               << "R has no fields"_ba;
    QTest::newRow("field without a type")
        << R"({"type":"record","name":"R","fields":[{"name":"a"}]})"_ba
        << "a field of R"_ba;
    QTest::newRow("no items") << R"({"type":"array"})"_ba
                              << "items"_ba;
    QTest::newRow("twice")
        << R"([{"type":"fixed","name":"F","size":1},{"type":"fixed","name":"F","size":2}])"_ba
        << "twice"_ba;
    QTest::newRow("symbols") << R"({"type":"enum","name":"E","symbols":[1]})"_ba
                             << "not a name"_ba;
    QTest::newRow("deep") << QByteArray(100'000, '[') + QByteArray(100'000, ']') << "too deeply"_ba;
}

void TestAvro::rejectsWhatIsNoSchema()
{
    QFETCH(QByteArray, schema);
    QFETCH(QByteArray, reason);
    const auto parsed = AvroSchema::parse(view(schema));
    QVERIFY(!parsed.ok());
    QVERIFY2(parsed.error().message.find(view(reason)) != std::string::npos,
             parsed.error().message.c_str());
}

void TestAvro::rejectsBodiesThatClaimTooMuch_data()
{
    QTest::addColumn<QByteArray>("schema");
    QTest::addColumn<QByteArray>("body");
    const QByteArray nulls = R"({"type":"array","items":"null"})";
    QTest::newRow("2^62 nulls") << nulls << QByteArray::fromHex("feffffffffffffffff01") + '\0';
    QTest::newRow("-2^63 nulls") << nulls << QByteArray::fromHex("ffffffffffffffffff0100") + '\0';
    QTest::newRow("string of 2^62") << "\"string\""_ba << QByteArray::fromHex("feffffffffffffff7f");
    QTest::newRow("negative string") << "\"string\""_ba << QByteArray::fromHex("01");
    QTest::newRow("record of itself")
        << R"({"type":"record","name":"R","fields":[{"name":"r","type":"R"}]})"_ba << QByteArray();
    QByteArray wide = R"({"type":"record","name":"A","fields":[)";
    for (int i = 0; i < 100; ++i) {
        wide += R"({"name":"f)" + QByteArray::number(i) + R"(","type":["null","A"]},)";
    }
    wide.back() = ']';
    wide += '}';
    QTest::newRow("deep record") << wide << QByteArray(10'000, '\2');
}

void TestAvro::rejectsBodiesThatClaimTooMuch()
{
    QFETCH(QByteArray, schema);
    QFETCH(QByteArray, body);
    const auto decoded = decode(schema, body);
    QVERIFY(!decoded.ok());
    QVERIFY(decoded.error().code == Errc::TooLarge || decoded.error().code == Errc::Malformed);
}

void TestAvro::findsTypesOfReferences()
{
    const SchemaReferences references{
        {"money", R"({"type":"record","name":"Money","namespace":"shop","fields":[
             {"name":"cents","type":"long"}]})"},
        {"line", R"({"type":"record","name":"Line","namespace":"shop","fields":[
             {"name":"price","type":"Money"}]})"}};
    const auto schema = makeAvroSchema(R"({"type":"array","items":"shop.Line"})", references);
    QVERIFY2(schema.ok(), schema.ok() ? "" : schema.error().describe().c_str());
    QCOMPARE(shown((*schema)->read(std::string_view("\x02\x0e\x00", 3))),
             R"([ { "price": { "cents": 7 } } ])"_ba);
    const auto broken = makeAvroSchema("\"shop.Line\"", {{"line", "oops"}});
    QVERIFY(!broken.ok());
    QCOMPARE(broken.error().context, "line");
}

void TestAvro::saysWhereABodyBreaks()
{
    const auto decoded =
        decode(R"({"type":"array","items":"string"})", QByteArray::fromHex("0402610661"));
    QVERIFY(!decoded.ok());
    QCOMPARE(decoded.error().describe(), "the Avro value is cut short (offset 4)");
}

void TestAvro::readsNumbersThatBringTheirScale_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("text");
    const auto row = [](const char* name, const char* hex, const char* text) {
        QTest::newRow(name) << QByteArray::fromHex(hex) << QByteArray(text);
    };
    row("5.00", "080401f404", "5.00");
    row("-0.1", "0602ff02", "-0.1");
    row("1E+3", "06020105", "1E+3");
    row("0", "06020000", "0");
    row("bytes behind it", "080205020a", "h'0205020a'");
    row("cut short", "020a", "h'0a'");
    row("a scale beyond reason", "0e0205feffffff0f", "h'0205feffffff0f'");
}

/// As Avro's own library for Java writes a BigDecimal: its digits, and how many are behind the
/// point.
void TestAvro::readsNumbersThatBringTheirScale()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, text);
    QCOMPARE(shown(decode(R"({"type": "bytes", "logicalType": "big-decimal"})", body)), text);
}

QTEST_APPLESS_MAIN(TestAvro)
#include "tst_avro.moc"
