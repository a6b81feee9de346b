// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/formats/jsonplaces.h"
#include "model/formats/linediff.h"

#include <QTest>

#include <random>

using namespace ottla;

namespace {

QString place(std::string_view text, std::string_view before)
{
    const JsonPlace at = jsonPlaceAt(text, text.find(before));
    return QString::fromStdString(at.path + " = " + at.value);
}

} // namespace

/// Finding one's way in a JSON document, and two texts side by side.
class TestJsonPlaces : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesThePathOfAPlace()
    {
        const std::string_view text =
            "{\"id\": 18446744073709551615, \"a b\": {\"x\": [1, [2, \"s,}\\\"]\"],\n"
            " {\"deep\": true}]}, \"last\": null}";
        QCOMPARE(place(text, "1844"), QStringLiteral("$.id = 18446744073709551615"));
        QCOMPARE(place(text, "id"), QStringLiteral("$.id = 18446744073709551615"));
        QCOMPARE(place(text, "x"), QStringLiteral("$[\"a b\"].x = "));
        QCOMPARE(place(text, "2, "), QStringLiteral("$[\"a b\"].x[1][0] = 2"));
        QCOMPARE(place(text, ",}"), QStringLiteral("$[\"a b\"].x[1][1] = \"s,}\\\"]\""));
        QCOMPARE(place(text, "true"), QStringLiteral("$[\"a b\"].x[2].deep = true"));
        QCOMPARE(place(text, "null"), QStringLiteral("$.last = null"));
        QCOMPARE(place("", ""), QStringLiteral("$ = "));
        QCOMPARE(QString::fromStdString(jsonPlaceAt("]]}{\"", 4).path), QStringLiteral("$"));
    }

    void findsTheBracketThatBelongs()
    {
        const std::string_view text = "{\"a\": [1, \"]}\", {}], \"b\": 2}";
        const std::size_t open = text.find('[');
        const std::size_t close = text.find("], \"b");
        QCOMPARE(matchingBracket(text, open), std::optional(close));
        QCOMPARE(matchingBracket(text, close), std::optional(open));
        QCOMPARE(matchingBracket(text, 0), std::optional(text.size() - 1));
        QVERIFY(!matchingBracket(text, 2));
        QVERIFY(!matchingBracket("[", 0));
        QVERIFY(!matchingBracket(text, text.find("]}"))); // within a string
    }

    void findsAllOccurrences()
    {
        QCOMPARE(findAll("aAbaab", "AA", false, 10), (std::vector<std::size_t>{0, 3}));
        QCOMPARE(findAll("aAbaab", "aA", true, 10), (std::vector<std::size_t>{0}));
        QCOMPARE(findAll("aaaa", "a", true, 3).size(), std::size_t{3});
        QVERIFY(findAll("", "a", false, 3).empty());
        QVERIFY(findAll("a", "", false, 3).empty());
    }

    void setsLinesSideBySide()
    {
        const auto shown = [](std::string_view left, std::string_view right,
                              std::size_t most = 2000) {
            const auto a = splitLines(left);
            const auto b = splitLines(right);
            std::string text;
            for (const LinePair& pair : diffLines(a, b, most)) {
                text += pair.left == LinePair::none ? "." : std::string(a[pair.left]);
                text += pair.changed ? "|" : "=";
                text += pair.right == LinePair::none ? "." : std::string(b[pair.right]);
                text += ' ';
            }
            return QString::fromStdString(text).trimmed();
        };
        QCOMPARE(shown("a\nb\nc", "a\nb\nc"), QStringLiteral("a=a b=b c=c"));
        QCOMPARE(shown("a\nb\nc", "a\nx\nc"), QStringLiteral("a=a b|x c=c"));
        QCOMPARE(shown("a\nc", "a\nb\nc"), QStringLiteral("a=a .|b c=c"));
        QCOMPARE(shown("a\nb\nc\nd\ne", "b\nc\nx\ne"), QStringLiteral("a|. b=b c=c d|x e=e"));
        QCOMPARE(shown("a\nb\nc\nd", "p\nb\nq\nd", 1), QStringLiteral("a|p b|b c|q d=d"));
    }

    void everyDiffHoldsBothTextsWhole()
    {
        std::mt19937 engine(3);
        for (int round = 0; round < 400; ++round) {
            std::string left;
            std::string right;
            for (std::string* text : {&left, &right}) {
                for (auto lines = engine() % 12; lines > 0; --lines) {
                    *text += static_cast<char>('a' + engine() % 4);
                    *text += '\n';
                }
            }
            const auto a = splitLines(left);
            const auto b = splitLines(right);
            std::size_t nextLeft = 0;
            std::size_t nextRight = 0;
            for (const LinePair& pair : diffLines(a, b)) {
                QVERIFY(pair.left == LinePair::none || pair.left == nextLeft++);
                QVERIFY(pair.right == LinePair::none || pair.right == nextRight++);
                QVERIFY(pair.changed || a[pair.left] == b[pair.right]);
            }
            QCOMPARE(nextLeft, a.size());
            QCOMPARE(nextRight, b.size());
        }
    }
};

QTEST_APPLESS_MAIN(TestJsonPlaces)
#include "tst_jsonplaces.moc"
