// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/messages/rowset.h"

#include <QTest>

#include <set>

using namespace ottla;

/// A set of rows against the plainest one.
class TestRowSet : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void holdsWhatANaiveSetHolds()
    {
        constexpr std::size_t rows = 1000;
        RowSet set;
        std::set<std::size_t> naive;
        std::uint32_t state = 7;
        const auto random = [&state] {
            state = state * 1'664'525U + 1'013'904'223U;
            return static_cast<std::size_t>(state >> 8U) % rows;
        };
        for (int step = 0; step < 2000; ++step) {
            // At first far up only, so that room is made below too.
            const std::size_t row = step < 20 ? 900 + random() % 50 : random();
            const std::size_t to = std::min(rows, row + random() % 150);
            switch (step % 4) {
            case 0:
                set.insert(row, to);
                for (std::size_t each = row; each < to; ++each) {
                    naive.insert(each);
                }
                break;
            case 1:
                set.insert(row);
                naive.insert(row);
                break;
            default:
                for (std::size_t each = row; each < to; ++each) {
                    set.erase(each);
                    naive.erase(each);
                }
            }
            QCOMPARE(set.size(), naive.size());
            QCOMPARE(set.empty(), naive.empty());
            QCOMPARE(set.count(row, to),
                     static_cast<std::size_t>(std::distance(naive.lower_bound(row),
                                                            naive.lower_bound(std::max(row, to)))));
        }
        for (std::size_t row = 0; row < rows + 200; ++row) {
            QCOMPARE(set.contains(row), naive.contains(row));
        }
        set.clear();
        QVERIFY(set.empty());
        QVERIFY(!set.contains(900));
        QCOMPARE(set.count(0, rows), std::size_t{0});
    }

    void takesRoomOnlyForWhatLiesBetween()
    {
        // A live view's rows are far from 0 after a while.
        constexpr std::size_t far = std::size_t{1} << 31U;
        RowSet set;
        set.insert(far, far + 10'000'000);
        QCOMPARE(set.size(), std::size_t{10'000'000});
        QVERIFY(set.contains(far + 9'999'999));
        QVERIFY(!set.contains(far - 1) && !set.contains(far + 10'000'000) && !set.contains(5));
        QCOMPARE(set.count(0, far + 5), std::size_t{5});
    }
};

QTEST_GUILESS_MAIN(TestRowSet)
#include "tst_rowset.moc"
