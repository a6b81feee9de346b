// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "log/log.h"
#include "logtesting.h"
#include "support/faultyfilesystem.h"
#include "support/manualclock.h"

#include <QTest>
#include <array>
#include <map>
#include <random>

using namespace ottla;
using namespace ottla::test;
using log::Log;
using log::LogConfig;
using log::OpenOptions;
using wire::ErrorCode;

namespace {

struct Keyed
{
    std::string key;
    std::optional<std::string> value;

    friend bool operator==(const Keyed&, const Keyed&) = default;
};
using Content = std::map<std::int64_t, Keyed>; ///< By offset.

LogConfig compacted()
{
    LogConfig config;
    config.segmentBytes = 1500;
    config.indexIntervalBytes = 200;
    config.cleanupDelete = false;
    config.cleanupCompact = true;
    return config;
}

Content contentOf(Log& log)
{
    Content content;
    auto read = log.read(log.startOffset(), 1U << 30U, log.endOffset(), true);
    const Bytes bytes = test::contentOf(read.value());
    for (BytesView rest(bytes); !rest.empty();) {
        auto batch = wire::RecordBatchView::parse(rest);
        if (!batch || !batch->checksumMatches()) {
            qFatal("a damaged batch was served");
        }
        auto reader = wire::RecordReader::open(*batch);
        while (true) {
            auto record = reader->next();
            if (!*record) {
                break;
            }
            const auto& value = (*record)->value;
            content[(*record)->offset.value] = {std::string(asText((*record)->key.value())),
                                                value ? std::optional(std::string(asText(*value)))
                                                      : std::nullopt};
        }
        rest = rest.subspan(batch->bytes().size());
    }
    return content;
}

/// Of each key the last record.
Content latestOf(const Content& content)
{
    std::map<std::string, std::int64_t> latest;
    for (const auto& [offset, record] : content) {
        latest[record.key] = offset;
    }
    Content result;
    for (const auto& [key, offset] : latest) {
        result[offset] = content.at(offset);
    }
    return result;
}

} // namespace

class TestLogCompaction : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void keepsTheLastRecordOfEachKey();
    void leavesTheActiveSegmentAlone();
    void leavesWhatIsNotCommitted();
    void removesTombstonesInTime();
    void keepsAProducersLastSequence();
    void readsFromOffsetsThatAreGone();
    void survivesCrashAtEveryChange();
    void survivesEachFailure();
    void joinsSmallSegments();
    void joinsNoMoreThanASegmentHolds();
    void joiningSurvivesCrashAtEveryChange();
    void joiningSurvivesEachFailure();

private:
    /// As LogDirectory opens one, with the recovery point as it was stored last.
    std::unique_ptr<Log> open(FileSystem& files, bool clean = false)
    {
        auto log = Log::open(files, m_clock, "/log",
                             OpenOptions{.config = compacted(),
                                         .cleanShutdown = clean,
                                         .recoveryPoint = m_stored,
                                         .persistCheckpoints = [this] {
                                             if (m_log) {
                                                 m_stored = m_log->recoveryPoint();
                                             }
                                             return Result<void>{};
                                         }});
        if (!log) {
            qFatal("%s", log.error().describe().c_str());
        }
        return std::move(*log);
    }
    [[nodiscard]] std::size_t segmentCount() const
    {
        const auto names = m_files->list("/log").value();
        return static_cast<std::size_t>(
            std::count_if(names.begin(), names.end(),
                          [](const std::string& name) { return name.ends_with(".log"); }));
    }
    void put(const std::string& key, std::optional<std::string> value,
             wire::RecordBatchBuilder::Options options = {})
    {
        wire::RecordBatchBuilder builder(options);
        builder.add(m_clock.wallMs(), asBytes(key),
                    value ? std::optional(asBytes(*value)) : std::nullopt);
        Bytes batch = std::move(std::move(builder).build().value());
        const auto result = m_log->append(batch, {.leaderEpoch = LeaderEpoch{0}});
        QCOMPARE(toString(result.error), toString(ErrorCode::None));
    }
    void fill(int records)
    {
        std::mt19937 random(7);
        for (int i = 0; i < records; ++i) {
            wire::RecordBatchBuilder builder({.codec = static_cast<wire::Codec>(random() % 5)});
            for (int j = 0; j < 3; ++j) {
                builder.add(m_clock.wallMs(), asBytes("key " + std::to_string(random() % 12)),
                            asBytes("value " + std::to_string(3 * i + j)));
            }
            Bytes batch = std::move(std::move(builder).build().value());
            QVERIFY(m_log->append(batch, {.leaderEpoch = LeaderEpoch{0}}).message.empty());
        }
    }

    std::unique_ptr<FaultyFileSystem> m_files;
    ManualClock m_clock;
    Offset m_stored{0};
    std::unique_ptr<Log> m_log;
};

void TestLogCompaction::init()
{
    m_log.reset();
    m_stored = Offset{0};
    m_files = std::make_unique<FaultyFileSystem>();
    (void)m_files->createDirectories("/log").ok();
    (void)m_files->syncDirectory("/").ok();
    m_log = open(*m_files);
}

void TestLogCompaction::keepsTheLastRecordOfEachKey()
{
    fill(100);
    const Content before = contentOf(*m_log);
    const std::uint64_t size = m_log->sizeBytes();
    QVERIFY(m_log->compact(m_log->endOffset()).value() > 0);
    const Content after = contentOf(*m_log);
    QVERIFY(m_log->sizeBytes() < size / 2);
    QCOMPARE(latestOf(after), latestOf(before));
    for (const auto& [offset, record] : after) {
        QVERIFY(before.at(offset) == record);
    }
    QCOMPARE(m_log->endOffset().value, 300);
    QCOMPARE(m_log->compact(m_log->endOffset()).value(), std::size_t{0}); // nothing new
    for (const bool clean : {false, true}) {
        if (clean) {
            QVERIFY(m_log->close());
            m_stored = m_log->recoveryPoint();
        }
        m_log.reset();
        m_log = open(*m_files, clean);
        QCOMPARE(contentOf(*m_log), after);
        QCOMPARE(m_log->endOffset().value, 300);
    }
}

void TestLogCompaction::leavesTheActiveSegmentAlone()
{
    put("a", "1");
    put("a", "2");
    QCOMPARE(m_log->compact(m_log->endOffset()).value(), std::size_t{0});
    QCOMPARE(contentOf(*m_log).size(), std::size_t{2});
}

/// What lies behind the high watermark may yet be cut: what it seems to replace has to be there.
void TestLogCompaction::leavesWhatIsNotCommitted()
{
    fill(100);
    const Content before = contentOf(*m_log);
    const Offset committed{150};
    QVERIFY(m_log->compact(committed).value() > 0);
    const Content after = contentOf(*m_log);
    QVERIFY(after.size() < before.size());
    const auto below = [committed](const Content& content) {
        return Content(content.begin(), content.lower_bound(committed.value));
    };
    QCOMPARE(latestOf(below(after)), latestOf(below(before)));
    QVERIFY(Content(after.lower_bound(committed.value), after.end())
            == Content(before.lower_bound(committed.value), before.end()));
    QVERIFY(m_log->truncateTo(committed));
    QCOMPARE(latestOf(contentOf(*m_log)), latestOf(below(before)));
    // What is committed later is compacted later.
    fill(50);
    QVERIFY(m_log->compact(m_log->endOffset()).value() > 0);
}

void TestLogCompaction::removesTombstonesInTime()
{
    put("gone", "1");
    put("gone", std::nullopt);
    fill(40);
    QVERIFY(m_log->compact(m_log->endOffset()));
    QCOMPARE(contentOf(*m_log).count(0), std::size_t{0});
    QVERIFY(contentOf(*m_log).at(1) == (Keyed{"gone", std::nullopt})); // for who is still reading
    m_clock.advance(std::chrono::hours(23));
    fill(40);
    QVERIFY(m_log->compact(m_log->endOffset()));
    QCOMPARE(contentOf(*m_log).count(1), std::size_t{1});
    m_clock.advance(std::chrono::hours(2));
    fill(40);
    QVERIFY(m_log->compact(m_log->endOffset()));
    QCOMPARE(contentOf(*m_log).count(1), std::size_t{0});
}

void TestLogCompaction::keepsAProducersLastSequence()
{
    for (std::int32_t i = 0; i < 3; ++i) {
        put("key 1", "mine", {.producerId = ProducerId{5}, .producerEpoch = 0, .baseSequence = i});
    }
    fill(60);
    QVERIFY(m_log->compact(m_log->endOffset()));
    m_log.reset();
    const auto names = m_files->list("/log").value();
    for (const std::string& name : names) {
        if (name.ends_with(".snapshot")) {
            QVERIFY(m_files->remove("/log/" + name));
        }
    }
    m_log = open(*m_files);
    put("key 1", "next", {.producerId = ProducerId{5}, .producerEpoch = 0, .baseSequence = 3});
}

void TestLogCompaction::readsFromOffsetsThatAreGone()
{
    fill(60);
    QVERIFY(m_log->compact(m_log->endOffset()));
    const Content content = contentOf(*m_log);
    for (std::int64_t offset = 0; offset < m_log->endOffset().value; ++offset) {
        auto read = m_log->read(Offset{offset}, 1, m_log->endOffset(), true);
        QVERIFY(read);
        const Bytes bytes = test::contentOf(*read);
        QVERIFY(bytes.size() > wire::BatchHeader::size);
        QVERIFY(wire::RecordBatchView::parse(bytes)->header().lastOffset().value >= offset);
    }
}

void TestLogCompaction::survivesCrashAtEveryChange()
{
    fill(100);
    QVERIFY(m_log->flush());
    const Content before = contentOf(*m_log);
    int crashes = 0;
    m_files->setObserver([&] {
        for (const Loss loss :
             {Loss::Nothing, Loss::Unsynced, Loss::TornLast, Loss::GarbledLast, Loss::Scattered}) {
            auto disk = m_files->afterCrash(loss, static_cast<std::uint64_t>(crashes++));
            auto log = open(*disk);
            QCOMPARE(log->endOffset().value, 300);
            const Content after = contentOf(*log);
            QCOMPARE(latestOf(after), latestOf(before));
            QVERIFY(log->compact(log->endOffset()));
            QCOMPARE(latestOf(contentOf(*log)), latestOf(before));
        }
    });
    QVERIFY(m_log->compact(m_log->endOffset()).value() > 0);
    m_files->setObserver({});
    QVERIFY(crashes > 50);
}

void TestLogCompaction::survivesEachFailure()
{
    for (std::size_t n = 0; n < 60; ++n) {
        init();
        fill(30);
        const Content before = contentOf(*m_log);
        m_files->failAfter(n, Errc::NoSpace);
        (void)m_log->compact(m_log->endOffset()).ok();
        m_files->failAfter(1'000'000, Errc::Io);
        QCOMPARE(latestOf(contentOf(*m_log)), latestOf(before));
        put("key 1", "on it goes");
        const Content now = contentOf(*m_log);
        m_log.reset();
        m_log = open(*m_files);
        QCOMPARE(latestOf(contentOf(*m_log)), latestOf(now));
    }
}

/// Segments that are rolled by time hold one record or two, and after a compaction mostly none.
void TestLogCompaction::joinsSmallSegments()
{
    LogConfig config = compacted();
    config.segmentBytes = 1U << 20U;
    config.segmentMs = 100;
    m_log->setConfig(config);
    for (int i = 0; i < 336; ++i) {
        put("key " + std::to_string(i % 5), "value " + std::to_string(i));
        m_clock.advance(std::chrono::milliseconds(110));
        if (i % 10 == 0) {
            QVERIFY(m_log->compact(m_log->endOffset()));
        }
    }
    QVERIFY(m_log->compact(m_log->endOffset()));
    QCOMPARE(segmentCount(), std::size_t{2});
    const Content content = contentOf(*m_log);
    QCOMPARE(content.size(), std::size_t{6}); // the last record, alone in its segment, may repeat
    QCOMPARE(m_log->endOffset().value, 336);
    QCOMPARE(m_log->startOffset().value, 0);
    m_log.reset();
    m_log = open(*m_files);
    QCOMPARE(contentOf(*m_log), content);
}

void TestLogCompaction::joinsNoMoreThanASegmentHolds()
{
    for (int i = 0; i < 100; ++i) {
        put("key " + std::to_string(i), "value"); // none supersedes another
    }
    const std::size_t before = segmentCount();
    QVERIFY(m_log->compact(m_log->endOffset()));
    QCOMPARE(segmentCount(), before);
    LogConfig config = compacted();
    config.segmentBytes = 5 * 1500;
    m_log->setConfig(config);
    while (segmentCount() == before) {
        put("last", "value");
    }
    QVERIFY(m_log->compact(m_log->endOffset()));
    QVERIFY(segmentCount() >= before / 5 && segmentCount() <= before / 2);
    QCOMPARE(latestOf(contentOf(*m_log)).size(), std::size_t{101});
}

void TestLogCompaction::joiningSurvivesCrashAtEveryChange()
{
    fill(100);
    QVERIFY(m_log->compact(m_log->endOffset()));
    fill(20);
    QVERIFY(m_log->flush());
    const std::int64_t end = m_log->endOffset().value;
    const Content before = contentOf(*m_log);
    const std::size_t segments = segmentCount();
    int crashes = 0;
    m_files->setObserver([&] {
        for (const Loss loss :
             {Loss::Nothing, Loss::Unsynced, Loss::TornLast, Loss::GarbledLast, Loss::Scattered}) {
            auto disk = m_files->afterCrash(loss, static_cast<std::uint64_t>(crashes++));
            auto log = open(*disk);
            QCOMPARE(log->endOffset().value, end);
            QCOMPARE(latestOf(contentOf(*log)), latestOf(before));
            log.reset();
            log = open(*disk); // what an opening finished stays so
            QVERIFY(log->compact(log->endOffset()));
            QCOMPARE(latestOf(contentOf(*log)), latestOf(before));
        }
    });
    QVERIFY(m_log->compact(m_log->endOffset()).value() > 0);
    m_files->setObserver({});
    QVERIFY(crashes > 50);
    QVERIFY(segmentCount() < segments);
}

void TestLogCompaction::joiningSurvivesEachFailure()
{
    for (std::size_t n = 0; n < 60; ++n) {
        init();
        fill(40);
        QVERIFY(m_log->compact(m_log->endOffset()));
        fill(20);
        const Content before = contentOf(*m_log);
        m_files->failAfter(n, Errc::NoSpace);
        (void)m_log->compact(m_log->endOffset()).ok();
        m_files->failAfter(1'000'000, Errc::Io);
        QCOMPARE(latestOf(contentOf(*m_log)), latestOf(before));
        if (n % 2 == 0) { // it goes on, or is opened again where it stopped
            QVERIFY(m_log->compact(m_log->endOffset()));
            QVERIFY(m_log->truncateTo(Offset{m_log->endOffset().value}));
            QCOMPARE(latestOf(contentOf(*m_log)), latestOf(before));
        }
        m_log.reset();
        m_log = open(*m_files);
        QCOMPARE(latestOf(contentOf(*m_log)), latestOf(before));
    }
}

QTEST_GUILESS_MAIN(TestLogCompaction)
#include "tst_logcompaction.moc"
