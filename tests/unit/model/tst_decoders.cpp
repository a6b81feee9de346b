// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "decodertesting.h"
#include "model/decoders/cbor.h"
#include "model/decoders/decoder.h"

#include <QSet>
#include <QTest>

using namespace ottla;
using namespace ottla::test;
using namespace Qt::Literals::StringLiterals;

class TestDecoders : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsReferenceCbor_data() { cborVectors(); }
    void readsReferenceCbor();
    void readsLargeNumbersOfCbor_data() { cborVectors("vectors/cborbignums.txt"); }
    void readsLargeNumbersOfCbor() { readsReferenceCbor(); }
    void rejectsEveryTruncatedCbor_data() { cborVectors(); }
    void rejectsEveryTruncatedCbor();
    void survivesEveryFlippedBitOfCbor_data() { cborVectors(); }
    void survivesEveryFlippedBitOfCbor();
    void rejectsWhatIsNoCbor_data();
    void rejectsWhatIsNoCbor();
    void decodes_data();
    void decodes();
    void rejectsWithAReason_data();
    void rejectsWithAReason();
    void choosesByTheBytes_data();
    void choosesByTheBytes();
    void idsAreTheirOwn();
    void saysWhatWasInside();
    void keepsNumbersAndEscapesOfJson();
    void findsJsonInUtf16();
    void showsDocumentsWithOddBytes_data();
    void showsDocumentsWithOddBytes();
    void placesTheErrorOfADocument();

private:
    static void cborVectors(const char* path = "vectors/cbor.txt");
};

// Lines of a name, the body in hexadecimal and the expected text on one line.
void TestDecoders::cborVectors(const char* path)
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("text");
    QFile file(QFINDTESTDATA(path));
    QVERIFY(file.open(QIODevice::ReadOnly));
    while (!file.atEnd()) {
        const QList<QByteArray> columns = file.readLine().trimmed().split('\t');
        QCOMPARE(columns.size(), 3);
        QTest::newRow(columns[0].constData()) << QByteArray::fromHex(columns[1]) << columns[2];
    }
}

void TestDecoders::readsReferenceCbor()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, text);
    const auto value = decodeCbor(view(body));
    QVERIFY2(value.ok(), value.ok() ? "" : value.error().describe().c_str());
    QCOMPARE(QByteArray::fromStdString(toText(*value)).simplified(), text);
}

void TestDecoders::rejectsEveryTruncatedCbor()
{
    QFETCH(QByteArray, body);
    for (qsizetype size = 0; size < body.size(); ++size) {
        const auto value = decodeCbor(view(body.first(size)));
        QVERIFY(!value.ok());
        QCOMPARE(value.error().code, Errc::Malformed);
    }
}

void TestDecoders::survivesEveryFlippedBitOfCbor()
{
    QFETCH(QByteArray, body);
    for (qsizetype bit = 0; bit < body.size() * 8; ++bit) {
        QByteArray flipped = body;
        flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
        const auto value = decodeCbor(view(flipped));
        QVERIFY(!value.ok() || !toText(*value).empty());
    }
}

void TestDecoders::rejectsWhatIsNoCbor_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("reserved length") << "\x1C"_ba;
    QTest::newRow("break alone") << "\xFF"_ba;
    QTest::newRow("number without an end") << "\x1F"_ba;
    QTest::newRow("bytes behind") << "\x01\x02"_ba;
    QTest::newRow("list of 2^64-1") << "\x9B\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"_ba;
    QTest::newRow("map of 2^63") << QByteArray::fromHex("bb8000000000000000");
    QTest::newRow("key alone") << "\xBF\x01\xFF"_ba;
    QTest::newRow("text with a part of bytes") << QByteArray::fromHex("7f4161ff");
    QTest::newRow("simple value too long") << QByteArray::fromHex("f810");
    QTest::newRow("tag of nothing") << "\xC2"_ba;
    QTest::newRow("tag of a break") << "\xC2\xFF"_ba;
    QTest::newRow("tag without an end") << "\xDF\x01"_ba;
    QTest::newRow("bignum cut short") << QByteArray::fromHex("c24900");
    QTest::newRow("bignum of 2^64-1 bytes") << QByteArray::fromHex("c25bffffffffffffffff");
    QTest::newRow("time cut short") << QByteArray::fromHex("c1fa4ea2");
    QTest::newRow("deep list") << QByteArray(100'000, '\x81') + '\x01';
    QTest::newRow("deep tags") << QByteArray(100'000, '\xC1') + '\x01';
    QTest::newRow("deep without counts") << QByteArray(100'000, '\x9F');
}

void TestDecoders::rejectsWhatIsNoCbor()
{
    QFETCH(QByteArray, body);
    const auto value = decodeCbor(view(body));
    QVERIFY(!value.ok());
    QCOMPARE(value.error().code, Errc::Malformed);
    QVERIFY(value.error().context.starts_with("offset "));
}

void TestDecoders::decodes_data()
{
    QTest::addColumn<QByteArray>("id");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("text");
    const auto row = [](const char* id, const char* hex, const char* text) {
        QTest::addRow("%s %s", id, hex)
            << QByteArray(id) << QByteArray::fromHex(hex) << QByteArray(text);
    };
    row("int8", "ff", "-1");
    row("uint8", "ff", "255");
    row("int16be", "fffe", "-2");
    row("int16le", "feff", "-2");
    row("uint16be", "0102", "258");
    row("uint16le", "0102", "513");
    row("int32be", "80000000", "-2147483648");
    row("int32le", "00000080", "-2147483648");
    row("uint32be", "ffffffff", "4294967295");
    row("uint32le", "01000000", "1");
    row("int64be", "0020000000000001", "9007199254740993");
    row("int64le", "0000000000000080", "-9223372036854775808");
    row("uint64be", "ffffffffffffffff", "18446744073709551615");
    row("uint64le", "0100000000002000", "9007199254740993");
    row("float32be", "3dcccccd", "0.1");
    row("float32le", "cdcccc3d", "0.1");
    row("float64be", "3fb999999999999a", "0.1");
    row("float64le", "9a9999999999b93f", "0.1");
    row("uuid", "00112233445566778899aabbccddeeff", "00112233-4455-6677-8899-aabbccddeeff");
    row("latin1", "4772fcdf65", "Gr\u00fc\u00dfe");
    row("windows-1250", "9eb9e8", "\u017e\u0105\u010d");
    row("windows-1251", "cff0e8e2e5f2", "\u041f\u0440\u0438\u0432\u0435\u0442");
    row("windows-1252", "80e9", "\u20ac\u00e9");
    row("windows-1253", "41aa", "A\ufffd");
    row("iso-8859-15", "a4", "\u20ac");
    row("shift_jis", "8e529363", "\u5c71\u7530");
    row("euc-jp", "c6fccbdc", "\u65e5\u672c");
    row("euc-kr", "c7d1b1db", "\ud55c\uae00");
    row("gbk", "d6d0b9fa", "\u4e2d\u56fd");
    row("big5", "a4a4b0ea", "\u4e2d\u570b");
    row("utf16le", "fffe4700fc003dd800de", "G\u00fc\U0001F600");
    row("utf16be", "004700fcd83dde00", "G\u00fc\U0001F600");
    row("text", "4772c3bc", "Gr\u00fc");
    row("base64", "65794a68496a6f7866513d3d", "{ \"a\": 1 }");
}

void TestDecoders::decodes()
{
    QFETCH(QByteArray, id);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, text);
    const Decoder* decoder = findDecoder(view(id));
    QVERIFY(decoder);
    const auto decoded = decoder->decode(view(body));
    QVERIFY2(decoded.ok(), decoded.ok() ? "" : decoded.error().describe().c_str());
    QCOMPARE(shown(*decoded).simplified(), text.simplified());
}

void TestDecoders::rejectsWithAReason_data()
{
    QTest::addColumn<QByteArray>("id");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("reason");
    QTest::newRow("size") << "int32be"_ba
                          << "abc"_ba
                          << "it takes 4 bytes, and these are 3"_ba;
    QTest::newRow("uuid") << "uuid"_ba
                          << "abc"_ba
                          << "it takes 16 bytes"_ba;
    QTest::newRow("utf8") << "text"_ba
                          << "a\xFFz"_ba
                          << "offset 1"_ba;
    QTest::newRow("odd") << "utf16le"_ba
                         << "abc"_ba
                         << "even number"_ba;
    QTest::newRow("surrogate") << "utf16be"_ba
                               << "\xD8\x3D"_ba
                               << "surrogate"_ba;
    QTest::newRow("base64") << "base64"_ba
                            << "a?=="_ba
                            << "not Base64"_ba;
    QTest::newRow("gzip") << "gzip"_ba
                          << "\x1F\x8B\x08 no more"_ba
                          << ""_ba;
    QTest::newRow("zstd") << "zstd"_ba
                          << "plain"_ba
                          << ""_ba;
    QTest::newRow("messagepack") << "messagepack"_ba
                                 << "\x92\x01"_ba
                                 << "cut short"_ba;
}

void TestDecoders::rejectsWithAReason()
{
    QFETCH(QByteArray, id);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, reason);
    const auto decoded = findDecoder(view(id))->decode(view(body));
    QVERIFY(!decoded.ok());
    const auto said = QByteArray::fromStdString(decoded.error().describe());
    QVERIFY2(!said.isEmpty() && said.contains(reason), said.constData());
}

void TestDecoders::choosesByTheBytes_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("id");
    const auto row = [](const char* name, const QByteArray& body, const char* id) {
        QTest::newRow(name) << body << QByteArray(id);
    };
    row("nothing", {}, "text");
    row("text", "hello", "text");
    row("json", "{\"a\":1}", "json");
    row("xml", "<a/>", "xml");
    row("messagepack", QByteArray::fromHex("81a16101"), "messagepack");
    row("cbor", QByteArray::fromHex("a2616101616202"), "cbor");
    row("long", QByteArray::fromHex("0000000000001267"), "int64be");
    row("negative", QByteArray::fromHex("ffffffff"), "int32be");
    row("uuid", QByteArray::fromHex("0f112233445546778899aabbccddeeff"), "uuid");
    row("utf16", QByteArray::fromHex("fffe4700"), "utf16le");
    row("gzip", QByteArray::fromHex("1f8b0800"), "gzip");
    row("zstd", QByteArray::fromHex("28b52ffd00"), "zstd");
    row("lz4", QByteArray::fromHex("04224d1800"), "lz4");
    row("snappy stream", "\x82SNAPPY\0\0\0\0\1"_ba, "snappy");
    row("other", QByteArray::fromHex("00ff1080"), "hex");
}

void TestDecoders::choosesByTheBytes()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, id);
    const std::string_view chosen = detectDecoder(view(body)).id;
    QCOMPARE(QByteArray(chosen.data(), static_cast<qsizetype>(chosen.size())), id);
}

void TestDecoders::idsAreTheirOwn()
{
    QSet<QByteArray> ids;
    QSet<QByteArray> names;
    for (const auto& decoder : builtInDecoders()) {
        ids.insert(QByteArray::fromStdString(decoder->id));
        names.insert(QByteArray::fromStdString(decoder->name));
    }
    QCOMPARE(ids.size(), static_cast<qsizetype>(builtInDecoders().size()));
    QCOMPARE(names.size(), ids.size());
    QVERIFY(!findDecoder("no such"));
}

// The bodies are written by Python's gzip and by the zstd program.
void TestDecoders::saysWhatWasInside()
{
    const QByteArray gzip =
        QByteArray::fromHex("1f8b0800000000000203ab564a54b232ac0500afac1b5607000000");
    const auto decoded = findDecoder("gzip")->decode(view(gzip));
    QVERIFY2(decoded.ok(), decoded.ok() ? "" : decoded.error().describe().c_str());
    QCOMPARE(shown(*decoded).simplified(), "{ \"a\": 1 }"_ba);
    QCOMPARE(decoded->inside, std::string("JSON"));
    const QByteArray zstd = QByteArray::fromHex("28b52ffd04583900007b2261223a317d488bfc32");
    const auto same = findDecoder("zstd")->decode(view(zstd));
    QVERIFY2(same.ok(), same.ok() ? "" : same.error().describe().c_str());
    QCOMPARE(shown(*same), shown(*decoded));
    // By Python's lz4.frame and snappy; the last one by hand, in the stream of the Java client.
    for (const auto& [id, hex] : {
             std::pair("lz4", "04224d1868400700000000000000b0070000807b2261223a317d00000000"),
             std::pair("snappy", "07187b2261223a317d"),
             std::pair("snappy",
                       "82534e4150505900000000010000000100000009"
                       "07187b2261223a317d"),
         }) {
        QCOMPARE(shown(findDecoder(id)->decode(view(QByteArray::fromHex(hex)))), "{ \"a\": 1 }"_ba);
    }
    const QByteArray twice = QByteArray::fromHex(
        "1f8b080000000000020393efe660000126e6d5615e219b8cd6b032ac5f231dc60e1402007bad05a81b000000");
    const auto deeper = detectDecoder(view(twice)).decode(view(twice));
    QVERIFY(deeper.ok());
    QCOMPARE(deeper->inside, std::string("gzip, JSON"));
    const QByteArray often =
        QByteArray::fromHex("1f8b080000000000020393efe660000126e6c9ef9f253030aa3d3bf97ebeaa81c12a5b"
                            "eb9f75fb56351ed4ba7d77b3cab4e8377575ddb91b5f1e0f9eddf7bf60a6e2c657bf96"
                            "950adf0833342ac8dd53ecc4be829be1449eb7981dd02400cdbbd74b52000000");
    QVERIFY(!findDecoder("gzip")->decode(view(often)).ok());
}

void TestDecoders::keepsNumbersAndEscapesOfJson()
{
    const QByteArray body = R"({"n":12345678901234567890.10,"e":"\u00e9\/"})";
    const auto decoded = findDecoder("json")->decode(view(body));
    QVERIFY(decoded.ok());
    QVERIFY(shown(*decoded).contains("12345678901234567890.10"));
    QVERIFY(shown(*decoded).contains(R"("\u00e9\/")"));
}

// As JSON where it is that, and else as it stands.
void TestDecoders::findsJsonInUtf16()
{
    const auto json = findDecoder("utf16le")->decode({"{\0\"\0a\0\"\0:\0001\0}\0", 14});
    QVERIFY(json.ok());
    QCOMPARE(std::get<DecodedText>(json->content).language, DecodedText::Language::Json);
    QCOMPARE(shown(*json), "{ \"a\": 1 }"_ba);
    const auto broken = findDecoder("utf16le")->decode({"{\0\"\0a\0", 6});
    QVERIFY(broken.ok());
    QCOMPARE(std::get<DecodedText>(broken->content).language, DecodedText::Language::Plain);
    QCOMPARE(shown(*broken), "{\"a"_ba);
}

void TestDecoders::showsDocumentsWithOddBytes_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("id");
    QTest::addColumn<QString>("text");
    const auto row = [](const char* name, const QByteArray& body, const char* id,
                        const char* text) {
        QTest::newRow(name) << body << QByteArray(id) << QString::fromUtf8(text);
    };
    row("JSON in Latin-1", "{\"id\":6,\"name\":\"Jos\xe9\"}", "json",
        "{ \"id\": 6, \"name\": \"Jos\ufffd\" }");
    row("JSON in Shift-JIS", "{\"id\": 7, \"name\": \"\x8e\x52\x93\x63\"}", "json",
        "{ \"id\": 7, \"name\": \"\ufffdR\ufffdc\" }");
    row("JSON cut in a character", "{\"id\":8,\"note\":\"f\xc3", "json",
        "{\"id\":8,\"note\":\"f\ufffd");
    row("JSON with a zero behind it", QByteArray("{\"id\":14}\0", 10), "json",
        "{ \"id\": 14 }\ufffd");
    row("XML that says its encoding",
        "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><Nm>M\xfcller</Nm>", "xml",
        "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?> <Nm>M\u00fcller</Nm>");
    row("XML that says what it is not",
        "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><Nm>M\xc3\xbcller</Nm>", "xml",
        "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?> <Nm>M\u00fcller</Nm>");
    row("XML that says nothing", "<Nm>M\xfcller</Nm>", "xml", "<Nm>M\ufffdller</Nm>");
    const QString utf16 = QStringLiteral("\ufeff<a><b>T\u00fcr</b><b>x</b></a>");
    row("XML in UTF-16", QByteArray(reinterpret_cast<const char*>(utf16.utf16()), utf16.size() * 2),
        "utf16le", "<a> <b>T\u00fcr</b> <b>x</b> </a>");
    row("bytes that begin so", QByteArray("{\"\x01\x02\xff\xfe\x03\x04", 8), "hex",
        "00000000  7b 22 01 02 ff fe 03 04 {\"......");
}

/// What begins as JSON or XML is shown as that, a declared encoding followed, the rest marked.
void TestDecoders::showsDocumentsWithOddBytes()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, id);
    QFETCH(QString, text);
    const Decoder& decoder = detectDecoder(view(body));
    QCOMPARE(decoder.id.c_str(), id.constData());
    if (id != "hex") {
        QCOMPARE(QString::fromUtf8(shown(decoder.decode(view(body)))), text);
    }
}

void TestDecoders::placesTheErrorOfADocument()
{
    const auto decoded = findDecoder("json")->decode("{\"a\": 1,\n \"b\": oops}");
    QVERIFY(decoded.ok());
    const auto& text = std::get<DecodedText>(decoded->content);
    QVERIFY(text.error);
    QCOMPARE(text.error->line, 2U);
    QCOMPARE(QByteArray::fromStdString(text.text), "{\"a\": 1,\n \"b\": oops}"_ba);
}

QTEST_APPLESS_MAIN(TestDecoders)
#include "tst_decoders.moc"
