// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "decodertesting.h"

#include <QStringEncoder>
#include <QTest>
#include <QtEndian>

#include <algorithm>
#include <functional>
#include <random>

using namespace ottla;
using namespace ottla::test;
using namespace Qt::Literals::StringLiterals;

namespace {

template <typename Number>
QByteArray java(Number number)
{
    QByteArray bytes(sizeof(Number), '\0');
    qToBigEndian(number, bytes.data());
    return bytes;
}

template <typename Number>
QByteArray little(Number number)
{
    QByteArray bytes(sizeof(Number), '\0');
    qToLittleEndian(number, bytes.data());
    return bytes;
}

QByteArray utf16(const QString& text, QStringConverter::Encoding order)
{
    return QStringEncoder(order)(text);
}

std::string_view chosen(const QByteArray& body)
{
    return detectDecoder(view(body)).id;
}

using Random = std::mt19937_64;
using Make = std::function<QByteArray(Random&)>;

/// What bodies were taken for, per million of them.
struct Shares
{
    int numbers = 0;
    int trees = 0;
    int texts = 0; ///< UTF-16 without a byte order mark.
    int uuids = 0;
};

Shares sharesOf(const Make& make)
{
    constexpr int each = 20; // of a million
    Random random(4711);
    Shares shares;
    for (int i = 0; i < 1'000'000; i += each) {
        const QByteArray body = make(random);
        const std::string_view id = chosen(body);
        const bool marked = body.startsWith("\xFF\xFE") || body.startsWith("\xFE\xFF");
        if (id.starts_with("int") || id.starts_with("float")) {
            shares.numbers += each;
        } else if (id == "messagepack" || id == "cbor") {
            shares.trees += each;
        } else if (id.starts_with("utf16")) {
            shares.texts += marked ? 0 : each;
        } else if (id == "uuid") {
            shares.uuids += each;
        }
    }
    return shares;
}

QByteArray randomBytes(Random& random, qsizetype size)
{
    QByteArray bytes(size, '\0');
    std::generate(bytes.begin(), bytes.end(), [&random] { return static_cast<char>(random()); });
    return bytes;
}

std::int64_t below(Random& random, std::int64_t from, std::int64_t to)
{
    return std::uniform_int_distribution<std::int64_t>(from, to - 1)(random);
}

} // namespace

/// Which decoder is chosen for bytes that say nothing of their format.
class TestDetection : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void numbersOfJava_data();
    void numbersOfJava() { check(); }
    void otherNumbers_data();
    void otherNumbers() { check(); }
    void trees_data();
    void trees() { check(); }
    void texts_data();
    void texts() { check(); }
    void otherTexts_data();
    void otherTexts() { check(); }
    void vectorsAreNoText();
    void uuids_data();
    void uuids() { check(); }
    void fewRandomBytesAreTakenForSomething_data();
    void fewRandomBytesAreTakenForSomething();
    void fewOtherNumbersAreTakenForJavas_data();
    void fewOtherNumbersAreTakenForJavas();
    void fewNumbersOfJavaAreRefused_data();
    void fewNumbersOfJavaAreRefused();

private:
    static void columns();
    static void check();
};

void TestDetection::columns()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("id");
}

void TestDetection::check()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, id);
    const std::string_view is = chosen(body);
    QCOMPARE(QByteArray(is.data(), static_cast<qsizetype>(is.size())), id);
}

void TestDetection::numbersOfJava_data()
{
    columns();
    for (const std::int32_t number :
         {0, 1, 42, 64, 255, 4711, 32'767, 100'000, 1'000'000, -1, -42, -100'000}) {
        QTest::addRow("int %d", number) << java(number) << "int32be"_ba;
        QTest::addRow("long %d", number) << java(std::int64_t{number}) << "int64be"_ba;
    }
    for (const std::int64_t number :
         {23'456'789LL, 2'000'000'001LL, 1'764'000'000'000LL, 1'000'000'000'000LL}) {
        QTest::addRow("long %lld", static_cast<long long>(number)) << java(number) << "int64be"_ba;
    }
    for (const double number : {0.1, 3.14, 19.99, -19.99, 1.0, 1.5, 2.5, 10.0, 100.0, 1234.5,
                                52.520008, 123'456.78, 0.001}) {
        QTest::addRow("double %f", number) << java(number) << "float64be"_ba;
    }
}

void TestDetection::otherNumbers_data()
{
    columns();
    const auto row = [](const char* name, const QByteArray& body) {
        QTest::newRow(name) << body << "hex"_ba;
    };
    for (const std::int32_t number : {1, 42, 1000, 4711, 1'000'000, -2}) {
        QTest::addRow("little int %d", number) << little(number) << "hex"_ba;
        QTest::addRow("little long %d", number) << little(std::int64_t{number}) << "hex"_ba;
    }
    for (const double number : {1.0, 2.5, 19.99, 100.0, 1234.0, -0.75}) {
        QTest::addRow("little double %f", number) << little(number) << "hex"_ba;
        QTest::addRow("little float %f", number) << little(static_cast<float>(number)) << "hex"_ba;
    }
    row("little time in ms", little(std::int64_t{1'764'000'000'000}));
    row("large int", java(std::int32_t{1'764'000'000}));
    row("large long", java(std::int64_t{5'000'000'000}));
    row("lowest int", java(std::numeric_limits<std::int32_t>::min()));
    row("lowest long", java(std::numeric_limits<std::int64_t>::min()));
    row("time in ns", java(std::int64_t{1'764'000'000'000'000'000}));
    row("random long", QByteArray::fromHex("6f8a91c2d45be703"));
    row("long double", java(0.1 + 0.2));
    row("far double", java(1e300));
    row("two ints", java(std::int32_t{1}) + java(std::int32_t{2}));
    row("two ints, one of some hundred", java(std::int32_t{400}) + java(std::int32_t{2}));
    row("two little ints", little(std::int32_t{0}) + little(std::int32_t{7}));
    row("two negative little ints", little(std::int32_t{-1}) + little(std::int32_t{-2}));
    row("two shorts", java(std::int16_t{400}) + java(std::int16_t{2}));
    row("short", java(std::int16_t{7}));
    row("byte", "\x07"_ba);
    row("address", QByteArray::fromHex("c0a80001"));
    row("number in a registry's frame", QByteArray::fromHex("0000000007808001"));
    row("two letters in a registry's frame", QByteArray::fromHex("0000000007046964"));
}

void TestDetection::trees_data()
{
    columns();
    const auto row = [](const char* name, const char* hex, const char* id) {
        QTest::newRow(name) << QByteArray::fromHex(hex) << QByteArray(id);
    };
    row("packed map", "81a16101", "messagepack");
    row("packed list with text", "9201a161", "messagepack");
    row("packed list of larger numbers", "92cd03e8cd07d0", "messagepack");
    row("packed list, long", "dc00100102030405060708090a0b0c0d0e0f10", "messagepack");
    row("packed map of numbers", "8201cd03e802cd07d0", "messagepack");
    row("cbor map", "a1616101", "cbor");
    row("cbor list of text", "83616161626163", "cbor");
    row("cbor list, long", "900102030405060708090a0b0c0d0e0f10", "cbor");
    row("cbor that says so", "d9d9f70a", "cbor");
    row("packed small number", "9105", "hex");
    row("packed small numbers", "93010203", "hex");
    row("packed larger small numbers", "93646566", "hex");
    row("packed map of small numbers", "8101c3", "hex");
    row("packed map of letters", "815a5a", "hex");
    row("cbor small number", "8105", "hex");
    row("cbor small numbers", "83010203", "hex");
    row("little int that is a packed list", "93000000", "hex");
    row("little long that is a packed list", "9700000000000000", "hex");
    row("little long that is a cbor list", "8700000000000000", "hex");
    row("gzip", "1f8b080000000000", "gzip");
    row("zstd", "28b52ffd04583900", "zstd");
    row("lz4", "04224d1868400700", "lz4");
    row("snappy stream", "82534e4150505900", "snappy");
}

void TestDetection::texts_data()
{
    columns();
    const auto row = [](const char* name, const QString& text) {
        QTest::addRow("%s, little-endian", name)
            << utf16(text, QStringConverter::Utf16LE) << "utf16le"_ba;
        QTest::addRow("%s, big-endian", name)
            << utf16(text, QStringConverter::Utf16BE) << "utf16be"_ba;
    };
    row("key", u"a17"_s);
    row("word", u"hello"_s);
    row("sentence", u"The order was shipped.\r\n"_s);
    row("json", u"{\"id\":1}"_s);
    row("xml", u"<order id='1'/>"_s);
    row("German", u"Größe: 3 €"_s);
    row("Vietnamese", u"Xin chào thế giới"_s);
    row("Polish", u"Zażółć gęślą jaźń"_s);
    row("Greek", u"Καλημέρα κόσμε"_s);
    row("Russian", u"Привет, мир!"_s);
    row("Hebrew", u"שלום עולם"_s);
    row("Arabic", u"مرحبا بالعالم"_s);
    row("Hindi", u"नमस्ते दुनिया"_s);
    row("Thai", u"สวัสดีชาวโลก"_s);
    row("Japanese", u"こんにちは世界"_s);
    row("Chinese", u"人人生而自由,在尊严和权利上一律平等。"_s);
    row("Chinese without a comma", u"人人生而自由在尊严和权利上一律平等"_s);
    row("Korean", u"안녕하세요 세계"_s);
    row("picture", u"Done 😀"_s);
    QTest::newRow("marked, little-endian") << QByteArray::fromHex("fffe4700") << "utf16le"_ba;
    QTest::newRow("marked, big-endian") << QByteArray::fromHex("feff1200135614a0") << "hex"_ba;
    QTest::newRow("marked, of a rare script")
        << QByteArray::fromHex("feff12001356140012a0") << "utf16be"_ba;
    QTest::newRow("UTF-8") << u"Größe"_s.toUtf8() << "text"_ba;
    QTest::newRow("UTF-8 of an even size") << "ab"_ba
                                           << "text"_ba;
    QTest::newRow("json") << "{\"a\":1}"_ba
                          << "json"_ba;
}

// In encodings that bytes do not tell, and what is no text.
void TestDetection::otherTexts_data()
{
    columns();
    QTest::newRow("Latin-1") << QByteArray::fromHex(
        "4772f6df65206465722053747261df6520696e204dfc6e6368656e")
                             << "hex"_ba;
    QTest::newRow("windows-1251") << QByteArray::fromHex("cff0e8e2e5f22c20eae0ea20e4e5ebe03f")
                                  << "hex"_ba;
    QTest::newRow("Shift JIS") << QByteArray::fromHex("93fa967b8cea82cc8365834c8358836782c582b7")
                               << "hex"_ba;
    QTest::newRow("EUC-JP") << QByteArray::fromHex("c6fccbdcb8eca4cea5c6a5ada5b9a5c8a4c7a4b9")
                            << "hex"_ba;
    QTest::newRow("GBK") << QByteArray::fromHex(
        "d6d0bbaac8cbc3f1b9b2bacdb9fad6d0d1ebc8cbc3f1d5feb8aed7a4cfe3b8dbccd8b1f0d0d0d5fec7f8")
                         << "hex"_ba;
    QTest::newRow("EUC-KR") << QByteArray::fromHex(
        "b4ebc7d1b9ceb1b9c0c7b8f0b5e7b1b9b9cec0bab9fdbed5bfa1c6f2b5eec7cfb4d9")
                            << "hex"_ba;
    QTest::newRow("Big5") << QByteArray::fromHex(
        "a4a4b5d8a5c1b0eabecbaa6ba4a7b0eaa5c1a46ab77ca54eaaed")
                          << "hex"_ba;
    const auto row = [](const char* name, const char* hex) {
        QTest::newRow(name) << QByteArray::fromHex(hex) << "hex"_ba;
    };
    row("two letters", "61006200");
    row("half of a pair", "680065006c006c006f003dd8");
    row("odd", "680065006c006c006f0020");
    row("with a control character", "680065006c006c006f000000");
    row("two alphabets", "1f0440043804b103b203b303b403");
    row("text in a frame of lengths", "0a0568656c6c6f1205776f726c64ff20");
    row("small numbers of 16 bits", "010002000300040005000600");
    row("small numbers of 32 bits", "41000000420000004300000044000000");
}

void TestDetection::vectorsAreNoText()
{
    int bodies = 0;
    for (const char* file : {"vectors/messagepack.txt", "vectors/cbor.txt", "vectors/avro.txt",
                             "vectors/protobuf.txt"}) {
        for (const QList<QByteArray>& line : vectorLines(QFINDTESTDATA(file))) {
            for (const QByteArray& column : line) {
                const QByteArray body = QByteArray::fromHex(column);
                const bool isBody = body.toHex() == column;
                QVERIFY2(!isBody || !chosen(body).starts_with("utf16"), column.constData());
                bodies += isBody ? 1 : 0;
            }
        }
    }
    QVERIFY(bodies > 100);
}

void TestDetection::uuids_data()
{
    columns();
    const auto row = [](const char* name, const char* uuid, const char* id) {
        QTest::newRow(name) << QByteArray::fromHex(uuid) << QByteArray(id);
    };
    row("random", "9b2f6c1e-8d4a-4f03-a6b7-51c2d3e4f506", "uuid");
    row("by time, version 1", "6ba7b811-9dad-11ef-80b4-00c04fd430c8", "uuid");
    row("by time, version 6", "1ef9dad6-ba7b-6811-80b4-00c04fd430c8", "uuid");
    row("by time, version 7", "019a8c3f-52a1-7c43-9f0e-3b1d5a7c9e20", "uuid");
    row("by a time far away", "919a8c3f-52a1-7c43-9f0e-3b1d5a7c9e20", "hex");
    row("hash", "9e107d9d-372b-3826-bd81-d3542a419d6b", "hex");
    row("two numbers", "0000000000004000-8000000000000001", "hex");
}

void TestDetection::fewRandomBytesAreTakenForSomething_data()
{
    QTest::addColumn<qsizetype>("size");
    for (const qsizetype size : {2, 3, 4, 5, 6, 8, 10, 12, 16, 17, 20, 32}) {
        QTest::addRow("%d bytes", static_cast<int>(size)) << size;
    }
}

void TestDetection::fewRandomBytesAreTakenForSomething()
{
    QFETCH(qsizetype, size);
    const Shares shares = sharesOf([size](Random& random) { return randomBytes(random, size); });
    QCOMPARE_LT(shares.numbers, 500);
    QCOMPARE_LT(shares.trees, 500);
    QCOMPARE_LT(shares.texts, 200);
    QCOMPARE_LT(shares.uuids, 17'000);
}

void TestDetection::fewOtherNumbersAreTakenForJavas_data()
{
    QTest::addColumn<int>("bits");
    for (const int bits : {8, 12, 16, 20, 24, 31, 40, 52}) {
        QTest::addRow("%d bits", bits) << bits;
    }
}

void TestDetection::fewOtherNumbersAreTakenForJavas()
{
    QFETCH(int, bits);
    const auto number = [bits](Random& random) {
        return below(random, 1, std::int64_t{1} << bits);
    };
    const auto integer = [&number](Random& random) {
        return static_cast<std::int32_t>(number(random));
    };
    const auto taken = [](const Make& make) {
        const Shares shares = sharesOf(make);
        return shares.numbers + shares.trees + shares.texts;
    };
    QCOMPARE_LT(taken([&](Random& random) { return little(number(random)); }), 10'000);
    QCOMPARE_LT(taken([&](Random& random) { return little(integer(random)); }), 10'000);
    QCOMPARE_LT(
        taken([&](Random& random) { return little(static_cast<double>(number(random)) / 100); }),
        10'000);
    const Make pair = [&integer](Random& random) -> QByteArray {
        return java(integer(random)) + java(integer(random));
    };
    QCOMPARE_LT(taken(pair), 10'000);
}

void TestDetection::fewNumbersOfJavaAreRefused_data()
{
    using Encode = QByteArray (*)(std::int64_t);
    const Encode asInt = [](std::int64_t number) {
        return java(static_cast<std::int32_t>(number));
    };
    const Encode asLong = java<std::int64_t>;
    const Encode asPrice = [](std::int64_t number) {
        return java(static_cast<double>(number) / 100);
    };
    const Encode asDouble = [](std::int64_t number) {
        return java(static_cast<double>(number));
    };
    QTest::addColumn<Make>("make");
    QTest::addColumn<int>("most");
    const auto row = [](const char* name, Encode encode, std::int64_t from, std::int64_t to,
                        int most) {
        const Make make = [=](Random& random) {
            return encode(below(random, from, to));
        };
        QTest::newRow(name) << make << most;
    };
    row("small ints", asInt, -128, 256, 1);
    row("ints of two bytes", asInt, 256, 1 << 16, 25'000);
    row("ints of three bytes", asInt, 1 << 16, 1 << 20, 1000);
    row("small longs", asLong, -128, 256, 1);
    row("longs of two bytes", asLong, 256, 1 << 16, 14'000);
    row("longs of three bytes", asLong, 1 << 16, 1 << 24, 14'000);
    row("longs of four bytes", asLong, 1 << 24, std::int64_t{1} << 31, 130'000);
    row("negative longs", asLong, -(std::int64_t{1} << 31), -128, 14'000);
    row("times", asLong, 1'000'000'000'000, 2'000'000'000'000, 1000);
    row("prices", asPrice, 1, 1'000'000, 5000);
    row("whole numbers", asDouble, 1, 1'000'000, 14'000);
}

void TestDetection::fewNumbersOfJavaAreRefused()
{
    QFETCH(Make, make);
    QFETCH(int, most);
    QCOMPARE_LT(1'000'000 - sharesOf(make).numbers, most);
}

QTEST_APPLESS_MAIN(TestDetection)
#include "tst_detection.moc"
