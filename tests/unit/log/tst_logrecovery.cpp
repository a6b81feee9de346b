// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "log/log.h"
#include "logtesting.h"
#include "support/faultyfilesystem.h"
#include "support/manualclock.h"

#include <QTest>

using namespace ottla;
using namespace ottla::test;
using log::Log;
using log::LogConfig;
using wire::ErrorCode;

namespace {

constexpr const char* firstSegment = "/log/00000000000000000000.log";

LogConfig smallSegments()
{
    LogConfig config;
    config.segmentBytes = 1000;
    config.indexIntervalBytes = 200;
    return config;
}

} // namespace

class TestLogRecovery : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void opensAfterACleanShutdown();
    void rebuildsIndexesAndProducersAfterAKill();
    void cutsATornTail();
    void cutsAtTheFirstDamage();
    void namesDamageBelowTheRecoveryPoint();
    void refusesALogShorterThanItsRecoveryPoint();
    void rebuildsDamagedIndexesOfFlushedSegments();
    void fallsBackToAnOlderSnapshot();
    void removesLeftovers();
    void dropsSegmentsBehindAGap();

private:
    Result<std::unique_ptr<Log>> reopen(bool clean, Offset recoveryPoint)
    {
        m_log.reset();
        return Log::open(*m_files, m_clock, "/log", smallSegments(), clean, recoveryPoint);
    }
    void fill(int batches)
    {
        m_log = std::move(*reopen(false, Offset{0}));
        for (int i = 0; i < batches; ++i) {
            append(*m_log,
                   {.values = {"value " + std::to_string(i)},
                    .timestampMs = 1000 + i,
                    .producerId = 8,
                    .epoch = 0,
                    .sequence = i});
        }
    }

    std::unique_ptr<FaultyFileSystem> m_files;
    ManualClock m_clock;
    std::unique_ptr<Log> m_log;
};

void TestLogRecovery::init()
{
    m_log.reset();
    m_files = std::make_unique<FaultyFileSystem>();
}

void TestLogRecovery::opensAfterACleanShutdown()
{
    fill(50);
    QVERIFY(m_log->close());
    QCOMPARE(toString(append(*m_log, {}).error), toString(ErrorCode::KafkaStorageError));
    auto again = reopen(true, Offset{50});
    QVERIFY(again);
    QCOMPARE((*again)->endOffset().value, 50);
    QCOMPARE((*again)->recoveryPoint().value, 50);
    QCOMPARE(readAll(**again, Offset{0}).value().size(), std::size_t{50});
    QCOMPARE((*again)->offsetForTimestamp(1033).value()->offset.value, 33);
    QCOMPARE((*again)->offsetOfMaxTimestamp().value()->offset.value, 49);
    QVERIFY(
        append(**again, {.values = {"x"}, .producerId = 8, .epoch = 0, .sequence = 49}).duplicate);
    QCOMPARE(append(**again, {.producerId = 8, .epoch = 0, .sequence = 50}).baseOffset.value, 50);
}

void TestLogRecovery::rebuildsIndexesAndProducersAfterAKill()
{
    fill(50);
    m_log.reset();
    const auto names = m_files->list("/log").value();
    for (const std::string& name : names) {
        if (name.ends_with("index") || name.ends_with(".snapshot")) {
            QVERIFY(m_files->remove("/log/" + name));
        }
    }
    auto again = reopen(false, Offset{0});
    QVERIFY(again);
    QCOMPARE(readAll(**again, Offset{0}).value().size(), std::size_t{50});
    QCOMPARE((*again)->offsetForTimestamp(1033).value()->offset.value, 33);
    for (int i = 45; i < 50; ++i) { // all five
        QVERIFY(append(**again, {.producerId = 8, .epoch = 0, .sequence = i}).duplicate);
    }
    QVERIFY(m_files->open("/log/00000000000000000000.index", OpenMode::Read).value()->size().value()
            > 0);
}

void TestLogRecovery::cutsATornTail()
{
    fill(5);
    const std::uint64_t whole = m_log->sizeBytes();
    for (std::uint64_t size = whole - 1; size > whole - whole / 5; --size) {
        auto disk = m_files->afterCrash(Loss::Nothing, 0);
        QVERIFY(disk->open(firstSegment, OpenMode::ReadWrite).value()->truncate(size));
        auto again = Log::open(*disk, m_clock, "/log", smallSegments(), false, Offset{4});
        QVERIFY(again);
        QCOMPARE((*again)->endOffset().value, 4);
        QCOMPARE(append(**again, {.producerId = 8, .epoch = 0, .sequence = 4}).baseOffset.value, 4);
        QCOMPARE(readAll(**again, Offset{0}).value().size(), std::size_t{5});
    }
}

void TestLogRecovery::cutsAtTheFirstDamage()
{
    fill(50);
    m_log.reset();
    m_files->corrupt(firstSegment, 500, asBytes("damage"));
    auto again = reopen(false, Offset{0});
    QVERIFY(again);
    const auto left = readAll(**again, Offset{0}).value();
    QVERIFY(!left.empty() && left.size() < 10);
    QCOMPARE((*again)->endOffset().value, static_cast<std::int64_t>(left.size()));
    const auto names = m_files->list("/log").value();
    QCOMPARE(std::count_if(names.begin(), names.end(),
                           [](const std::string& name) { return name.ends_with(".log"); }),
             1);
}

void TestLogRecovery::namesDamageBelowTheRecoveryPoint()
{
    fill(8);
    QVERIFY(m_log->flush());
    const Offset point = m_log->recoveryPoint();
    m_files->corrupt(firstSegment, 100, asBytes("x"));
    auto again = reopen(false, point);
    QVERIFY(!again);
    QCOMPARE(again.error().code, Errc::Corrupt);
    QVERIFY(again.error().context.starts_with(firstSegment));
}

void TestLogRecovery::refusesALogShorterThanItsRecoveryPoint()
{
    fill(3);
    auto again = reopen(false, Offset{4});
    QVERIFY(!again);
    QCOMPARE(again.error().code, Errc::Corrupt);
}

void TestLogRecovery::rebuildsDamagedIndexesOfFlushedSegments()
{
    fill(50);
    QVERIFY(m_log->flush());
    const Offset point = m_log->recoveryPoint();
    m_log.reset();
    QVERIFY(m_files->replace("/log/00000000000000000000.index", asBytes("abc")));
    QVERIFY(m_files->remove("/log/00000000000000000000.timeindex"));
    auto again = reopen(false, point);
    QVERIFY(again);
    QCOMPARE(readAll(**again, Offset{0}).value().size(), std::size_t{50});
    QCOMPARE((*again)->offsetForTimestamp(1003).value()->offset.value, 3);
}

void TestLogRecovery::fallsBackToAnOlderSnapshot()
{
    fill(50);
    QVERIFY(m_log->close());
    m_files->corrupt("/log/00000000000000000050.snapshot", 12, asBytes("x"));
    auto again = reopen(true, Offset{50});
    QVERIFY(again);
    QVERIFY(append(**again, {.producerId = 8, .epoch = 0, .sequence = 49}).duplicate);
}

void TestLogRecovery::removesLeftovers()
{
    fill(2);
    m_log.reset();
    const std::vector<std::string> leftovers{
        "/log/00000000000000000007.index", "/log/00000000000000000000.log.deleted",
        "/log/00000000000000000099.snapshot", "/log/leader-epoch-checkpoint.tmp"};
    for (const std::string& name : leftovers) {
        QVERIFY(m_files->open(name, OpenMode::CreateNew));
    }
    auto again = reopen(false, Offset{0});
    QVERIFY(again);
    for (const std::string& name : leftovers) {
        QVERIFY(!m_files->exists(name));
    }
}

void TestLogRecovery::dropsSegmentsBehindAGap()
{
    fill(40);
    QVERIFY(m_log->sizeBytes() > 2000);
    m_log.reset();
    // The first segment's last batches never reached the disk, but the second segment did.
    auto file = m_files->open(firstSegment, OpenMode::ReadWrite).value();
    const auto batchBytes = makeBatch({.values = {"value 0"}, .producerId = 8}).size();
    QVERIFY(file->truncate(3 * batchBytes));
    auto again = reopen(false, Offset{0});
    QVERIFY(again);
    QCOMPARE((*again)->endOffset().value, 3);
    QCOMPARE(readAll(**again, Offset{0}).value().size(), std::size_t{3});
}

QTEST_GUILESS_MAIN(TestLogRecovery)
#include "tst_logrecovery.moc"
