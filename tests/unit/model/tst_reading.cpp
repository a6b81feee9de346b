// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "readtesting.h"

#include "model/messages/coverage.h"
#include "model/messages/messagebrowser.h"
#include "support/foreigntool.h"

#include <QRegularExpression>
#include <QTest>

#include <random>
#include <set>

using namespace ottla;
using namespace ottla::test;
using Start = ReadRequest::Start;

namespace {

constexpr std::int64_t noon = 1'760'000'000'000;

SegmentWriter::Record record(std::int64_t timestamp)
{
    return {timestamp, "k" + std::to_string(timestamp), "value"};
}

/// What a partition's segment holds.
struct Written
{
    SegmentWriter segment;
    std::vector<ReadMessage> messages;
    std::set<std::int64_t> aborted; ///< Offsets.
    std::int64_t stable = 0; ///< The last stable offset.

    void plain(std::int32_t partition, std::vector<std::int64_t> times,
               wire::Codec codec = wire::Codec::None)
    {
        note(partition, times, segment.add(records(times), {}, codec));
    }
    void inTransaction(std::int32_t partition, const std::vector<std::int64_t>& times,
                       SegmentWriter::Transaction transaction, bool isAborted)
    {
        const std::int64_t base = segment.add(records(times), transaction);
        note(partition, times, base);
        for (std::size_t i = 0; isAborted && i < times.size(); ++i) {
            aborted.insert(base + static_cast<std::int64_t>(i));
        }
    }
    /// Of `span` offsets only each third is left.
    void compacted(std::int32_t partition, std::int32_t span, std::int64_t time)
    {
        std::vector<std::pair<std::int32_t, SegmentWriter::Record>> kept;
        const std::int64_t base = segment.nextOffset();
        for (std::int32_t delta = 1; delta < span; delta += 3) {
            kept.emplace_back(delta, record(time + delta));
            messages.push_back({0, partition, base + delta, time + delta});
        }
        segment.addCompacted(kept, span);
    }
    [[nodiscard]] std::vector<ReadMessage> committed() const
    {
        std::vector<ReadMessage> all;
        std::copy_if(messages.begin(), messages.end(), std::back_inserter(all),
                     [this](const ReadMessage& m) {
                         return !aborted.contains(m.offset) && m.offset < stable;
                     });
        return all;
    }

private:
    static std::vector<SegmentWriter::Record> records(const std::vector<std::int64_t>& times)
    {
        std::vector<SegmentWriter::Record> all;
        for (const std::int64_t time : times) {
            all.push_back(record(time));
        }
        return all;
    }
    void note(std::int32_t partition, const std::vector<std::int64_t>& times, std::int64_t base)
    {
        for (std::size_t i = 0; i < times.size(); ++i) {
            messages.push_back({0, partition, base + static_cast<std::int64_t>(i), times[i]});
        }
    }
};

using Partitions = std::vector<Written>;

// Compaction holes within and between batches, timestamps in no order, and an empty partition.
Partitions withHoles()
{
    std::mt19937 random(4711);
    const auto some = [&](int count) {
        std::vector<std::int64_t> times;
        for (int i = 0; i < count; ++i) {
            times.push_back(noon + static_cast<std::int64_t>(random() % 1'000'000));
        }
        return times;
    };
    Partitions partitions(4);
    for (std::int32_t p = 0; p < 3; ++p) {
        Written& written = partitions[static_cast<std::size_t>(p)];
        for (int batch = 0; batch < 60; ++batch) {
            const std::uint32_t what = random() % 4;
            if (what == 0) {
                written.segment.skip(static_cast<std::int64_t>(random() % 40));
            } else if (what == 1) {
                written.compacted(p, 5 + static_cast<std::int32_t>(random() % 40),
                                  noon + static_cast<std::int64_t>(random() % 1'000'000));
            } else {
                written.plain(p, some(1 + static_cast<int>(random() % 9)),
                              what == 2 ? wire::Codec::Gzip : wire::Codec::None);
            }
        }
        written.plain(p, some(3));
    }
    return partitions;
}

// Committed, aborted and interleaved transactions; the second ends with one that is open.
Partitions withTransactions()
{
    Partitions partitions(3);
    std::int64_t time = noon;
    const auto next = [&time](int count) {
        std::vector<std::int64_t> times;
        for (int i = 0; i < count; ++i) {
            times.push_back(time += 10);
        }
        return times;
    };
    for (std::int32_t p = 0; p < 2; ++p) {
        Written& w = partitions[static_cast<std::size_t>(p)];
        for (std::int16_t round = 0; round < 12; ++round) {
            const SegmentWriter::Transaction good{.producerId = 100, .epoch = 0};
            const SegmentWriter::Transaction bad{.producerId = 200, .epoch = 0};
            w.inTransaction(p, next(4), good, false);
            w.inTransaction(p, next(5), bad, true);
            w.plain(p, next(3));
            w.inTransaction(p, next(2), good, false);
            w.segment.end(bad, false, time);
            w.inTransaction(p, next(2), good, false);
            w.segment.end(good, true, time);
        }
        w.stable = w.segment.nextOffset();
        if (p == 1) {
            w.inTransaction(p, next(4), {.producerId = 300, .epoch = 0}, false);
            w.plain(p, next(6));
        }
    }
    return partitions;
}

std::vector<ReadMessage> all(const Partitions& partitions, bool committedOnly = false)
{
    std::vector<ReadMessage> messages;
    for (const Written& written : partitions) {
        const auto some = committedOnly ? written.committed() : written.messages;
        messages.insert(messages.end(), some.begin(), some.end());
    }
    std::sort(messages.begin(), messages.end());
    return messages;
}

// By the words of the definition.
std::vector<ReadMessage> newest(const Partitions& partitions, std::size_t count, bool committedOnly)
{
    std::vector<ReadMessage> candidates;
    for (const Written& written : partitions) {
        const auto its = committedOnly ? written.committed() : written.messages;
        const std::size_t from = its.size() > count ? its.size() - count : 0;
        candidates.insert(candidates.end(), its.begin() + static_cast<std::ptrdiff_t>(from),
                          its.end());
    }
    std::sort(candidates.begin(), candidates.end(),
              [](const auto& a, const auto& b) { return a.age() < b.age(); });
    if (candidates.size() > count) {
        candidates.erase(candidates.begin(), candidates.end() - static_cast<std::ptrdiff_t>(count));
    }
    return candidates;
}

#define COMPARE_MESSAGES(actual, expected)                                                         \
    QVERIFY2((actual) == (expected),                                                               \
             (describe(actual) + "\nexpected\n" + describe(expected)).c_str())

} // namespace

/// Reading from segment files made byte for byte, served by ottla-broker, or by Apache Kafka where
/// OTTLA_READ_FROM says apache and the jars are there.
class TestReading : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        const bool apache = qEnvironmentVariable("OTTLA_READ_FROM") == QStringLiteral("apache");
        if (apache) {
            OTTLA_NEED_TOOL(QStringLiteral("kafka"), ApacheKafka::isAvailable());
        }
        m_holes = withHoles();
        m_transactions = withTransactions();
        m_damaged = Partitions(1);
        for (int batch = 0; batch < 5; ++batch) {
            m_places.push_back(m_damaged[0].segment.position());
            std::vector<std::int64_t> times;
            for (int i = 0; i < 7; ++i) {
                times.push_back(noon + batch * 100 + i);
            }
            m_damaged[0].plain(0, times);
        }
        SegmentServer::Topics topics;
        for (const auto& [name, partitions] :
             {std::pair("holes", &m_holes), std::pair("transactions", &m_transactions),
              std::pair("damaged", &m_damaged)}) {
            for (const Written& written : *partitions) {
                topics[name].push_back(written.segment);
            }
        }
        m_server = std::make_unique<SegmentServer>(apache);
        QVERIFY2(m_server->start(topics), qPrintable(m_server->output()));
    }
    void cleanupTestCase() { m_server.reset(); }

    void readsOverHolesAndMarkers_data()
    {
        QTest::addColumn<QString>("topic");
        QTest::addColumn<bool>("committedOnly");
        QTest::newRow("holes") << QStringLiteral("holes") << false;
        QTest::newRow("transactions") << QStringLiteral("transactions") << false;
        QTest::newRow("holes, committed") << QStringLiteral("holes") << true;
    }
    void readsOverHolesAndMarkers()
    {
        QFETCH(QString, topic);
        QFETCH(bool, committedOnly);
        const Partitions& partitions = topic == QStringLiteral("holes") ? m_holes : m_transactions;
        const auto outcome = read(m_server->properties(),
                                  {.topics = {topic.toStdString()},
                                   .start = Start::Beginning,
                                   .committedOnly = committedOnly});
        QCOMPARE(outcome.progress.state, ReadProgress::State::Finished);
        COMPARE_MESSAGES(outcome.sorted(), all(partitions));
        QCOMPARE(unreadOffsets(outcome.progress), 0);
        QCOMPARE(outcome.progress.partitionsDone(), partitions.size());
        for (std::size_t p = 0; p < partitions.size(); ++p) {
            const auto& progress = outcome.partition(static_cast<std::int32_t>(p));
            QCOMPARE(progress.start, 0);
            QCOMPARE(progress.end, partitions[p].segment.nextOffset());
            QCOMPARE(progress.next, progress.end);
            QCOMPARE(progress.delivered, static_cast<std::int64_t>(partitions[p].messages.size()));
        }
    }

    void leavesAbortedAndOpenTransactionsOut()
    {
        const auto outcome =
            read(m_server->properties(),
                 {.topics = {"transactions"}, .start = Start::Beginning, .committedOnly = true});
        COMPARE_MESSAGES(outcome.sorted(), all(m_transactions, true));
        // The open transaction holds ten offsets back, and that is said.
        QCOMPARE(outcome.progress.state, ReadProgress::State::Incomplete);
        QCOMPARE(unreadOffsets(outcome.progress), 10);
        QCOMPARE(outcome.progress.partitionsDone(), 2U);
        const PartitionProgress& held = outcome.partition(1);
        QCOMPARE(held.end, m_transactions[1].segment.nextOffset());
        QCOMPARE(held.passedOver.size(), 1U);
        QCOMPARE(held.passedOver[0].reason, UnreadOffsets::Reason::OpenTransaction);
        QVERIFY(unreadText(outcome.progress).contains(QStringLiteral("transaction")));
    }

    void findsTheNewest_data()
    {
        QTest::addColumn<QString>("topic");
        QTest::addColumn<int>("count");
        QTest::addColumn<bool>("committedOnly");
        for (const char* topic : {"holes", "transactions"}) {
            for (const int count : {1, 2, 7, 30, 64, 100, 300, 5000}) {
                for (const bool committed : {false, true}) {
                    QTest::addRow("%s %d %s", topic, count, committed ? "committed" : "all")
                        << QString::fromLatin1(topic) << count << committed;
                }
            }
        }
    }
    void findsTheNewest()
    {
        QFETCH(QString, topic);
        QFETCH(int, count);
        QFETCH(bool, committedOnly);
        Partitions partitions = topic == QStringLiteral("holes") ? m_holes : m_transactions;
        for (Written& written : partitions) {
            written.stable =
                topic == QStringLiteral("holes") ? written.segment.nextOffset() : written.stable;
        }
        const auto outcome = read(m_server->properties(),
                                  {.topics = {topic.toStdString()},
                                   .start = Start::Newest,
                                   .count = count,
                                   .committedOnly = committedOnly});
        const auto expected = newest(partitions, static_cast<std::size_t>(count), committedOnly);
        COMPARE_MESSAGES(outcome.messages, expected); // in this order
        QCOMPARE(outcome.progress.delivered, static_cast<std::int64_t>(expected.size()));
        QCOMPARE(unreadOffsets(outcome.progress), committedOnly && partitions.size() == 3 ? 10 : 0);
    }

    void readsATimeRangeExactly_data()
    {
        QTest::addColumn<qint64>("from");
        QTest::addColumn<qint64>("to");
        const auto row = [](const char* name, qint64 from, qint64 to) {
            QTest::newRow(name) << from << to;
        };
        row("in the middle", noon + 300'000, noon + 500'000);
        row("all", noon - 1, noon + 2'000'000);
        row("before everything", noon - 1000, noon);
        row("after everything", noon + 2'000'000, noon + 3'000'000);
        row("no end", noon + 900'000, 0);
    }
    void readsATimeRangeExactly()
    {
        QFETCH(qint64, from);
        QFETCH(qint64, to);
        ReadRequest request{.topics = {"holes"}, .start = Start::Time, .time = from};
        if (to > 0) {
            request.endTime = to;
        }
        const auto outcome = read(m_server->properties(), request);
        QCOMPARE(outcome.progress.state, ReadProgress::State::Finished);
        // From the first message that is not older, to the first that is not before the end; and of
        // those between, whatever their order, the ones of the time.
        std::vector<ReadMessage> expected;
        for (const Written& written : m_holes) {
            bool begun = false;
            for (const ReadMessage& m : written.messages) {
                begun = begun || m.timestamp >= from;
                if (to > 0 && m.timestamp >= to) {
                    break;
                }
                if (begun && m.timestamp >= from) {
                    expected.push_back(m);
                }
            }
        }
        std::sort(expected.begin(), expected.end());
        COMPARE_MESSAGES(outcome.sorted(), expected);
        QCOMPARE(unreadOffsets(outcome.progress), 0);
    }

    void readsAnOffsetRange()
    {
        const auto outcome =
            read(m_server->properties(),
                 {.topics = {"holes"}, .start = Start::Offset, .offset = 50, .endOffset = 90});
        std::vector<ReadMessage> expected = all(m_holes);
        std::erase_if(expected, [](const auto& m) { return m.offset < 50 || m.offset >= 90; });
        COMPARE_MESSAGES(outcome.sorted(), expected);
        QCOMPARE(outcome.progress.state, ReadProgress::State::Finished);
        QCOMPARE(outcome.partition(0).start, 50);
        QCOMPARE(outcome.partition(0).end, 90);
        QCOMPARE(outcome.partition(3).end, 0); // the empty one
    }

    void readsSeveralTopicsTogether()
    {
        const auto outcome =
            read(m_server->properties(),
                 {.topics = {"transactions", "holes"}, .start = Start::Newest, .count = 40});
        QCOMPARE(outcome.progress.state, ReadProgress::State::Finished);
        QCOMPARE(outcome.progress.partitions.size(), 7U);
        Partitions both = m_transactions;
        both.insert(both.end(), m_holes.begin(), m_holes.end());
        for (std::size_t p = 3; p < both.size(); ++p) {
            for (ReadMessage& m : both[p].messages) {
                m.topic = 1;
            }
        }
        COMPARE_MESSAGES(outcome.messages, newest(both, 40, false));
    }

    void stopsWhereItWasAskedTo()
    {
        const auto some = read(m_server->properties(),
                               {.topics = {"holes"}, .start = Start::Beginning, .stopAfter = 25});
        QCOMPARE(some.messages.size(), 25U);
        QCOMPARE(some.progress.state, ReadProgress::State::Stopped);
        QVERIFY(some.progress.enough);
        QVERIFY(unreadOffsets(some.progress) > 0);
        QVERIFY(unreadText(some.progress).contains(QStringLiteral("as many messages as asked")));

        const auto matching =
            read(m_server->properties(),
                 {.topics = {"holes"}, .start = Start::Beginning, .stopAfterKept = 10},
                 [](const MessageView& message) { return message.offset % 5 == 0; });
        QCOMPARE(matching.progress.kept, 10);
        QCOMPARE(matching.progress.delivered, static_cast<std::int64_t>(matching.messages.size()));
        QVERIFY(matching.progress.delivered > 10);
        QVERIFY(matching.progress.enough);
    }

    void theStatusLineProvesIt()
    {
        MessageBrowser browser(m_server->properties(), "holes",
                               WriteGate(QStringLiteral("test"), true));
        browser.start({.start = Start::Beginning});
        QTRY_VERIFY_WITH_TIMEOUT(!browser.active() && browser.model()->upToDate(), 30'000);
        const QString count = QLocale().toString(static_cast<qlonglong>(all(m_holes).size()));
        const QRegularExpression proof(
            QStringLiteral("^4 of 4 partitions read to the offsets of \\d\\d:\\d\\d:\\d\\d · ")
            + QRegularExpression::escape(count) + QStringLiteral(" message"));
        QVERIFY2(proof.match(browser.statusText()).hasMatch(), qPrintable(browser.statusText()));
        QVERIFY(!browser.statusText().contains(QStringLiteral("unread")));
    }

    void goesOnBehindDamage()
    {
        SegmentWriter::damage(m_server->dataFolder(), "damaged", 0, m_places[2] + 70);
        const auto outcome =
            read(m_server->properties(), {.topics = {"damaged"}, .start = Start::Beginning});
        QCOMPARE(outcome.progress.state, ReadProgress::State::Incomplete);
        std::vector<ReadMessage> expected = m_damaged[0].messages;
        std::erase_if(expected, [](const auto& m) { return m.offset >= 14 && m.offset < 21; });
        COMPARE_MESSAGES(outcome.messages, expected);
        const PartitionProgress& partition = outcome.partition(0);
        QCOMPARE(partition.passedOver.size(), 1U);
        QCOMPARE(partition.passedOver[0].from, 14);
        QCOMPARE(partition.passedOver[0].to, 21);
        QCOMPARE(partition.passedOver[0].reason, UnreadOffsets::Reason::Undecodable);
        QCOMPARE(unreadOffsets(outcome.progress), 7);
        QVERIFY(
            !troubleTexts(outcome.progress).filter(QStringLiteral("offsets 14 to 20")).isEmpty());
    }

private:
    std::unique_ptr<SegmentServer> m_server;
    Partitions m_holes;
    Partitions m_transactions;
    Partitions m_damaged;
    std::vector<std::size_t> m_places; ///< In the damaged segment, where its batches begin.
};

QTEST_GUILESS_MAIN(TestReading)
#include "tst_reading.moc"
