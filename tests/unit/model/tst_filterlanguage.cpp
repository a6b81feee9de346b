// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "filtertesting.h"
#include "model/filters/filterwords.h"

#include <QDateTime>
#include <QTest>

using namespace ottla;
using namespace ottla::test;

/// How a filter line is read, and what it answers about one message.
class TestFilterLanguage : public QObject
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
                                 "exists ($.a)",
                                 "exists(key.a",
                                 "key.a exists",
                                 "header[\"a\"] not exists",
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

    void hintsAtWhatIsNoExpression_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("hint");
        const auto row = [](const char* text, const char* hint) {
            QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(hint);
        };
        row(R"(header.trace == "dup")", R"(header["trace"])");
        row(R"(not (header.trace contains "dup"))", R"(header["trace"])");
        row(R"(status == "open")", "$.status");
        row("order.id >= 4711", "$.order.id");
        row("order.lines[0].sku matches /a/", "$.order.lines[0].sku");
        // What anybody may look for.
        row("status", "");
        row("a = b", "");
        row("1 < 2", "");
        row("it contains nuts", "");
        row("key", "");
        row("", "");
        row("== 3", "");
    }
    void hintsAtWhatIsNoExpression()
    {
        QFETCH(QString, text);
        QFETCH(QString, hint);
        const std::string filter = text.toStdString();
        QVERIFY(!looksLikeExpression(filter));
        const QString said = QString::fromStdString(expressionHint(filter));
        QVERIFY2(hint.isEmpty() ? said.isEmpty() : said.endsWith(hint), qPrintable(said));
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
        row("exists ", 7, 7, "exists $.name");
        row("exists ($.a)", 7, 8, "no brackets: exists $.name");
        row("$.a.b exists", 6, 12, "in front: exists $.a.b");
        row("value[\"a b\"] Exists and key == 1", 13, 19, "in front: exists value[\"a b\"]");
        row("header[\"a\"] not exists", 12, 22, "in front: not exists header[\"a\"]");
        row("partition exists", 10, 16, "needs a field");
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
};

QTEST_GUILESS_MAIN(TestFilterLanguage)
#include "tst_filterlanguage.moc"
