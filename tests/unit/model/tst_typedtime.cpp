// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/formats/typedtime.h"

#include <QTest>
#include <QTimeZone>

using namespace ottla;

/// Times as people write and paste them. It is 10:20:30 in Berlin, on the first day of December.
class TestTypedTime : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void understands_data()
    {
        QTest::addColumn<QString>("expected"); // in UTC
        const auto row = [](const char* typed, const char* expected) {
            QTest::newRow(typed) << QString::fromLatin1(expected);
        };
        row("now", "2026-12-01 09:20:30.000");
        row("-15m", "2026-12-01 09:05:30.000");
        row("- 15 min", "2026-12-01 09:05:30.000");
        row("-1h 30m", "2026-12-01 07:50:30.000");
        row("-1h30m", "2026-12-01 07:50:30.000");
        row("+250ms", "2026-12-01 09:20:30.250");
        row("-2w", "2026-11-17 09:20:30.000");
        row("20 min ago", "2026-12-01 09:00:30.000");
        row("3 days ago", "2026-11-28 09:20:30.000");
        row("14:03", "2026-12-01 13:03:00.000");
        row("9:00", "2026-12-01 08:00:00.000");
        row("14:03:07.5", "2026-12-01 13:03:07.500");
        row("14:03Z", "2026-12-01 14:03:00.000");
        row("yesterday 9:00", "2026-11-30 08:00:00.000");
        row("Yesterday", "2026-11-29 23:00:00.000");
        row("today 00:00", "2026-11-30 23:00:00.000");
        row("tomorrow 23:59:59", "2026-12-02 22:59:59.000");
        row("2026-11-30 23:17:30", "2026-11-30 22:17:30.000");
        row("  2026-11-30   23:17:30 ", "2026-11-30 22:17:30.000");
        row("\"2026-11-30T23:17:30Z\"", "2026-11-30 23:17:30.000");
        row("2026-11-30 23:17", "2026-11-30 22:17:00.000");
        row("2026-11-30", "2026-11-29 23:00:00.000");
        row("20261130", "2026-11-29 23:00:00.000");
        row("2026/11/30 23:17", "2026-11-30 22:17:00.000");
        row("30.11.2026 23:17", "2026-11-30 22:17:00.000");
        row("2026-11-30T23:17:30", "2026-11-30 22:17:30.000");
        row("2026-11-30t23:17:30z", "2026-11-30 23:17:30.000");
        row("2026-11-30T23:17:30.123456789Z", "2026-11-30 23:17:30.123");
        row("2026-11-30T23:17:30,5+02:00", "2026-11-30 21:17:30.500");
        row("2026-11-30 23:17:30 +0530", "2026-11-30 17:47:30.000");
        row("2026-11-30T23:17-08", "2026-12-01 07:17:00.000");
        row("2026-11-30 23:17:30 UTC", "2026-11-30 23:17:30.000");
        row("2026-11-30T23:17:30+01:00[Europe/Berlin]", "2026-11-30 22:17:30.000");
        row("2026-07-01 12:00", "2026-07-01 10:00:00.000"); // summer there
        row("1796080650", "2026-11-30 23:17:30.000");
        row("1796080650.25", "2026-11-30 23:17:30.250");
        row("1796080650123", "2026-11-30 23:17:30.123");
        row("1796080650123456", "2026-11-30 23:17:30.123");
        row("1796080650123456789", "2026-11-30 23:17:30.123");
        row("0", "1970-01-01 00:00:00.000");
    }

    void understands()
    {
        QFETCH(QString, expected);
        const auto time = parseTypedTime(QString::fromUtf8(QTest::currentDataTag()), m_now);
        QVERIFY(time);
        QCOMPARE(exactTimeText(time->toUTC()), expected);
        // What is shown for it means the same again.
        QCOMPARE(parseTypedTime(exactTimeText(*time), m_now), time);
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("typed");
        for (const char* typed : {"",
                                  "  ",
                                  "-",
                                  "-15",
                                  "15",
                                  "-15x",
                                  "soon",
                                  "1403",
                                  "2026",
                                  "2026-11",
                                  "2026-13-01",
                                  "2026-02-29",
                                  "24:30",
                                  "14:60",
                                  "14:3",
                                  "2026-11-30 23:17:60",
                                  "2026-11-30T",
                                  "2026-11-30 23:17:30 +25:00",
                                  "2026-11-30 23:17:30 +02:75",
                                  "2026-11-30 23:17 foo",
                                  "foo 23:17",
                                  "99999999999999999999",
                                  "-999999999w",
                                  "1796080650123.5",
                                  "Z",
                                  "+02:00",
                                  "2027-03-28 02:30" /* clocks go from 2 to 3 */}) {
            QTest::newRow(*typed == 0 ? "nothing" : typed) << QString::fromLatin1(typed);
        }
    }

    void refuses()
    {
        QFETCH(QString, typed);
        const auto time = parseTypedTime(typed, m_now);
        QVERIFY2(!time, qPrintable(time ? exactTimeText(time->toUTC()) : QString()));
    }

private:
    const QDateTime m_now{QDate(2026, 12, 1), QTime(10, 20, 30), QTimeZone("Europe/Berlin")};
};

QTEST_GUILESS_MAIN(TestTypedTime)
#include "tst_typedtime.moc"
