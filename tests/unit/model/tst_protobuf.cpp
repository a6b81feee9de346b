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
    QTest::newRow("import") << "syntax = \"proto3\";\nimport \"gone.proto\";"_ba
                            << "gone.proto"_ba;
    QTest::newRow("type") << "syntax = \"proto3\"; message A { Nix b = 1; }"_ba
                          << "Nix"_ba;
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

QTEST_APPLESS_MAIN(TestProtobuf)
#include "tst_protobuf.moc"
