// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/formats/decimal.h"
#include "model/formats/jsonpath.h"
#include "model/formats/prettyprint.h"

#include <QTest>

#include <algorithm>
#include <random>

using namespace ottla;

namespace {

// A document as a tree, with the text of each of its values.
struct Node
{
    enum class Kind
    {
        Scalar,
        List,
        Object,
    };

    Kind kind = Kind::Scalar;
    std::string text;
    std::vector<std::pair<std::string, Node>> members; // a list's have no names
};

class Random
{
public:
    explicit Random(std::uint32_t seed)
        : m_engine(seed)
    { }
    std::size_t below(std::size_t limit) { return m_engine() % limit; }
    template <typename List>
    const auto& of(const List& list)
    {
        return list[below(std::size(list))];
    }

private:
    std::mt19937 m_engine;
};

const std::vector<std::string> names{"a", "b", "long name", "ü", "0"};
// Each name in two ways of writing it.
const std::vector<std::pair<std::string, std::string>> written{
    {"\"a\"", "\"\\u0061\""},
    {"\"b\"", "\"b\""},
    {"\"long name\"", "\"long\\u0020name\""},
    {"\"ü\"", "\"\\u00fC\""},
    {"\"0\"", "\"0\""}};
const std::vector<std::string> scalars{"1",
                                       "-0.5e+7",
                                       "18446744073709551615",
                                       "\"\"",
                                       "\"a,b]}\"",
                                       "\"\\\"\\\\\"",
                                       "true",
                                       "false",
                                       "null",
                                       "\"ü😀\"",
                                       "\"sixteen bytes and more, with a \\n\""};

std::string space(Random& random)
{
    const std::vector<std::string> spaces{"", "", "", " ", "\n\t", "\r\n  "};
    return random.of(spaces);
}

Node randomNode(Random& random, int depth)
{
    Node node;
    const std::size_t what = random.below(depth > 0 ? 3 : 1);
    if (what == 0) {
        node.text = random.of(scalars);
        return node;
    }
    node.kind = what == 1 ? Node::Kind::List : Node::Kind::Object;
    node.text = what == 1 ? "[" : "{";
    const std::size_t count = random.below(4);
    for (std::size_t i = 0; i < count; ++i) {
        node.text += (i > 0 ? "," : "") + space(random);
        const std::size_t name = random.below(names.size());
        if (node.kind == Node::Kind::Object) {
            node.text += (random.below(2) == 0 ? written[name].first : written[name].second)
                + space(random) + ":" + space(random);
        }
        Node child = randomNode(random, depth - 1);
        node.text += child.text + space(random);
        node.members.emplace_back(names[name], std::move(child));
    }
    node.text += space(random) + (what == 1 ? "]" : "}");
    return node;
}

FieldPath randomPath(Random& random)
{
    FieldPath path(random.below(4));
    for (PathStep& step : path) {
        step.kind = static_cast<PathStep::Kind>(random.below(3));
        step.name = random.of(names);
        step.index = random.below(3);
    }
    return path;
}

void naive(const Node& node, const FieldPath& path, std::size_t step,
           std::vector<std::string>& found)
{
    if (step == path.size()) {
        found.push_back(node.text);
        return;
    }
    for (std::size_t i = 0; i < node.members.size(); ++i) {
        const PathStep& wanted = path[step];
        const bool on = wanted.kind == PathStep::Kind::Every
            || (node.kind == Node::Kind::Object && wanted.kind == PathStep::Kind::Name
                && wanted.name == node.members[i].first)
            || (node.kind == Node::Kind::List && wanted.kind == PathStep::Kind::Index
                && wanted.index == i);
        if (on) {
            naive(node.members[i].second, path, step + 1, found);
        }
    }
}

} // namespace

class TestJsonPath : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsWhatTheNaiveEvaluatorFinds()
    {
        Random random(4711);
        for (int i = 0; i < 20'000; ++i) {
            const Node root = randomNode(random, 5);
            const std::string document = space(random) + root.text + space(random);
            const FieldPath path = randomPath(random);
            std::vector<std::string> expected;
            naive(root, path, 0, expected);
            std::vector<std::string> found;
            const JsonSearch all = searchJson(document, path, [&](const JsonValue& value) {
                found.emplace_back(value.text);
                return false;
            });
            QVERIFY2(all == JsonSearch::Nothing, document.c_str());
            QVERIFY2(found == expected, document.c_str());
            int visited = 0;
            const JsonSearch first = searchJson(document, path, [&](const JsonValue& /*any*/) {
                ++visited;
                return true;
            });
            QVERIFY(first == (expected.empty() ? JsonSearch::Nothing : JsonSearch::Found));
            QCOMPARE(visited, expected.empty() ? 0 : 1);
        }
    }

    void callsMalformedWhatThePrettyPrinterDoes()
    {
        Random random(11);
        constexpr std::string_view damage = "{}[]\",:\\0e.- \xFF\x01";
        int malformed = 0;
        for (int i = 0; i < 20'000; ++i) {
            std::string document = randomNode(random, 4).text;
            const std::size_t at = random.below(document.size());
            document[at] = damage[random.below(damage.size())];
            const bool good = !checkJson(document);
            malformed += good ? 0 : 1;
            const JsonSearch found = searchJson(document, randomPath(random),
                                                [](const JsonValue& /*any*/) { return false; });
            QVERIFY2(found == (good ? JsonSearch::Nothing : JsonSearch::Malformed),
                     document.c_str());
        }
        QVERIFY(malformed > 5000);
    }

    void tellsKindsApart()
    {
        using Kind = JsonValue::Kind;
        std::vector<Kind> kinds;
        const JsonSearch found = searchJson(R"([null,true,false,-1,"a",[],{}])",
                                            {{PathStep::Kind::Every}}, [&](const JsonValue& value) {
                                                kinds.push_back(value.kind);
                                                return false;
                                            });
        QVERIFY(found == JsonSearch::Nothing);
        QVERIFY((kinds
                 == std::vector{Kind::Null, Kind::Bool, Kind::Bool, Kind::Number, Kind::String,
                                Kind::List, Kind::Object}));
    }

    void unescapes()
    {
        std::string scratch;
        QCOMPARE(jsonStringText(R"("plain")", scratch), std::string_view("plain"));
        QCOMPARE(jsonStringText("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", scratch),
                 std::string_view("\"\\/\b\f\n\r\t"));
        QCOMPARE(jsonStringText(R"("\u00e4\uD83D\uDE00\u20ac")", scratch), std::string_view("ä😀€"));
        QCOMPARE(jsonStringText(R"("\ud83d")", scratch), std::string_view("\xED\xA0\xBD"));
        QCOMPARE(jsonStringText(R"("\ud83dx\ude00")", scratch),
                 std::string_view("\xED\xA0\xBDx\xED\xB8\x80"));
    }

    void comparesWholeNumbersAsIntegersDo()
    {
        Random random(7);
        for (int i = 0; i < 20'000; ++i) {
            const auto number = [&] {
                const auto magnitude =
                    static_cast<std::int64_t>(random.below(1U << 31U)) >> random.below(31);
                return random.below(2) == 0 ? magnitude : -magnitude;
            };
            const std::int64_t a = number();
            const std::int64_t b = random.below(4) == 0 ? a : number();
            const std::string first = std::to_string(a);
            const std::string second = std::to_string(b * 1000) + "e-3";
            QVERIFY2((*Decimal::parse(first) <=> *Decimal::parse(second)) == (a <=> b),
                     (first + " " + second).c_str());
        }
    }

    void sortsKeysOfNumbersAsTheNumbers()
    {
        const std::vector<std::string> numbers{"-inf",       "-1e99999999",
                                               "-100",       "-99.5",
                                               "-99",        "-1",
                                               "-0.12",      "-0.1",
                                               "-1e-300",    "0",
                                               "-0.0",       "1e-99999999",
                                               "0.001",      "0.01",
                                               "0.010",      "1",
                                               "1.0",        "1.05",
                                               "9",          "9.9",
                                               "10",         "1e1",
                                               "100",        "99999999999999999999",
                                               "1e20",       "100000000000000000001",
                                               "1e99999999", "inf"};
        const auto key = [](const std::string& number) {
            std::string bytes;
            Decimal::parse(number)->appendSortKey(bytes);
            return bytes;
        };
        for (const std::string& a : numbers) {
            for (const std::string& b : numbers) {
                QVERIFY2((key(a) <=> key(b)) == (*Decimal::parse(a) <=> *Decimal::parse(b)),
                         (a + " " + b).c_str());
                QVERIFY2(a == b || *Decimal::parse(a) == *Decimal::parse(b)
                             || !key(a).starts_with(key(b)),
                         (a + " " + b).c_str());
            }
        }
    }

    void rejectsWhatIsNoNumber()
    {
        for (const char* text :
             {"", "-", ".5", "1.", "1e", "1e+", "nan", "0x1", "1 ", " 1", "+1"}) {
            QVERIFY2(!Decimal::parse(text), text);
        }
        QVERIFY(*Decimal::parse("inf") > *Decimal::parse("1e99999999"));
        QVERIFY(*Decimal::parse("-inf") < *Decimal::parse("-1e99999999"));
        QVERIFY(*Decimal::parse("inf") == *Decimal::parse("inf"));
    }
};

QTEST_APPLESS_MAIN(TestJsonPath)
#include "tst_jsonpath.moc"
