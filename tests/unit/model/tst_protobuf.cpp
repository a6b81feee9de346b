// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "decodertesting.h"
#include "model/decoders/protobufschema.h"

#include <QTemporaryDir>
#include <QTest>

using namespace ottla;
using namespace ottla::test;
using namespace Qt::Literals::StringLiterals;

namespace {

bool write(const QString& path, const QByteArray& text)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
}

} // namespace

/// Against bodies of the reference encoder (vectors/make_protobuf.py).
class TestProtobuf : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void readsReferenceBodies_data() { vectors(); }
    void readsReferenceBodies();
    void rejectsTruncatedBodies_data() { vectors(); }
    void rejectsTruncatedBodies();
    void survivesEveryFlippedBit_data() { vectors(); }
    void survivesEveryFlippedBit();
    void readsADescriptorSet();
    void listsTheMessagesOfAFile();
    void findsImportsInTheFoldersAbove();
    void saysWhatIsWrongWithAFile_data();
    void saysWhatIsWrongWithAFile();
    void readsTheMessageThatTheBodyNames();
    void rejectsHostileBodies_data();
    void rejectsHostileBodies();
    void readsTextWithImports();
    void readsWhatEveryClientHasBuiltIn_data();
    void readsWhatEveryClientHasBuiltIn();
    void showsWhatAnAnyHolds_data();
    void showsWhatAnAnyHolds();
    void losesOnlyTheFieldOfAnUnknownType();
    void readsASetWithoutItsImports();
    void passesOverOptionsThatNobodyKnows();

private:
    void vectors();
    [[nodiscard]] Result<Decoded> decode(const QByteArray& message, const QByteArray& body) const;

    std::shared_ptr<const ProtobufTypes> m_types;
};

void TestProtobuf::initTestCase()
{
    const auto types = ProtobufTypes::ofFile(QFINDTESTDATA("vectors/shop.proto").toStdString());
    QVERIFY2(types.ok(), types.ok() ? "" : types.error().describe().c_str());
    m_types = *types;
}

void TestProtobuf::vectors()
{
    QTest::addColumn<QByteArray>("message");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("text");
    const auto lines = vectorLines(QFINDTESTDATA("vectors/protobuf.txt"));
    QVERIFY(!lines.isEmpty());
    for (const auto& line : lines) {
        QCOMPARE(line.size(), 4);
        QTest::newRow(line[0].constData()) << line[1] << QByteArray::fromHex(line[2]) << line[3];
    }
}

Result<Decoded> TestProtobuf::decode(const QByteArray& message, const QByteArray& body) const
{
    if (message == "-") {
        return findDecoder("protobuf")->decode(view(body));
    }
    const auto schema = m_types->message(message.toStdString());
    return schema ? (*schema)->read(view(body)) : schema.error();
}

void TestProtobuf::readsReferenceBodies()
{
    QFETCH(QByteArray, message);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, text);
    const auto decoded = decode(message, body);
    QCOMPARE(shown(decoded), text);
    if (message != "-") {
        QCOMPARE(decoded->schema->describe(), message.toStdString());
    }
}

/// A body may end behind any of its fields; anywhere else it is cut short.
void TestProtobuf::rejectsTruncatedBodies()
{
    QFETCH(QByteArray, message);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, text);
    forEachPrefix(body, [&](const QByteArray& part) {
        const auto decoded = decode(message, part);
        QVERIFY(shown(decoded) != text || part.isEmpty());
        if (!decoded) {
            QCOMPARE(decoded.error().code, Errc::Malformed);
            QVERIFY(decoded.error().context.starts_with("offset "));
        }
    });
}

void TestProtobuf::survivesEveryFlippedBit()
{
    QFETCH(QByteArray, message);
    QFETCH(QByteArray, body);
    forEachFlip(body, [&](const QByteArray& flipped) {
        QVERIFY(!shown(decode(message, flipped)).isEmpty());
    });
}

void TestProtobuf::readsADescriptorSet()
{
    const auto types = ProtobufTypes::ofFile(QFINDTESTDATA("vectors/shop.desc").toStdString());
    QVERIFY2(types.ok(), types.ok() ? "" : types.error().describe().c_str());
    const auto schema = (*types)->message("shop.common.Money");
    QVERIFY(schema.ok());
    QCOMPARE(shown((*schema)->read("\x10\x05")), "{ \"cents\": 5 }"_ba);
}

void TestProtobuf::listsTheMessagesOfAFile()
{
    const std::vector<std::string> expected{"shop.Order", "shop.Order.Line", "shop.Numbers",
                                            "shop.Tree"};
    QCOMPARE(m_types->messages(), expected);
    QCOMPARE(m_types->message("shop.Oder").error().message, "There is no message shop.Oder");
}

void TestProtobuf::findsImportsInTheFoldersAbove()
{
    const QTemporaryDir folder;
    QVERIFY(QDir(folder.path()).mkpath(QStringLiteral("a/b")));
    QVERIFY(write(folder.filePath(QStringLiteral("money.proto")),
                  "syntax = \"proto3\"; message Money { int64 cents = 1; }"));
    const QString path = folder.filePath(QStringLiteral("a/b/order.proto"));
    QVERIFY(write(path,
                  "syntax = \"proto3\"; import \"money.proto\";"
                  "message Order { Money total = 1; }"));
    const auto types = ProtobufTypes::ofFile(path.toStdString());
    QVERIFY2(types.ok(), types.ok() ? "" : types.error().describe().c_str());
    QCOMPARE((*types)->messages(), std::vector<std::string>{"Order"});
}

void TestProtobuf::saysWhatIsWrongWithAFile_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("reason");
    QTest::newRow("syntax") << "syntax = \"proto3\";\nmessage { }"_ba
                            << "line 2, column 9"_ba;
    QTest::newRow("number") << "syntax = \"proto3\"; message A { int32 a = 1; int32 b = 1; }"_ba
                            << "number 1"_ba;
    QTest::newRow("binary") << QByteArray::fromHex("00ff1080") << ""_ba;
}

void TestProtobuf::saysWhatIsWrongWithAFile()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, reason);
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("x.proto"));
    QVERIFY(write(path, text));
    const auto types = ProtobufTypes::ofFile(path.toStdString());
    QVERIFY(!types.ok());
    const auto said = QByteArray::fromStdString(types.error().describe());
    QVERIFY2(!types.error().message.empty() && said.contains(reason), said.constData());
    QVERIFY(!ProtobufTypes::ofFile(path.toStdString() + ".gone").ok());
}

void TestProtobuf::readsTheMessageThatTheBodyNames()
{
    const auto schema = m_types->indexed();
    const auto read = [&schema](const char* hex) {
        return shown(schema->read(view(QByteArray::fromHex(hex))));
    };
    QCOMPARE(read("000801"), "{ \"id\": 1 }"_ba); // the first message
    QCOMPARE(read("0200"
                  "0801"),
             "{ \"id\": 1 }"_ba); // the same, written long
    QCOMPARE(read("0204"
                  "0801"),
             "{ \"value\": 1 }"_ba); // the third
    QCOMPARE(read("040000"
                  "1001"),
             "{ \"count\": 1 }"_ba); // the first one's first
    QVERIFY(read("0206").contains("its schema lacks"));
    QVERIFY(read("0201").contains("its schema lacks"));
    QVERIFY(read("0404").contains("cut short"));
    QVERIFY(read("").contains("cut short"));
    // By hand, a message is chosen; a registry's header is seen through.
    QCOMPARE(shown(decode("shop.Tree", QByteArray::fromHex("000000000702040801"))),
             "{ \"value\": 1 }"_ba);
}

void TestProtobuf::rejectsHostileBodies_data()
{
    QTest::addColumn<QByteArray>("message");
    QTest::addColumn<QByteArray>("body");
    const auto rows = [](const char* name, const QByteArray& body) {
        QTest::addRow("%s, known", name) << "shop.Tree"_ba << body;
        QTest::addRow("%s, guessed", name) << "-"_ba << body;
    };
    rows("number of no field", QByteArray::fromHex("0001"));
    rows("kind that there is not", QByteArray::fromHex("0f"));
    rows("size of 2^63", QByteArray::fromHex("12ffffffffffffffff7f"));
    rows("number of 11 bytes", QByteArray::fromHex("08ffffffffffffffffffff01"));
    rows("end of no group", QByteArray::fromHex("0c"));
    rows("end of another group", QByteArray::fromHex("0b14"));
    rows("deep groups", QByteArray(100'000, '\x0b'));
    QByteArray deep;
    for (int i = 0; i < 5000; ++i) {
        QByteArray outer = "\x12"_ba;
        for (auto size = static_cast<unsigned>(deep.size());; size >>= 7) {
            outer.append(static_cast<char>((size & 0x7F) | (size > 0x7F ? 0x80 : 0)));
            if (size <= 0x7F) {
                break;
            }
        }
        deep.prepend(outer);
    }
    QTest::newRow("deep messages") << "shop.Tree"_ba << deep;
    QTest::newRow("above 4 MiB") << "-"_ba << QByteArray((4 << 20) + 2, '\x08');
}

void TestProtobuf::rejectsHostileBodies()
{
    QFETCH(QByteArray, message);
    QFETCH(QByteArray, body);
    const auto decoded = decode(message, body);
    QVERIFY(!decoded.ok());
    QVERIFY(!decoded.error().message.empty());
}

void TestProtobuf::readsTextWithImports()
{
    const SchemaReferences imports{
        {"common/money.proto", "syntax = \"proto3\"; message Money { sint64 cents = 1; }"}};
    const auto types = ProtobufTypes::ofText(
        "syntax = \"proto3\"; import \"common/money.proto\"; import \"google/protobuf/any.proto\";"
        "message Order { Money total = 1; google.protobuf.Any other = 2; }",
        imports);
    QVERIFY2(types.ok(), types.ok() ? "" : types.error().describe().c_str());
    QCOMPARE(shown((*types)->indexed()->read(std::string_view("\0\x0a\x02\x08\x03", 5))),
             "{ \"total\": { \"cents\": -2 } }"_ba);
}

void TestProtobuf::readsWhatEveryClientHasBuiltIn_data()
{
    QTest::addColumn<QByteArray>("import");
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("value");
    const auto row = [](const char* name, const QByteArray& import, const QByteArray& field,
                        const char* hex, const QByteArray& value) {
        QTest::newRow(name) << import << field << QByteArray::fromHex(hex) << value;
    };
    const QByteArray meta = "confluent/meta.proto"_ba;
    const QByteArray decimal = "confluent/type/decimal.proto\"; import \"confluent/meta.proto"_ba;
    row("a decimal with its option", decimal,
        "confluent.type.Decimal v = 2 [(confluent.field_meta) = { params: [ { key: \"scale\", "
        "value: \"2\" }, { key: \"precision\", value: \"12\" } ] }];"_ba,
        "12080a0201f4100c1802", "5.00");
    row("a negative decimal", decimal, "confluent.type.Decimal v = 2;", "12050a01ff1801", "-0.1");
    row("a decimal of nothing", decimal, "confluent.type.Decimal v = 2;", "1200", "0");
    row("an option without its file", "google/protobuf/any.proto",
        "int32 v = 2 [(confluent.field_meta) = { doc: \"x\" }];", "1002", "2");
    row("an option that has other fields now", meta,
        "int32 v = 2 [(confluent.field_meta) = { later: [ 1, 2 ] }];", "1002", "2");
    row("Meta itself", meta, "confluent.Meta v = 2;", "12030a0178", R"({ "doc": "x" })");
    row("a date", "google/type/date.proto", "google.type.Date v = 2;", "120708ea0f1003181f",
        "\"2026-03-31\"");
    row("a month", "google/type/date.proto", "google.type.Date v = 2;", "120508ea0f1003",
        R"({ "year": 2026, "month": 3 })");
    row("no day of that month", "google/type/date.proto", "google.type.Date v = 2;",
        "120708ea0f1002181e", R"({ "year": 2026, "month": 2, "day": 30 })");
    row("a time of day", "google/type/timeofday.proto", "google.type.TimeOfDay v = 2;",
        "1204080e1003", "\"14:03:00\"");
    row("money", "google/type/money.proto", "google.type.Money v = 2;", "12070a034555521005",
        R"({ "currency_code": "EUR", "units": 5 })");
    row("a decimal of Google's", "google/type/decimal.proto", "google.type.Decimal v = 2;",
        "12060a04322e3530", "2.50");
    row("a weekday", "google/type/dayofweek.proto", "google.type.DayOfWeek v = 2;", "1001",
        "\"MONDAY\"");
    for (const char* file :
         {"calendar_period", "color", "datetime", "expr", "fraction", "interval", "latlng",
          "localized_text", "month", "phone_number", "postal_address", "quaternion"}) {
        row(file, QByteArray("google/type/") + file + ".proto", "int32 v = 2;", "1002", "2");
    }
    for (const char* file : {"api", "descriptor", "duration", "empty", "field_mask",
                             "source_context", "struct", "timestamp", "type", "wrappers"}) {
        row(file, QByteArray("google/protobuf/") + file + ".proto", "int32 v = 2;", "1002", "2");
    }
    const QByteArray structFile = "google/protobuf/struct.proto"_ba;
    // {"a": 1.5, "b": [null, true, "x"], "c": {}}
    row("Struct", structFile, "google.protobuf.Struct v = 2;",
        "122f"
        "0a0e0a0161120911000000000000f83f"
        "0a140a0162120f320d0a0208000a0220010a031a0178"
        "0a070a016312022a00",
        R"({ "a": 1.5, "b": [ null, true, "x" ], "c": {} })");
    row("a Value of nothing", structFile, "google.protobuf.Value v = 2;", "1200", "null");
    row("wrapped text", "google/protobuf/wrappers.proto", "google.protobuf.StringValue v = 2;",
        "12030a0178", "\"x\"");
    row("wrapped zero", "google/protobuf/wrappers.proto", "google.protobuf.Int64Value v = 2;",
        "1200", "0");
    row("wrapped falsehood", "google/protobuf/wrappers.proto", "google.protobuf.BoolValue v = 2;",
        "1200", "false");
    row("a field mask", "google/protobuf/field_mask.proto", "google.protobuf.FieldMask v = 2;",
        "12080a01610a03622e63", "\"a,b.c\"");
}

void TestProtobuf::readsWhatEveryClientHasBuiltIn()
{
    QFETCH(QByteArray, import);
    QFETCH(QByteArray, field);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, value);
    const QByteArray schema = "syntax = \"proto3\"; package shop; import \"" + import
        + "\"; message Invoice { string number = 1; " + field + " } message Item { int32 id = 1; }";
    const auto types = ProtobufTypes::ofText(view(schema), {});
    QVERIFY2(types.ok(), types.ok() ? "" : types.error().describe().c_str());
    const auto decoded =
        (*types)->indexed()->read(view(QByteArray::fromHex("000a03412d31") + body));
    QCOMPARE(shown(decoded), "{ \"number\": \"A-1\", \"v\": " + value + " }");
    QCOMPARE(decoded->schema->describe(), "shop.Invoice");
}

namespace {

/// A field of number 1, 2, … that holds those bytes.
QByteArray sized(char number, const QByteArray& bytes)
{
    return QByteArray(1, static_cast<char>(number << 3 | 2))
        + QByteArray(1, static_cast<char>(bytes.size())) + bytes;
}

} // namespace

void TestProtobuf::showsWhatAnAnyHolds_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("held");
    QTest::addColumn<QByteArray>("fields");
    QTest::newRow("a message of the file") << "shop.Item"_ba
                                           << "\x08\x07"_ba
                                           << R"("id": 7)"_ba;
    QTest::newRow("a message of a file that nobody imports") << "shop.Other"_ba
                                                             << "\x0a\x01x"_ba
                                                             << R"("name": "x")"_ba;
    QTest::newRow("what stands for something") << "google.protobuf.Timestamp"_ba
                                               << "\x08\x01"_ba
                                               << R"("value": "1970-01-01T00:00:01Z")"_ba;
    QTest::newRow("an unknown type") << "shop.Gone"_ba
                                     << "\x08\x07"_ba
                                     << R"("value": { 1: 7 })"_ba;
    QTest::newRow("what is not of its type") << "shop.Item"_ba
                                             << "\x08"_ba
                                             << R"("value": h'08')"_ba;
    QTest::newRow("another Any") << "google.protobuf.Any"_ba << sized(1, "x/shop.Item")
                                 << R"("value": { "@type": "x/shop.Item" })"_ba;
}

void TestProtobuf::showsWhatAnAnyHolds()
{
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, held);
    QFETCH(QByteArray, fields);
    const auto types = ProtobufTypes::ofText(
        "syntax = \"proto3\"; package shop; import \"google/protobuf/any.proto\";"
        "message Event { google.protobuf.Any what = 1; int32 after = 2; }"
        "message Item { int32 id = 1; }",
        {{"other.proto", "syntax = \"proto3\"; package shop; message Other { string name = 1; }"}});
    QVERIFY2(types.ok(), types.ok() ? "" : types.error().describe().c_str());
    const QByteArray url = "type.googleapis.com/" + type;
    const QByteArray body = sized(1, sized(1, url) + sized(2, held)) + "\x10\x05";
    QCOMPARE(shown((*(*types)->message("shop.Event"))->read(view(body))),
             R"({ "what": { "@type": ")" + url + "\", " + fields + " }, \"after\": 5 }");
}

void TestProtobuf::losesOnlyTheFieldOfAnUnknownType()
{
    const auto types = ProtobufTypes::ofText(
        "syntax = \"proto3\"; package shop; import \"gone.proto\"; import \"broken.proto\";"
        "import \"google/type/date.proto\";"
        "message Order { int64 id = 1; far.Away away = 2; repeated Nix nix = 3;"
        "map<string, far.Away> by = 4; google.type.Date due = 5; Odd odd = 6; }"
        "service Shop { rpc Buy (far.Request) returns (far.Answer); }",
        {{"broken.proto", "syntax = \"proto3\"; message Odd { broken"}});
    QVERIFY2(types.ok(), types.ok() ? "" : types.error().describe().c_str());
    const auto decoded = (*types)->indexed()->read(view(QByteArray::fromHex("00"
                                                                            "0801"
                                                                            "12020805"
                                                                            "1807"
                                                                            "1a0178"
                                                                            "22070a016112020803"
                                                                            "2a0708ea0f1003181f"
                                                                            "3009")));
    QCOMPARE(shown(decoded),
             R"({ "id": 1, "away": { 1: 5 }, "nix": [ 7, "x" ], "by": { "a": { 1: 3 } }, )"
             R"("due": "2026-03-31", "odd": 9 })"_ba);
    // It is told what the registry, or the folder, lacks.
    QCOMPARE(decoded->schema->describe(), "shop.Order · without far.Away, Nix, Odd");
    QCOMPARE((*types)->messages(), std::vector<std::string>{"shop.Order"});
}

void TestProtobuf::readsASetWithoutItsImports()
{
    QFile set(QFINDTESTDATA("vectors/shop.desc"));
    QVERIFY(set.open(QIODevice::ReadOnly));
    // The file of the last name, as protoc writes it without --include_imports.
    const QByteArray bytes = set.readAll();
    const qsizetype name = bytes.indexOf("\x0a\x0ashop.proto");
    QVERIFY(name > 3);
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("alone.desc"));
    QVERIFY(write(path, bytes.mid(name - 3))); // the tag and the size, of two bytes
    const auto whole = ProtobufTypes::ofFile(path.toStdString());
    QVERIFY2(whole.ok(), whole.ok() ? "" : whole.error().describe().c_str());
    const auto decoded = (*(*whole)->message("shop.Order"))
                             ->read(view(QByteArray::fromHex("080132020805"
                                                             "3a020801")));
    QCOMPARE(shown(decoded),
             R"({ "id": 1, "total": { 1: 5 }, "placed": "1970-01-01T00:00:01Z" })"_ba);
    QCOMPARE(decoded->schema->describe(), "shop.Order · without shop.common.Money");
}

void TestProtobuf::passesOverOptionsThatNobodyKnows()
{
    const auto types = ProtobufTypes::ofText(R"(syntax = "proto2"; package shop;
        option (buf.file) = true; option no_such_thing = 4; option java_package = 7;
        message A {
            option (buf.message).cel = { id: "x" expression: "this.a > 0" };
            optional int32 a = 1 [(buf.field).int32.gt = 0, debug_redact = true, ctype = NONE];
            optional Kind kind = 2 [default = GONE];
            oneof one { option (buf.oneof).required = true; string b = 3; }
            extensions 100 to 200;
            message Inner { option (buf.message) = {}; }
            enum Kind { option (x) = 1; OLD = 0 [(y) = "z", retired = 1]; OLDER = 0; }
        }
        extend A { optional int32 more = 100; }
        service S { option (z) = 1; rpc F (A) returns (A) { option (google.api.http) = { get: "/" }; } })",
                                             {});
    QVERIFY2(types.ok(), types.ok() ? "" : types.error().describe().c_str());
    QCOMPARE(shown((*types)->indexed()->read(std::string_view("\0\x08\x01\x10\x00", 5))),
             R"({ "a": 1, "kind": "OLD" })"_ba);
}

QTEST_APPLESS_MAIN(TestProtobuf)
#include "tst_protobuf.moc"
