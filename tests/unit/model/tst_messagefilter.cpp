// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/messages/messagefilter.h"

#include <QDateTime>
#include <QTest>

#include <map>

using namespace ottla;

namespace {

using HeaderList = std::vector<std::pair<std::string_view, std::optional<std::string_view>>>;

constexpr std::int64_t now = 1'764'000'000'000; // 2025-11-24T16:00:00Z

const HeaderList headers{{"trace-id", "abc-123"}, {"none", std::nullopt}, {"trace-id", "second"}};

MessageView order()
{
    return {.topic = 1,
            .partition = 3,
            .offset = 184'213,
            .timestamp = now - 60'000,
            .timestampType = TimestampType::Create,
            .key = "4711",
            .value =
                R"({"id":98231,"big":18446744073709551615,"price":1.0,"name":"Zürich \u0022A\u0022",
"paid":true,"note":null,"items":[{"sku":"a-1"},{"sku":"b-2"}],
"order-id":7,"twice":1,"twice":2,"nested":{"x":[1,[2,3]]}})",
            .headers = headers};
}

FilterOptions options(FilterMode mode = FilterMode::Automatic)
{
    return {.mode = mode, .bodies = {.topics = {"payments", "orders"}}, .now = now};
}

QString describe(const std::optional<FilterError>& error)
{
    return error ? QStringLiteral("%1–%2: %3")
                       .arg(error->from)
                       .arg(error->to)
                       .arg(QString::fromStdString(error->message))
                 : QString();
}

Verdict verdictOf(std::string_view text, const MessageView& message,
                  const FilterOptions& with = options())
{
    const ParsedFilter parsed = MessageFilter::parse(text, with);
    if (!parsed.filter) {
        qWarning("%s", qPrintable(describe(parsed.error)));
        return Verdict::Unknown;
    }
    return parsed.filter->verdict(message);
}

std::shared_ptr<const Decoder> builtIn(std::string_view id)
{
    return {std::shared_ptr<void>(), findDecoder(id)};
}

MessageView withValue(std::string_view value)
{
    return {.value = value};
}

// What the language means, said once more in the plainest way: a term is named by its letter, and
// its truth is looked up.
class NaiveEvaluator
{
public:
    NaiveEvaluator(std::string text, std::map<char, Verdict> truth)
        : m_text(std::move(text))
        , m_truth(std::move(truth))
    { }

    Verdict either()
    {
        Verdict left = both();
        while (eat("or ")) {
            const Verdict right = both();
            left = left == Verdict::Yes || right == Verdict::Yes ? Verdict::Yes
                : left == Verdict::No && right == Verdict::No    ? Verdict::No
                                                                 : Verdict::Unknown;
        }
        return left;
    }

private:
    bool eat(std::string_view word)
    {
        const bool there = std::string_view(m_text).substr(m_at).starts_with(word);
        m_at += there ? word.size() : 0;
        return there;
    }
    Verdict both()
    {
        Verdict left = one();
        while (eat("and ")) {
            const Verdict right = one();
            left = left == Verdict::No || right == Verdict::No  ? Verdict::No
                : left == Verdict::Yes && right == Verdict::Yes ? Verdict::Yes
                                                                : Verdict::Unknown;
        }
        return left;
    }
    Verdict one()
    {
        if (eat("not ")) {
            const Verdict inner = one();
            return inner == Verdict::Yes ? Verdict::No
                : inner == Verdict::No   ? Verdict::Yes
                                         : Verdict::Unknown;
        }
        if (eat("( ")) {
            const Verdict inside = either();
            (void)eat(") ");
            return inside;
        }
        const Verdict verdict = m_truth.at(m_text[m_at]);
        m_at += 2;
        return verdict;
    }

    std::string m_text;
    std::map<char, Verdict> m_truth;
    std::size_t m_at = 0;
};

class Random
{
public:
    explicit Random(std::uint32_t seed)
        : m_state(seed)
    { }
    std::uint32_t below(std::uint32_t limit)
    {
        m_state = m_state * 1664525 + 1013904223;
        return (m_state >> 8U) % limit;
    }

private:
    std::uint32_t m_state;
};

std::string randomExpression(Random& random, int depth)
{
    switch (random.below(depth > 0 ? 5 : 1)) {
    case 1:
        return "not " + randomExpression(random, depth - 1);
    case 2:
        return randomExpression(random, depth - 1) + "and " + randomExpression(random, depth - 1);
    case 3:
        return randomExpression(random, depth - 1) + "or " + randomExpression(random, depth - 1);
    case 4:
        return "( " + randomExpression(random, depth - 1) + ") ";
    default:
        return std::string(1, static_cast<char>('T' + random.below(3))) + " ";
    }
}

} // namespace

class TestMessageFilter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void answers_data()
    {
        QTest::addColumn<QString>("filter");
        QTest::addColumn<bool>("matches");
        const auto yes = [](const char* text) {
            QTest::newRow(text) << QString::fromUtf8(text) << true;
        };
        const auto no = [](const char* text) {
            QTest::newRow(text) << QString::fromUtf8(text) << false;
        };
        // plain text
        yes("471");
        yes("SKU\":\"A-1");
        yes("TRACE-ID");
        yes("Second");
        yes("zürich");
        yes("ZÜRICH");
        no("zurich");
        no("4711 ");
        // regular expressions
        yes("/abc-\\d+/");
        no("/ABC-\\d+/");
        yes("/ABC-\\d+/i");
        yes("/^4711$/");
        yes("not /nowhere/");
        // parts of a message
        yes("key == \"4711\"");
        no("key == \"471\"");
        yes("key == 4711");
        yes("key == 4711.0");
        yes("key < 5000");
        yes("key contains \"71\"");
        yes("key startswith \"47\"");
        no("key startswith \"71\"");
        yes("value contains \"B-2\"");
        no("key contains \"B-2\"");
        yes("header contains \"ABC\"");
        yes("header == \"second\"");
        yes("header[\"trace-id\"] == \"second\"");
        yes("header[\"trace-id\"] != \"second\"");
        yes("exists header[\"none\"]");
        yes("header[\"none\"] is null");
        no("exists header[\"other\"]");
        no("header[\"trace-id\"] is null");
        yes("any contains \"abc-123\"");
        yes("any matches /SECOND/i");
        yes("any startswith \"47\"");
        yes("topic == \"orders\"");
        no("topic == \"payments\"");
        yes("topic startswith \"ORD\"");
        no("key is null");
        yes("key is not null");
        yes("not key is null");
        no("value is undecodable");
        yes("value is not undecodable");
        // numbers of the message
        yes("partition == 3");
        yes("partition = 3");
        yes("partition in (1, 2, 3)");
        no("partition in (1, 2)");
        yes("offset >= 184213");
        no("offset > 184213");
        yes("size > 100");
        yes("size < 1 kB");
        no("size >= 0.5MB");
        // times
        yes("timestamp >= -15m");
        no("timestamp >= -30s");
        yes("timestamp < now");
        yes("timestamp >= -1w and timestamp <= now");
        yes("timestamp == 1763999940000");
        yes("timestamp == 2025-11-24T15:59:00Z");
        yes("timestamp == \"2025-11-24T15:59:00.000Z\"");
        yes("timestamp == 2025-11-24T17:59+02:00");
        yes("timestamp == 2025-11-24 10:29:00-05:30");
        no("timestamp > 2025-11-25T02:00:00Z");
        // fields
        yes("$.id == 98231");
        yes("$.id == 9.8231e4");
        no("$.id == \"98231\"");
        yes("$.id != \"98231\"");
        no("$.id > \"98\"");
        yes("$.id contains \"823\"");
        yes("$.big == 18446744073709551615");
        no("$.big == 18446744073709551614");
        yes("$.big > 18446744073709551614");
        no("$.big >= 18446744073709551616");
        yes("$.price == 1");
        yes("$.price == 1.000");
        no("$.price == 1.0000000000000000000000001");
        yes("$.price < 1.0000000000000000000000001");
        yes("$.name == 'Zürich \"A\"'");
        yes("$.name startswith 'zü'");
        yes("$.name matches /ZÜRICH/i");
        yes("$.name > \"Z\"");
        yes("$.paid == true");
        no("$.paid == false");
        yes("$.paid != false");
        yes("$.note == null");
        yes("$.note is null");
        no("$.note is not null");
        yes("exists $.note");
        no("exists $.nothing");
        no("$.nothing == null");
        no("$.nothing != 3");
        yes("not $.nothing == 3");
        yes("$.items[0].sku == \"a-1\"");
        no("$.items[1].sku == \"a-1\"");
        no("$.items[2].sku == \"a-1\"");
        yes("$.items[*].sku == \"b-2\"");
        yes("$.*[*].sku == \"b-2\"");
        no("$.items.sku == \"b-2\"");
        yes("$.items contains \"SKU\"");
        no("$.items == 1");
        yes("$[\"order-id\"] == 7");
        yes("$.order-id == 7");
        yes("value.id == 98231");
        yes("$.twice == 1");
        yes("$.twice == 2");
        yes("$.nested.x[1][0] == 2");
        yes("key.$ == 4711");
        no("exists key.id");
        yes("$.id in (1, 98231)");
        // together
        yes("$.id == 1 or $.id == 98231");
        yes("$.id == 1 and $.id == 2 or partition == 3");
        no("$.id == 1 and ($.id == 2 or partition == 3)");
        yes("not ($.id == 1 and partition == 3)");
        no("not $.id == 98231 or partition == 4");
        yes("! partition == 4 && (offset == 184213 || offset == 1)");
        yes("(partition == 3) AND NOT (offset == 1)");
    }
    void answers()
    {
        QFETCH(QString, filter);
        QFETCH(bool, matches);
        QCOMPARE(verdictOf(filter.toStdString(), order()), matches ? Verdict::Yes : Verdict::No);
    }

    void saysHowItReadTheText_data()
    {
        QTest::addColumn<QString>("filter");
        QTest::addColumn<bool>("expression");
        for (const char* text :
             {"order 4711",   "key",         "value.id",      "partition", "$",
              "$100",         "\"id\":4711", "/var/log",      "not found", "(a or b)",
              "exists",       "key is here", "value in euro", "a == b",    "offset",
              "size matters", "/",           "/i/o error",    "{\"a\":1}", "topic orders",
              "https://a/b",  "header",      "x > 3",         "!",         "key.id"}) {
            QTest::newRow(text) << QString::fromUtf8(text) << false;
        }
        for (const char* text : {"$.",
                                 "$.id",
                                 "$[0]",
                                 "$ == 1",
                                 "key == ",
                                 "key is null",
                                 "value contains",
                                 "partition in (",
                                 "/a/",
                                 "/a/i",
                                 "/a/ and",
                                 "(/a/)",
                                 "not /a/",
                                 "not (key is null)",
                                 "exists $.a",
                                 "exists key.a",
                                 "header[\"a\"] == \"b\"",
                                 "timestamp > -1h",
                                 "!$.a",
                                 "key.id == 4",
                                 "offset>3",
                                 "topic = 'a'"}) {
            QTest::newRow(text) << QString::fromUtf8(text) << true;
        }
    }
    void saysHowItReadTheText()
    {
        QFETCH(QString, filter);
        QFETCH(bool, expression);
        QCOMPARE(MessageFilter::parse(filter.toStdString(), options()).mode,
                 expression ? FilterMode::Expression : FilterMode::Text);
        QCOMPARE(MessageFilter::parse(filter.toStdString(), options(FilterMode::Text)).mode,
                 FilterMode::Text);
        QCOMPARE(MessageFilter::parse(filter.toStdString(), options(FilterMode::Expression)).mode,
                 FilterMode::Expression);
    }

    void blankShowsEverything()
    {
        for (const char* text : {"", " ", "\t "}) {
            const ParsedFilter parsed = MessageFilter::parse(text, options(FilterMode::Expression));
            QVERIFY(!parsed.filter);
            QVERIFY(!parsed.error);
        }
    }

    void errorsSayWhere_data()
    {
        QTest::addColumn<QString>("filter");
        QTest::addColumn<int>("from");
        QTest::addColumn<int>("to");
        QTest::addColumn<QString>("words");
        const auto row = [](const char* text, int from, int to, const char* words) {
            QTest::newRow(text) << QString::fromUtf8(text) << from << to
                                << QString::fromUtf8(words);
        };
        row("$.id == ", 8, 8, "missing");
        row("$.id == paid", 8, 12, "Text stands in quotes");
        row("$.id == \"paid", 8, 13, "not closed");
        row("$.id ==== 3", 7, 8, "missing");
        row("$.id 3", 5, 6, "Expected ==");
        row("$.id not contains \"a\"", 5, 8, "in front");
        row("$.id == 3 partition == 1", 10, 19, "Expected and");
        row("$.id == 3 and", 13, 13, "missing");
        row("($.id == 3", 0, 1, "not closed");
        row("$.id == 3)", 9, 10, "no bracket");
        row("$. == 3", 1, 2, "name is missing");
        row("$.a[", 4, 4, "In brackets");
        row("$.a[x] == 1", 4, 5, "In brackets");
        row("$.a[0 == 1", 3, 6, "not closed");
        row("$.a[99999999999999999999] == 1", 4, 24, "too large");
        row("$.id == 1.", 8, 10, "not a number");
        row("$.id == 12ab", 8, 12, "not a number");
        row("partition contains \"a\"", 10, 18, "Expected ==");
        row("partition == \"a\"", 13, 14, "number is missing");
        row("timestamp > yesterday", 12, 21, "not a time");
        row("timestamp > ", 12, 12, "time is missing");
        row("timestamp > 2025-02-30", 12, 22, "not a time");
        row("timestamp > 2025-02-03T25:00", 12, 28, "not a time");
        row("topic is null", 6, 13, "can be null");
        row("$.id is undecodable", 5, 19, "undecodable");
        row("topic == 3", 9, 10, "quotes");
        row("$.a < null", 6, 10, "==");
        row("$.a matches /a(b/", 13, 16, "missing )");
        row("$.a matches /a**/", 14, 16, "repetition");
        row("/a(/ and $.x == 1", 1, 3, "missing )");
        row("$.a matches /a/x", 15, 16, "flag");
        row("$.a matches //", 12, 14, "empty");
        row("$.a matches /a", 12, 14, "slash");
        row("$.a matches 3", 12, 13, "regular expression is missing");
        row("$.a contains", 12, 12, "missing");
        row("$.a contains x", 13, 14, "missing");
        row("$.a == 'a\\q'", 9, 11, "escape");
        row("header[0] == \"a\"", 6, 9, "header[");
        row("exists partition", 7, 16, "field");
        row("exists ", 7, 7, "field");
        row("partition in 3", 13, 14, "list");
        row("partition in (3", 15, 15, "comma");
        row("key is empty", 7, 12, "null");
        row("(order == 3)", 1, 6, "Expected $, key");
        row("$.ü == ", 8, 8, "missing"); // two bytes
    }
    void errorsSayWhere()
    {
        QFETCH(QString, filter);
        QFETCH(int, from);
        QFETCH(int, to);
        QFETCH(QString, words);
        const ParsedFilter parsed =
            MessageFilter::parse(filter.toStdString(), options(FilterMode::Expression));
        QVERIFY(!parsed.filter);
        QVERIFY(parsed.error);
        QVERIFY2(static_cast<int>(parsed.error->from) == from
                     && static_cast<int>(parsed.error->to) == to
                     && QString::fromStdString(parsed.error->message).contains(words),
                 qPrintable(describe(parsed.error)));
    }

    void localTimesAreLocal()
    {
        const QDateTime local(QDate(2025, 7, 1), QTime(14, 3, 21, 118));
        MessageView message = order();
        message.timestamp = local.toMSecsSinceEpoch();
        QCOMPARE(verdictOf("timestamp == 2025-07-01 14:03:21.118", message), Verdict::Yes);
        QCOMPARE(verdictOf("timestamp == 2025-07-01T14:03:21.118", message), Verdict::Yes);
        QCOMPARE(verdictOf("timestamp < 2025-07-01 14:03:22", message), Verdict::Yes);
        QCOMPARE(verdictOf("timestamp >= 2025-07-01 and timestamp < 2025-07-02", message),
                 Verdict::Yes);
        message.timestampType = TimestampType::None;
        QCOMPARE(verdictOf("timestamp > 2025-07-01", message), Verdict::No);
        QCOMPARE(verdictOf("timestamp < 2025-07-01", message), Verdict::No);
    }

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
        for (const char* body :
             {"{\"a\":1,}", "{\"a\":1", "{\"a\":1}}", "{\"a\" 1}", "{\"a\":01}",
              "{\"a\":1 \"b\":2}", "{\"a\":tru}", "[1,]", "{\"a\":\"\x01\"}", "{\"a\":\"\\x\"}",
              "{\"a\":\"\\u12g4\"}", "{\"a\":\"\xff\"}", "plain text", "{a:1}", "{\"a\":1.}",
              "{\"a\":-}", "{\"a\":1e}", "[[[[[[", "{\"a\":\"b"}) {
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

    void agreesWithTheNaiveEvaluator()
    {
        const std::map<char, Verdict> truth{
            {'T', Verdict::Yes}, {'U', Verdict::Unknown}, {'V', Verdict::No}};
        const std::map<char, std::string> terms{
            {'T', "partition == 3"}, {'U', "$.x == 1"}, {'V', "key is not null"}};
        MessageView message{.partition = 3, .value = "{broken"};
        Random random(4711);
        for (int i = 0; i < 5000; ++i) {
            const std::string letters = randomExpression(random, 6);
            std::string text;
            for (const char c : letters) {
                text += terms.contains(c) ? terms.at(c) : std::string(1, c);
            }
            NaiveEvaluator naive(letters, truth);
            const Verdict expected = naive.either();
            const ParsedFilter parsed = MessageFilter::parse(text, options(FilterMode::Expression));
            QVERIFY2(parsed.filter, text.c_str());
            QVERIFY2(parsed.filter->verdict(message) == expected, text.c_str());
        }
    }

    void findsWhatANaiveSearchFinds()
    {
        Random random(11);
        constexpr std::string_view letters = "aAbBzZ@[`{ k";
        const auto lower = [](std::string text) {
            for (char& c : text) {
                c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
            }
            return text;
        };
        const auto text = [&](std::uint32_t size) {
            std::string made;
            for (std::uint32_t i = 0; i < size; ++i) {
                made.push_back(letters[random.below(letters.size())]);
            }
            return made;
        };
        for (int i = 0; i < 20'000; ++i) {
            const std::string body = text(random.below(80));
            const std::string needle = text(1 + random.below(4));
            const bool expected = lower(body).find(lower(needle)) != std::string::npos;
            QVERIFY2(TextSearch(needle).in(body) == expected, (needle + " in " + body).c_str());
            QVERIFY2(TextSearch(needle).begins(body) == lower(body).starts_with(lower(needle)),
                     (needle + " begins " + body).c_str());
        }
    }

    void storesAreScannedInPieces()
    {
        MessageStore store;
        for (int i = 0; i < 1000; ++i) {
            const std::string value = i % 10 == 7 ? "{broken" : "{\"n\":" + std::to_string(i) + "}";
            const HeaderList some{{"h", "x"}};
            MessageView message{.offset = i, .value = value};
            if (i % 2 == 0) {
                message.headers = some;
            }
            QVERIFY(store.add(message).ok());
        }
        store.batchAdded();
        std::atomic<bool> cancel = false;
        const auto filter = MessageFilter::parse("$.n >= 500", options()).filter;
        const FilterScan low = filter->scan(store, 0, 600, cancel);
        QCOMPARE(low.to, 600U);
        QCOMPARE(low.rows.size(), 90U);
        QCOMPARE(low.undecodable, 60U);
        const auto headed = MessageFilter::parse("header[\"h\"] == \"x\"", options()).filter;
        QCOMPARE(headed->scan(store, 0, 1000, cancel).rows.size(), 500U);
        cancel = true;
        QCOMPARE(filter->scan(store, 600, 1000, cancel).to, 600U);
    }
};

QTEST_GUILESS_MAIN(TestMessageFilter)
#include "tst_messagefilter.moc"
