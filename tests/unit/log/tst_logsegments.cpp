// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "logfixture.h"
#include "logtesting.h"

#include <QTest>

using namespace ottla;
using namespace ottla::test;
using log::LogConfig;
using wire::ErrorCode;

/// Where a log begins a segment, where it cuts, and what it deletes.
class TestLogSegments : public QObject, private LogFixture
{
    Q_OBJECT

private Q_SLOTS:
    void init() { renew(); }
    void rollsBySize();
    void rollsByTime();
    void rollsWhenTheIndexIsFull();
    void tracksLeaderEpochs();
    void storesAnEpochWhenItIsWrittenIn();
    void advancesItsStart();
    void truncates();
    void deletesOldSegments();
    void deletesTheActiveSegmentToo();
    void deletesNothingThatIsNotCommitted();
    void deletesBeyondASize();
    void keepsRegionsOfDeletedSegments();
};

void TestLogSegments::rollsBySize()
{
    LogConfig config;
    config.segmentBytes = 500;
    open(config);
    for (int i = 0; i < 20; ++i) {
        append(*m_log, {.values = {std::string(60, 'x')}});
    }
    QVERIFY(m_files->exists("/log/00000000000000000000.log"));
    QVERIFY(m_files->exists("/log/00000000000000000003.log"));
    QVERIFY(m_files->exists("/log/00000000000000000003.index"));
    QVERIFY(m_files->exists("/log/00000000000000000003.timeindex"));
    QVERIFY(m_files->exists("/log/00000000000000000003.snapshot"));
    QCOMPARE(readAll(*m_log, Offset{0}, 200).value().size(), std::size_t{20});
    QCOMPARE(readAll(*m_log, Offset{7}).value().front().offset, std::int64_t{7});
}

void TestLogSegments::rollsByTime()
{
    LogConfig config;
    config.segmentMs = 1000;
    open(config);
    append(*m_log, {.timestampMs = 5000});
    append(*m_log, {.timestampMs = 6000});
    QVERIFY(!m_files->exists("/log/00000000000000000002.log"));
    append(*m_log, {.timestampMs = 6001}); // by the records' time, not the clock's
    QVERIFY(m_files->exists("/log/00000000000000000002.log"));
}

void TestLogSegments::rollsWhenTheIndexIsFull()
{
    LogConfig config;
    config.indexIntervalBytes = 1;
    config.segmentIndexBytes = 80;
    open(config);
    for (int i = 0; i < 30; ++i) {
        append(*m_log, {.timestampMs = 1000 + i});
    }
    const auto names = m_files->list("/log").value();
    QVERIFY(std::count_if(names.begin(), names.end(),
                          [](const std::string& name) { return name.ends_with(".log"); })
            > 2);
    QCOMPARE(readAll(*m_log, Offset{0}).value().size(), std::size_t{30});
}

void TestLogSegments::tracksLeaderEpochs()
{
    open();
    QCOMPARE(m_log->latestEpoch().value, -1);
    append(*m_log, {.values = {"a", "b"}}, 2);
    append(*m_log, {}, 5);
    QCOMPARE(m_log->latestEpoch().value, 5);
    using Answer = std::optional<std::pair<LeaderEpoch, Offset>>;
    QCOMPARE(m_log->endOffsetForEpoch(LeaderEpoch{2}), Answer({LeaderEpoch{2}, Offset{2}}));
    QCOMPARE(m_log->endOffsetForEpoch(LeaderEpoch{4}), Answer({LeaderEpoch{2}, Offset{2}}));
    QCOMPARE(m_log->endOffsetForEpoch(LeaderEpoch{5}), Answer({LeaderEpoch{5}, Offset{3}}));
    QCOMPARE(m_log->endOffsetForEpoch(LeaderEpoch{6}), Answer());
    const auto text = m_files->readAll("/log/leader-epoch-checkpoint").value();
    QCOMPARE(asText(text), std::string_view("0\n2\n2 0\n5 2\n"));
}

void TestLogSegments::storesAnEpochWhenItIsWrittenIn()
{
    open();
    const auto stored = [this] {
        const std::string path = "/log/leader-epoch-checkpoint";
        return m_files->exists(path) ? std::string(asText(m_files->readAll(path).value()))
                                     : std::string();
    };
    append(*m_log, {}, 2);
    QCOMPARE(stored(), std::string("0\n1\n2 0\n"));
    m_log->beginEpoch(LeaderEpoch{3});
    m_log->beginEpoch(LeaderEpoch{5});
    QCOMPARE(m_log->latestEpoch().value, 5); // followers are told, a restart may forget it
    using Answer = std::optional<std::pair<LeaderEpoch, Offset>>;
    QCOMPARE(m_log->endOffsetForEpoch(LeaderEpoch{2}), Answer({LeaderEpoch{2}, Offset{1}}));
    QCOMPARE(stored(), std::string("0\n1\n2 0\n"));
    append(*m_log, {}, 5);
    QCOMPARE(stored(), std::string("0\n2\n2 0\n5 1\n"));
}

void TestLogSegments::advancesItsStart()
{
    LogConfig config;
    config.segmentBytes = 300;
    open(config);
    for (int i = 0; i < 10; ++i) {
        append(*m_log, {});
    }
    QCOMPARE(m_log->advanceStart(Offset{11}).error().code, Errc::OutOfRange);
    QVERIFY(m_log->advanceStart(Offset{6}));
    QCOMPARE(m_log->startOffset().value, 6);
    QVERIFY(!m_files->exists("/log/00000000000000000000.log"));
    QVERIFY(m_log->advanceStart(Offset{3})); // never back
    QCOMPARE(m_log->startOffset().value, 6);
    QCOMPARE(readAll(*m_log, Offset{6}).value().size(), std::size_t{4});
    QVERIFY(m_log->advanceStart(Offset{10}));
    QCOMPARE(m_log->endOffset().value, 10);
}

void TestLogSegments::truncates()
{
    LogConfig config;
    config.segmentBytes = 400;
    open(config);
    for (int i = 0; i < 20; ++i) {
        append(*m_log, {.values = {"a", "b"}, .producerId = 9, .epoch = 0, .sequence = 2 * i},
               i / 10);
    }
    QVERIFY(m_log->truncateTo(Offset{15})); // inside of the batch 14 to 15
    QCOMPARE(m_log->endOffset().value, 14);
    QCOMPARE(m_log->latestEpoch().value, 0);
    QCOMPARE(readAll(*m_log, Offset{0}).value().size(), std::size_t{14});
    // The producer is where it was then.
    QCOMPARE(toString(append(*m_log, {.producerId = 9, .epoch = 0, .sequence = 20}).error),
             toString(ErrorCode::OutOfOrderSequenceNumber));
    QCOMPARE(append(*m_log, {.producerId = 9, .epoch = 0, .sequence = 14}).baseOffset.value, 14);
    QVERIFY(m_log->truncateTo(Offset{0}));
    QCOMPARE(m_log->endOffset().value, 0);
    QCOMPARE(append(*m_log, {}).baseOffset.value, 0);
}

void TestLogSegments::deletesOldSegments()
{
    LogConfig config;
    config.segmentBytes = 300;
    config.retentionMs = 60'000;
    open(config);
    for (int i = 0; i < 10; ++i) {
        append(*m_log, {.timestampMs = m_clock->wallMs()});
        m_clock->advance(std::chrono::seconds(10));
    }
    QVERIFY(m_log->applyRetention(m_log->endOffset()).value() > 0);
    QVERIFY(m_log->startOffset().value > 0);
    QVERIFY(m_log->startOffset().value <= 4);
    const auto kept = readAll(*m_log, m_log->startOffset()).value();
    QCOMPARE(kept.back().offset, std::int64_t{9});
}

void TestLogSegments::deletesTheActiveSegmentToo()
{
    LogConfig config;
    config.retentionMs = 1000;
    open(config);
    append(*m_log, {.values = {"a", "b"}, .timestampMs = m_clock->wallMs()});
    m_clock->advance(std::chrono::seconds(5));
    QCOMPARE(m_log->applyRetention(m_log->endOffset()).value(), std::size_t{1});
    QCOMPARE(m_log->startOffset().value, 2);
    QCOMPARE(m_log->endOffset().value, 2);
    QCOMPARE(m_log->sizeBytes(), std::uint64_t{0});
    m_log = openLog(config);
    QCOMPARE(append(*m_log, {}).baseOffset.value, 2);
}

void TestLogSegments::deletesNothingThatIsNotCommitted()
{
    LogConfig config;
    config.segmentBytes = 300;
    config.retentionMs = 1000;
    open(config);
    for (int i = 0; i < 10; ++i) {
        append(*m_log, {.timestampMs = m_clock->wallMs()});
    }
    m_clock->advance(std::chrono::minutes(1));
    QCOMPARE(m_log->applyRetention(Offset{0}).value(), std::size_t{0});
    QVERIFY(m_log->applyRetention(Offset{5}).value() > 0);
    QVERIFY(m_log->startOffset().value > 0 && m_log->startOffset().value <= 5);
    QCOMPARE(readAll(*m_log, Offset{5}).value().size(), std::size_t{5});
    QCOMPARE(m_log->applyRetention(Offset{9}).value() > 0, true);
    QVERIFY(m_log->startOffset().value <= 9);
    QVERIFY(m_log->applyRetention(Offset{10}).value() > 0);
    QCOMPARE(m_log->startOffset().value, 10);
}

void TestLogSegments::deletesBeyondASize()
{
    LogConfig config;
    config.segmentBytes = 300;
    config.retentionBytes = 700;
    open(config);
    for (int i = 0; i < 20; ++i) {
        append(*m_log, {});
    }
    QVERIFY(m_log->applyRetention(m_log->endOffset()).value() > 0);
    QVERIFY(m_log->sizeBytes() >= 700); // what would go below stays
    QVERIFY(m_log->sizeBytes() < 700 + 300);
}

void TestLogSegments::keepsRegionsOfDeletedSegments()
{
    LogConfig config;
    config.segmentBytes = 300;
    open(config);
    for (int i = 0; i < 10; ++i) {
        append(*m_log, {.values = {"keep me"}});
    }
    const auto read = m_log->read(Offset{0}, 200, Offset{10}, true).value();
    QVERIFY(m_log->advanceStart(Offset{10}));
    QVERIFY(!m_files->exists("/log/00000000000000000000.log"));
    QCOMPARE(parseRecords(contentOf(read), 0).value().front().value, std::string("keep me"));
}

QTEST_GUILESS_MAIN(TestLogSegments)
#include "tst_logsegments.moc"
