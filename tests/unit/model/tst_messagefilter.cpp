// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "filtertesting.h"

#include <QTest>

#include <map>

using namespace ottla;
using namespace ottla::test;

namespace {

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

/// Filters against plain doubles of themselves, and on whole stores.
class TestMessageFilter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
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
        QCOMPARE(low.undecodable.count(), 60U);
        QCOMPARE(low.undecodable.listed().size(), 60U);
        QCOMPARE(low.undecodable.listed()[1].offset, 17);
        QVERIFY(low.undecodable.listed()[1].why.starts_with("value: not valid JSON"));
        const auto headed = MessageFilter::parse("header[\"h\"] == \"x\"", options()).filter;
        QCOMPARE(headed->scan(store, 0, 1000, cancel).rows.size(), 500U);
        cancel = true;
        QCOMPARE(filter->scan(store, 600, 1000, cancel).to, 600U);
    }

    void countsAllThatCannotBeDecodedAndListsTheFirst()
    {
        constexpr std::size_t most = UndecodableMessages::mostListed;
        MessageStore store;
        for (std::size_t i = 0; i < most + 10; ++i) {
            QVERIFY(store.add({.offset = static_cast<std::int64_t>(i), .value = "{"}).ok());
        }
        store.batchAdded();
        const std::atomic<bool> cancel = false;
        const auto filter = MessageFilter::parse("$.n == 1", options()).filter;
        UndecodableMessages all = filter->scan(store, 0, most - 5, cancel).undecodable;
        all.add(filter->scan(store, most - 5, most + 10, cancel).undecodable);
        QCOMPARE(all.count(), std::uint64_t{most + 10});
        QCOMPARE(all.listed().size(), most);
        QCOMPARE(all.listed().back().offset, static_cast<std::int64_t>(most) - 1);
    }
};

QTEST_GUILESS_MAIN(TestMessageFilter)
#include "tst_messagefilter.moc"
