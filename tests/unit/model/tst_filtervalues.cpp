// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "decodertesting.h"
#include "filtertesting.h"

#include <QTest>

using namespace ottla;
using namespace ottla::test;

/// What a filter makes of bodies: their numbers, names and text, their formats, and what cannot be
/// decoded.
class TestFilterValues : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void numbersAreComparedExactly_data()
    {
        QTest::addColumn<QString>("smaller");
        QTest::addColumn<QString>("larger");
        const auto row = [](const char* a, const char* b) {
            QTest::addRow("%s < %s", a, b) << QString::fromUtf8(a) << QString::fromUtf8(b);
        };
        row("9007199254740992", "9007199254740993");
        row("18446744073709551614", "18446744073709551615");
        row("-18446744073709551615", "-18446744073709551614");
        row("0.1", "0.10000000000000000000000000001");
        row("-1", "0");
        row("-0.5", "0.00001");
        row("9e99", "1e100");
        row("1e-400", "2e-400");
        row("1e400", "2e400");
        row("0", "1e-9999999999999999999999");
        row("1e9999", "1e99999999999999999999");
        row("99.999", "1e2");
        row("0.00123", "1.24e-3");
    }
    void numbersAreComparedExactly()
    {
        QFETCH(QString, smaller);
        QFETCH(QString, larger);
        const std::string body = "{\"n\":" + smaller.toStdString() + "}";
        const auto is = [&](const char* relation, const QString& with) {
            return verdictOf("$.n " + std::string(relation) + " " + with.toStdString(),
                             withValue(body))
                == Verdict::Yes;
        };
        QVERIFY(is("<", larger));
        QVERIFY(is("<=", larger));
        QVERIFY(is("!=", larger));
        QVERIFY(!is("==", larger));
        QVERIFY(!is(">", larger));
        QVERIFY(!is(">=", larger));
        QVERIFY(is("==", smaller));
        QVERIFY(is("<=", smaller));
        QVERIFY(!is("<", smaller));
    }

    void differentlyWrittenNumbersAreEqual()
    {
        for (const char* one : {"1", "1.0", "1e0", "10e-1", "0.1e1", "100.00E-2", "1.000e+0"}) {
            for (const char* other : {"1", "1.0", "1E0", "10e-1", "0.1e1"}) {
                const std::string body = std::string("[") + one + "]";
                QCOMPARE(verdictOf(std::string("$[0] == ") + other, withValue(body)), Verdict::Yes);
            }
        }
        QCOMPARE(verdictOf("$[0] == 0", withValue("[-0.000e7]")), Verdict::Yes);
    }

    void escapesAreReadInNamesAndText()
    {
        const std::string_view body = R"({"\u0061b":"\u00e9\ud83d\ude00\n\/","\ud800":1})";
        QCOMPARE(verdictOf("$.ab == \"é😀\\n/\"", withValue(body)), Verdict::Yes);
        QCOMPARE(verdictOf("$.ab contains \"É\"", withValue(body)), Verdict::Yes);
        QCOMPARE(verdictOf("exists $[\"\"]", withValue(body)), Verdict::No);
    }

    void whatCannotBeDecodedIsUnknown()
    {
        for (const char* body : {"{\"a\":1,}", "{\"a\":1", "{\"a\":1}}", "{\"a\" 1}", "{\"a\":01}",
                                 "{\"a\":1 \"b\":2}", "{\"a\":tru}", "[1,]", "{\"a\":\"\x01\"}",
                                 "{\"a\":\"\\x\"}", "{\"a\":\"\\u12g4\"}", "plain text", "{a:1}",
                                 "{\"a\":1.}", "{\"a\":-}", "{\"a\":1e}", "[[[[[[", "{\"a\":\"b"}) {
            QCOMPARE(verdictOf("$.missing == 1", withValue(body)), Verdict::Unknown);
            QCOMPARE(verdictOf("not $.missing == 1", withValue(body)), Verdict::Unknown);
            QCOMPARE(verdictOf("value is undecodable", withValue(body)), Verdict::Yes);
            // What the rest settles is settled.
            QCOMPARE(verdictOf("$.missing == 1 or partition == 0", withValue(body)), Verdict::Yes);
            QCOMPARE(verdictOf("$.missing == 1 and partition == 1", withValue(body)), Verdict::No);
        }
        // What was found before the error is found.
        QCOMPARE(verdictOf("$.a == 1", withValue("{\"a\":1,\"b\":")), Verdict::Yes);
        QCOMPARE(verdictOf("$.a == 2", withValue("{\"a\":1,\"b\":")), Verdict::Unknown);
        // There is nothing in null, and nothing to decode.
        QCOMPARE(verdictOf("$.a == 1", MessageView{}), Verdict::No);
        QCOMPARE(verdictOf("value is undecodable", MessageView{}), Verdict::No);
        QCOMPARE(verdictOf("value is null", MessageView{}), Verdict::Yes);
        QCOMPARE(verdictOf("$ == null", MessageView{}), Verdict::Yes);
    }

    void filtersSeeWhatIsShownOfOddBytes()
    {
        using namespace std::string_view_literals;
        const std::string_view latin1 = "{\"id\":6,\"name\":\"Jos\xe9\"}";
        QCOMPARE(verdictOf("$.id >= 6", withValue(latin1)), Verdict::Yes);
        QCOMPARE(verdictOf("$.id == 7", withValue(latin1)), Verdict::No);
        QCOMPARE(verdictOf("$.name == \"Jos\xef\xbf\xbd\"", withValue(latin1)), Verdict::Yes);
        QCOMPARE(verdictOf("$.id == 14", withValue("{\"id\":14}\0"sv)), Verdict::Yes);
        QCOMPARE(verdictOf("$.id == 15", withValue("{\"id\":14}\0"sv)), Verdict::No);
        QCOMPARE(verdictOf("$.id == 8", withValue("{\"id\":8,\"note\":\"f\xc3")), Verdict::Yes);
        // What is shown as something else is not read as JSON.
        QCOMPARE(verdictOf("$ == 1", withValue("1\0\0\0"sv)), Verdict::Unknown);
        QCOMPARE(verdictOf("$[0] == 1", withValue("[1, \"\xe9\"]")), Verdict::Unknown);
        FilterOptions chosen = options();
        chosen.bodies.value = builtIn("json");
        QCOMPARE(verdictOf("$[0] == 1", withValue("[1, \"\xe9\"]"), chosen), Verdict::Yes);
        chosen.bodies.value = builtIn("windows-1252");
        QCOMPARE(verdictOf("$.name == \"José\"", withValue(latin1), chosen), Verdict::Yes);
    }

    void saysWhyItCouldNotBeDecoded()
    {
        const auto why = [](const char* text, const MessageView& message,
                            const FilterOptions& with = options()) {
            return QString::fromStdString(
                MessageFilter::parse(text, with).filter->whyUnknown(message));
        };
        QCOMPARE(why("$.b == 1", withValue("{\"a\":1,\n}")),
                 QStringLiteral(
                     "value: not valid JSON, line 2, column 1: Expected a name in double quotes"));
        QCOMPARE(why("$.a == 1", withValue("in words")),
                 QStringLiteral("value: Text (UTF-8) has no fields"));
        QCOMPARE(why("$.a == 1", withValue("\xFF\xFE\xFD")),
                 QStringLiteral("value: no format is recognised in its bytes"));
        const MessageView both{.key = "k", .value = "v"};
        QCOMPARE(
            why("key.a == 1 and $.a == 1", both),
            QStringLiteral("key: Text (UTF-8) has no fields; value: Text (UTF-8) has no fields"));
        QCOMPARE(why("key.a == 1 and partition == 0", both),
                 QStringLiteral("key: Text (UTF-8) has no fields"));
        FilterOptions with = options();
        with.bodies.value = builtIn("messagepack");
        const QString packed = why("$.a == 1", withValue("\xC1"), with);
        QVERIFY2(packed.startsWith(QStringLiteral("value: MessagePack: ")), qPrintable(packed));
        QCOMPARE(why("$.a == 1", withValue("{}")), QString());
    }

    // {"big": 2^64, "price": 273.15, "at": a time, "tagged": 4711({"id": 7})}
    void valuesOfTagsAreFoundByTheirPath()
    {
        const QByteArray body = QByteArray::fromHex("a4"
                                                    "63626967c249010000000000000000"
                                                    "657072696365c48221196ab3"
                                                    "626174c11a514b67b0"
                                                    "66746167676564d91267a162696407");
        const MessageView message = withValue(view(body));
        for (const char* filter :
             {"$.big == 18446744073709551616", "$.big > 18446744073709551615", "$.price == 273.15",
              "$.price < 273.150000001", "$.at startswith \"2013-03-21\"", "$.at < \"2013-04\"",
              "$.tagged.id == 7", "$.tagged contains \"id\""}) {
            QVERIFY2(verdictOf(filter, message) == Verdict::Yes, filter);
        }
        QCOMPARE(verdictOf("$.big == 18446744073709551615", message), Verdict::No);
        QCOMPARE(verdictOf("$.tagged.other == 7", message), Verdict::No);
    }

    void depthTakesNoStack()
    {
        const std::string deep =
            "{\"a\":" + std::string(2'000'000, '[') + std::string(2'000'000, ']') + ",\"b\":1}";
        QCOMPARE(verdictOf("$.b == 1", withValue(deep)), Verdict::Yes);
        QCOMPARE(verdictOf("$.c == 1", withValue(deep)), Verdict::No);
        std::string brackets(100'000, '(');
        brackets += "partition == 0";
        QVERIFY(MessageFilter::parse(brackets, options()).error);
        std::string path = "$";
        for (int i = 0; i < 1000; ++i) {
            path += ".a";
        }
        QVERIFY(MessageFilter::parse(path + " == 1", options()).error);
    }

    void otherFormatsHaveFieldsToo()
    {
        // MessagePack: {"id": 18446744073709551615, "tags": ["x", "y"], 7: "seven"}
        const std::string_view packed("\x83\xA2id\xCF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xA4tags\x92"
                                      "\xA1x\xA1y\x07\xA5seven",
                                      30);
        FilterOptions with = options();
        with.bodies.value = builtIn("messagepack");
        QVERIFY(with.bodies.value);
        QCOMPARE(verdictOf("$.id == 18446744073709551615", withValue(packed), with), Verdict::Yes);
        QCOMPARE(verdictOf("$.id == 18446744073709551614", withValue(packed), with), Verdict::No);
        QCOMPARE(verdictOf("$.tags[*] == \"y\"", withValue(packed), with), Verdict::Yes);
        QCOMPARE(verdictOf("$.tags[0] == \"y\"", withValue(packed), with), Verdict::No);
        QCOMPARE(verdictOf("$.7 startswith \"SEV\"", withValue(packed), with), Verdict::Yes);
        QCOMPARE(verdictOf("$.tags contains \"x\"", withValue(packed), with), Verdict::Yes);
        QCOMPARE(verdictOf("$.id == 1", withValue("\xC1"), with), Verdict::Unknown);
        with.bodies.key = builtIn("int32be");
        QVERIFY(with.bodies.key);
        MessageView message{.key = std::string_view("\0\0\x12\x67", 4)};
        QCOMPARE(verdictOf("key == 4711", message, with), Verdict::Yes);
        QCOMPARE(verdictOf("key > 4711", message, with), Verdict::No);
    }
};

QTEST_GUILESS_MAIN(TestFilterValues)
#include "tst_filtervalues.moc"
