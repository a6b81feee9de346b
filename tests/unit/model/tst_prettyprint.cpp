// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/formats/bodyformat.h"
#include "model/formats/prettyprint.h"

#include <QTest>

#include <random>

using namespace ottla;
using namespace Qt::Literals::StringLiterals;

namespace {

bool isSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// What must not change: everything but the white space outside strings.
std::string withoutSpace(std::string_view json)
{
    std::string out;
    bool inString = false;
    for (std::size_t i = 0; i < json.size(); ++i) {
        const char c = json[i];
        if (inString && c == '\\' && i + 1 < json.size()) {
            out.push_back(c);
            out.push_back(json[++i]);
            continue;
        }
        if (c == '"') {
            inString = !inString;
        }
        if (inString || !isSpace(c)) {
            out.push_back(c);
        }
    }
    return out;
}

class Dice
{
public:
    explicit Dice(std::uint32_t seed)
        : m_engine(seed)
    { }
    int roll(int below) { return static_cast<int>(m_engine() % static_cast<std::uint32_t>(below)); }
    std::string space()
    {
        std::string out;
        for (int i = roll(4); i > 0; --i) {
            out.push_back(" \t\n\r"[roll(4)]);
        }
        return out;
    }
    std::string string()
    {
        static const char* const parts[] = {"a",       " ",   "\\\"", "\\\\", "\\u0000",
                                            "\\uD800", "\\/", "é",    "😀",    "{",
                                            "]",       ",",   ":",    "id",   "\\n"};
        std::string out = "\"";
        for (int i = roll(6); i > 0; --i) {
            out += parts[roll(static_cast<int>(std::size(parts)))];
        }
        return out + "\"";
    }
    std::string json(int depth)
    {
        static const char* const scalars[] = {
            "1.0",   "1e400", "18446744073709551615",          "-0", "0.10", "-1E-5", "true",
            "false", "null",  "123456789012345678901234567890"};
        const int kind = roll(depth > 0 ? 5 : 2);
        if (kind == 0) {
            return scalars[roll(static_cast<int>(std::size(scalars)))];
        }
        if (kind == 1) {
            return string();
        }
        const bool object = kind > 2;
        std::string out = object ? "{" : "[";
        out += space();
        for (int i = roll(5), n = i; i > 0; --i) {
            if (i != n) {
                out += "," + space();
            }
            if (object) {
                out += string() + space() + ":" + space();
            }
            out += json(depth - 1) + space();
        }
        return out + (object ? "}" : "]");
    }
    // Elements, mixed content and asides; every space in text is significant.
    std::string xml(int depth)
    {
        static const char* const texts[] = {
            "text", "  two  words ", "&lt;", "<![CDATA[ <x> ]]>", "<!-- - -->", "<?p i?>", "\n  "};
        const std::string name(1, static_cast<char>('a' + roll(5)));
        std::string out = "<" + name;
        if (roll(3) == 0) {
            out += space().empty() ? " k = \" v> \"" : "  k='\"'";
        }
        if (roll(8) == 0) {
            out += " xml:space=\"preserve\"";
        }
        if (roll(5) == 0) {
            return out + "/>";
        }
        out += ">";
        const bool mixed = roll(3) == 0;
        for (int i = roll(4); i > 0; --i) {
            out += mixed ? texts[roll(static_cast<int>(std::size(texts)))] : space();
            if (depth > 0) {
                out += xml(depth - 1);
            }
        }
        return out + "</" + name + ">";
    }

private:
    std::mt19937 m_engine;
};

std::string withoutAnySpace(std::string_view s)
{
    std::string out;
    std::copy_if(s.begin(), s.end(), std::back_inserter(out), [](char c) { return !isSpace(c); });
    return out;
}

QByteArray bytes(std::string_view s)
{
    return {s.data(), static_cast<qsizetype>(s.size())};
}

} // namespace

class TestPrettyPrint : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void laysJsonOut()
    {
        const Pretty pretty = prettyJson(R"({"id":1.0,"id":[1e400,{}, [ ]],"":{"a":null}})");
        QVERIFY(!pretty.error);
        QCOMPARE(
            bytes(pretty.text),
            "{\n    \"id\": 1.0,\n    \"id\": [\n        1e400,\n        {},\n        []\n    ],\n"
            "    \"\": {\n        \"a\": null\n    }\n}"_ba);
    }

    void movesWhiteSpaceOnlyInJson()
    {
        for (std::uint32_t seed = 0; seed < 3000; ++seed) {
            Dice dice(seed);
            const std::string input = dice.space() + dice.json(6) + dice.space();
            const Pretty pretty = prettyJson(input);
            QVERIFY2(!pretty.error, input.c_str());
            QCOMPARE(bytes(withoutSpace(pretty.text)), bytes(withoutSpace(input)));
            QCOMPARE(bytes(prettyJson(pretty.text).text), bytes(pretty.text));
        }
    }

    void takesAnyDepth()
    {
        constexpr int depth = 10'000;
        const std::string input = std::string(depth, '[') + std::string(depth, ']');
        const Pretty pretty = prettyJson(input);
        QVERIFY(!pretty.error);
        QCOMPARE(bytes(withoutSpace(pretty.text)), bytes(input));
        std::string xml;
        for (int i = 0; i < depth; ++i) {
            xml += "<a>";
        }
        for (int i = 0; i < depth; ++i) {
            xml += "</a>";
        }
        QCOMPARE(bytes(withoutAnySpace(prettyXml(xml).text)), bytes(xml));
    }

    void namesTheFirstErrorOfJson_data()
    {
        QTest::addColumn<QByteArray>("input");
        QTest::addColumn<int>("offset");
        QTest::addColumn<int>("line");
        QTest::addColumn<int>("column");
        QTest::newRow("empty") << ""_ba << 0 << 1 << 1;
        QTest::newRow("only space") << " \n "_ba << 3 << 2 << 2;
        QTest::newRow("no value") << "{\"a\":}"_ba << 5 << 1 << 6;
        QTest::newRow("trailing comma") << "[1,\n]"_ba << 4 << 2 << 1;
        QTest::newRow("trailing comma in object") << "{\"a\":1,}"_ba << 7 << 1 << 8;
        QTest::newRow("open") << "{\"a\":[1"_ba << 7 << 1 << 8;
        QTest::newRow("open string") << "[\"abc"_ba << 5 << 1 << 6;
        QTest::newRow("wrong bracket") << "[1}"_ba << 2 << 1 << 3;
        QTest::newRow("leading zero") << "[01]"_ba << 1 << 1 << 2;
        QTest::newRow("lone minus") << "[-]"_ba << 2 << 1 << 3;
        QTest::newRow("no fraction") << "[1.]"_ba << 3 << 1 << 4;
        QTest::newRow("no exponent") << "[1e+]"_ba << 4 << 1 << 5;
        QTest::newRow("bad escape") << "[\"\\x\"]"_ba << 2 << 1 << 3;
        QTest::newRow("short unicode") << "[\"\\u12\"]"_ba << 2 << 1 << 3;
        QTest::newRow("raw control") << "[\"a\nb\"]"_ba << 3 << 1 << 4;
        QTest::newRow("after the end") << "{} x"_ba << 3 << 1 << 4;
        QTest::newRow("two documents") << "{}\n{}"_ba << 3 << 2 << 1;
        QTest::newRow("literal") << "[nul]"_ba << 1 << 1 << 2;
        QTest::newRow("single quotes") << "{'a':1}"_ba << 1 << 1 << 2;
        QTest::newRow("columns count characters") << "[\"é\" 1]"_ba << 6 << 1 << 6;
        QTest::newRow("bad UTF-8") << "[\"\xC3(\"]"_ba << 2 << 1 << 3;
        QTest::newRow("only a closing bracket") << "]"_ba << 0 << 1 << 1;
    }

    void namesTheFirstErrorOfJson()
    {
        QFETCH(QByteArray, input);
        QFETCH(int, offset);
        QFETCH(int, line);
        QFETCH(int, column);
        const Pretty pretty = prettyJson(input.toStdString());
        QVERIFY(pretty.error);
        QCOMPARE(bytes(pretty.text), input);
        QVERIFY(!pretty.error->message.empty());
        QCOMPARE(static_cast<int>(pretty.error->offset), offset);
        QCOMPARE(static_cast<int>(pretty.error->line), line);
        QCOMPARE(static_cast<int>(pretty.error->column), column);
    }

    void survivesRandomBytes()
    {
        std::mt19937 engine(7);
        constexpr std::string_view alphabet = "{}[]\":,\\u0-1.eE<>/!?=' &a-CDATA\n\xC3\xA9";
        for (int round = 0; round < 20'000; ++round) {
            std::string input(engine() % 24, ' ');
            for (char& c : input) {
                c = alphabet[engine() % alphabet.size()];
            }
            const Pretty json = prettyJson(input);
            QCOMPARE(json.error.has_value(), checkJson(input).has_value());
            if (!json.error) {
                QCOMPARE(bytes(withoutSpace(json.text)), bytes(withoutSpace(input)));
            }
            const Pretty xml = prettyXml(input);
            QCOMPARE(bytes(withoutAnySpace(xml.text)), bytes(withoutAnySpace(input)));
        }
    }

    void laysXmlOut()
    {
        const Pretty pretty = prettyXml("<?xml version='1.0'?><!DOCTYPE a [<!ENTITY x \">\">]>"
                                        "<a k='1'><b>text</b> <c/><!-- note --><d> </d>"
                                        "<p>mixed <i>inline</i> <u> content</u></p></a>");
        QVERIFY(!pretty.error);
        QCOMPARE(
            bytes(pretty.text),
            "<?xml version='1.0'?>\n<!DOCTYPE a [<!ENTITY x \">\">]>\n<a k='1'>\n    <b>text</b>\n"
            "    <c/>\n    <!-- note -->\n    <d> </d>\n"
            "    <p>mixed <i>inline</i> <u> content</u></p>\n</a>"_ba);
    }

    void movesWhiteSpaceOnlyInXml()
    {
        for (std::uint32_t seed = 0; seed < 3000; ++seed) {
            Dice dice(seed);
            const std::string input = dice.xml(5);
            const Pretty pretty = prettyXml(input);
            QVERIFY2(!pretty.error, input.c_str());
            QCOMPARE(bytes(withoutAnySpace(pretty.text)), bytes(withoutAnySpace(input)));
            QCOMPARE(bytes(prettyXml(pretty.text).text), bytes(pretty.text));
        }
    }

    void leavesMixedAndPreservedXmlAlone()
    {
        for (const char* input : {"<a> x <b/> <c/> </a>", "<a xml:space=\"preserve\"> <b/> </a>",
                                  "<a><![CDATA[ ]]> <b/></a>"}) {
            QCOMPARE(bytes(prettyXml(input).text), QByteArray(input));
        }
    }

    void namesTheFirstErrorOfXml_data()
    {
        QTest::addColumn<QByteArray>("input");
        QTest::addColumn<int>("offset");
        QTest::newRow("unclosed element") << "<a><b></b>"_ba << 10;
        QTest::newRow("wrong closing") << "<a><b></a>"_ba << 6;
        QTest::newRow("closes nothing") << "</a>"_ba << 0;
        QTest::newRow("text outside") << "<a/> x"_ba << 5;
        QTest::newRow("two roots") << "<a/><b/>"_ba << 4;
        QTest::newRow("unquoted attribute") << "<a k=v/>"_ba << 5;
        QTest::newRow("open comment") << "<a><!-- "_ba << 3;
        QTest::newRow("bare less-than") << "<a>1 < 2</a>"_ba << 5;
        QTest::newRow("open tag") << "<a k='1'"_ba << 0;
        QTest::newRow("comment that closes too soon") << "<!--><a/>"_ba << 0;
    }

    void namesTheFirstErrorOfXml()
    {
        QFETCH(QByteArray, input);
        QFETCH(int, offset);
        const Pretty pretty = prettyXml(input.toStdString());
        QVERIFY(pretty.error);
        QCOMPARE(bytes(pretty.text), input);
        QCOMPARE(static_cast<int>(pretty.error->offset), offset);
    }

    void detectsFormats_data()
    {
        QTest::addColumn<QByteArray>("input");
        QTest::addColumn<int>("format");
        const auto row = [](const char* name, QByteArray input, BodyFormat format) {
            QTest::newRow(name) << input << static_cast<int>(format);
        };
        row("object", " {\"a\":1}"_ba, BodyFormat::Json);
        row("broken object", "{\"a\":"_ba, BodyFormat::Json);
        row("array", "[1]"_ba, BodyFormat::Json);
        row("log line", "[INFO] started"_ba, BodyFormat::Text);
        row("template", "{name} was here"_ba, BodyFormat::Text);
        row("number", "42"_ba, BodyFormat::Text);
        row("string", "\"abc\""_ba, BodyFormat::Json);
        row("element", "<a/>"_ba, BodyFormat::Xml);
        row("declaration", "<?xml version='1.0'?><a/>"_ba, BodyFormat::Xml);
        row("comparison", "< 3"_ba, BodyFormat::Text);
        row("empty", ""_ba, BodyFormat::Text);
        row("text", "Gr\xC3\xBC\xC3\x9F Gott"_ba, BodyFormat::Text);
        row("latin 1", "Gr\xFC\xDF Gott"_ba, BodyFormat::Hex);
        row("zero byte", QByteArray("a\0b", 3), BodyFormat::Hex);
        row("overlong", "\xC0\x80"_ba, BodyFormat::Hex);
        row("surrogate", "\xED\xA0\x80"_ba, BodyFormat::Hex);
        row("cut character", "\xE2\x82"_ba, BodyFormat::Hex);
        row("above the range", "\xF4\x90\x80\x80"_ba, BodyFormat::Hex);
    }

    void detectsFormats()
    {
        QFETCH(QByteArray, input);
        QFETCH(int, format);
        QCOMPARE(static_cast<int>(detectFormat(input.toStdString())), format);
    }

    void dumpsHex()
    {
        QCOMPARE(bytes(hexDump(std::string("Ottla\0\xFF 0123456789", 18))),
                 "00000000  4f 74 74 6c 61 00 ff 20  30 31 32 33 34 35 36 37  Ottla.. 01234567\n"
                 "00000010  38 39                                             89\n"_ba);
        QVERIFY(hexDump("x", 0x20).starts_with("00000020  78"));
    }
};

QTEST_APPLESS_MAIN(TestPrettyPrint)
#include "tst_prettyprint.moc"
