// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "logfixture.h"
#include "logtesting.h"

#include <QTest>
#include <atomic>
#include <thread>

using namespace ottla;
using namespace ottla::test;
using log::LogConfig;
using wire::BatchHeader;
using wire::ErrorCode;

/// What a log takes in, and what it gives back.
class TestLog : public QObject, private LogFixture
{
    Q_OBJECT

private Q_SLOTS:
    void init() { renew(); }
    void servesWhatWasAppended();
    void storesBatchesAsSent();
    void readsNoMoreThanAsked();
    void readsBelowABound();
    void rejectsOffsetsOutside();
    void refuses_data();
    void refuses();
    void refusesPackedRecordsThatAreDamaged();
    void stampsAppendTime();
    void correctsTheMaxTimestamp();
    void takesSeveralBatchesFromTheBroker();
    void findsTimestamps();
    void findsTheMaxTimestamp();
    void answersRetriesWithTheFirstOffsets();
    void servesReadersDuringAppends();
};

void TestLog::servesWhatWasAppended()
{
    open();
    QCOMPARE(append(*m_log, {.values = {"a", "b"}}).baseOffset.value, 0);
    const auto second = append(*m_log, {.values = {"c"}, .codec = wire::Codec::Zstd});
    QCOMPARE(second.baseOffset.value, 2);
    QCOMPARE(second.lastOffset.value, 2);
    QCOMPARE(m_log->endOffset().value, 3);
    const auto records = readAll(*m_log, Offset{0});
    QVERIFY(records);
    QCOMPARE(records.value(), (std::vector<SeenRecord>{{0, "a"}, {1, "b"}, {2, "c"}}));
    const auto none = m_log->read(Offset{3}, 1000, Offset{3}, true);
    QVERIFY(none && none.value().bytes == 0);
}

void TestLog::storesBatchesAsSent()
{
    open();
    const Bytes sent = makeBatch({.values = {"x", "y"}, .codec = wire::Codec::Lz4});
    append(*m_log, {});
    Bytes appended = sent;
    m_log->append(appended, {.leaderEpoch = LeaderEpoch{3}});
    auto read = m_log->read(Offset{1}, 1U << 20U, Offset{3}, true);
    const Bytes stored = contentOf(read.value());
    QCOMPARE(stored.size(), sent.size());
    QCOMPARE(loadBigEndian<std::int64_t>(stored.data()), std::int64_t{1});
    QCOMPARE(loadBigEndian<std::int32_t>(stored.data() + 12), 3);
    QVERIFY(sameBytes(BytesView(stored).subspan(16), BytesView(sent).subspan(16)));
}

void TestLog::readsNoMoreThanAsked()
{
    open();
    for (int i = 0; i < 50; ++i) {
        append(*m_log, {.values = {std::string(100, 'v')}});
    }
    const std::uint64_t one = m_log->sizeBytes() / 50;
    const auto bytesOf = [&](Offset from, std::uint64_t max, bool atLeastOne) {
        return m_log->read(from, max, m_log->endOffset(), atLeastOne).value().bytes;
    };
    QCOMPARE(bytesOf(Offset{10}, 3 * one + 5, false), 3 * one);
    QCOMPARE(bytesOf(Offset{10}, one - 1, false), std::uint64_t{0});
    QCOMPARE(bytesOf(Offset{10}, one - 1, true), one);
    QCOMPARE(bytesOf(Offset{40}, 1U << 30U, true), 10 * one);
}

void TestLog::readsBelowABound()
{
    LogConfig config;
    config.segmentBytes = 1000;
    open(config);
    for (int i = 0; i < 40; ++i) {
        append(*m_log, {.values = {"a", "b", "c"}});
    }
    for (std::int64_t bound = 0; bound <= 120; ++bound) {
        auto read = m_log->read(Offset{0}, 1U << 20U, Offset{bound}, true);
        const auto records = parseRecords(contentOf(read.value()), 0);
        QVERIFY(records);
        QCOMPARE(static_cast<std::int64_t>(records.value().size()), bound / 3 * 3);
    }
}

void TestLog::rejectsOffsetsOutside()
{
    open();
    append(*m_log, {.values = {"a", "b"}});
    QCOMPARE(m_log->read(Offset{3}, 100, Offset{3}, true).error().code, Errc::OutOfRange);
    QVERIFY(m_log->advanceStart(Offset{1}));
    QCOMPARE(m_log->read(Offset{0}, 100, Offset{3}, true).error().code, Errc::OutOfRange);
}

void TestLog::refuses_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("code");
    const auto row = [](const char* name, const Bytes& bytes, ErrorCode code) {
        QTest::newRow(name) << QByteArray(reinterpret_cast<const char*>(bytes.data()),
                                          static_cast<qsizetype>(bytes.size()))
                            << static_cast<int>(code);
    };
    const auto changed = [](std::size_t at, auto value, bool sum) {
        Bytes bytes = makeBatch({.values = {"a", "b"}});
        storeBigEndian(bytes.data() + at, value);
        if (sum) {
            wire::updateChecksum(bytes);
        }
        return bytes;
    };
    const Bytes good = makeBatch({});
    Bytes two = good;
    two.insert(two.end(), good.begin(), good.end());
    row("nothing", {}, ErrorCode::InvalidRecord);
    row("two batches", two, ErrorCode::InvalidRecord);
    row("cut short", Bytes(good.begin(), good.end() - 1), ErrorCode::CorruptMessage);
    row("wrong checksum", changed(17, std::uint32_t{1}, false), ErrorCode::CorruptMessage);
    row("length beyond the end", changed(8, 0x7FFFFFFF, false), ErrorCode::CorruptMessage);
    row("negative length", changed(8, -1, false), ErrorCode::CorruptMessage);
    row("message format v1", changed(16, std::int8_t{1}, false),
        ErrorCode::UnsupportedForMessageFormat);
    row("base offset", changed(0, std::int64_t{5}, false), ErrorCode::InvalidRecord);
    row("record count", changed(57, 3, true), ErrorCode::InvalidRecord);
    row("last offset delta", changed(23, 5, true), ErrorCode::InvalidRecord);
    row("no records", changed(57, 0, true), ErrorCode::InvalidRecord);
    row(
        "count and delta",
        [&] {
            Bytes bytes = changed(57, 1, true);
            storeBigEndian(bytes.data() + 23, 0);
            wire::updateChecksum(bytes);
            return bytes;
        }(),
        ErrorCode::InvalidRecord);
    row("unknown codec", changed(21, std::int16_t{6}, true), ErrorCode::UnsupportedCompressionType);
    row("plain records marked as gzip", changed(21, std::int16_t{1}, true),
        ErrorCode::CorruptMessage);
    row("control batch", makeBatch({.attributes = BatchHeader::controlBit}),
        ErrorCode::InvalidRecord);
    row("transactional batch", makeBatch({.attributes = BatchHeader::transactionalBit}),
        ErrorCode::InvalidTxnState);
    row("log append time", makeBatch({.attributes = BatchHeader::appendTimeBit}),
        ErrorCode::InvalidTimestamp);
    row("too large", makeBatch({.values = {std::string(2000, 'x')}}), ErrorCode::MessageTooLarge);
    row("no key", makeBatch({.withKeys = false}), ErrorCode::InvalidRecord);
    row("too old", makeBatch({.timestampMs = 1}), ErrorCode::InvalidTimestamp);
    row("producer without sequence", makeBatch({.producerId = 5, .epoch = 0}),
        ErrorCode::InvalidRecord);
}

void TestLog::refuses()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, code);
    LogConfig config;
    config.maxMessageBytes = 1000;
    config.cleanupCompact = true;
    config.timestampBeforeMaxMs = 3600'000;
    open(config);
    Bytes batch =
        copyOf(std::as_bytes(std::span(bytes.constData(), static_cast<std::size_t>(bytes.size()))));
    const auto result = m_log->append(batch, {.leaderEpoch = LeaderEpoch{0}});
    QCOMPARE(static_cast<int>(result.error), code);
    QVERIFY(!result.message.empty());
    QCOMPARE(m_log->endOffset().value, 0);
    QCOMPARE(m_log->sizeBytes(), std::uint64_t{0});
    QCOMPARE(toString(append(*m_log, {}).error), toString(ErrorCode::None));
}

void TestLog::refusesPackedRecordsThatAreDamaged()
{
    open();
    for (const auto codec :
         {wire::Codec::Gzip, wire::Codec::Snappy, wire::Codec::Lz4, wire::Codec::Zstd}) {
        Bytes bytes = makeBatch({.values = {std::string(300, 'a'), "b"}, .codec = codec});
        bytes.resize(bytes.size() - 3);
        storeBigEndian(bytes.data() + 8, static_cast<std::int32_t>(bytes.size() - 12));
        wire::updateChecksum(bytes);
        QCOMPARE(toString(m_log->append(bytes, {}).error), toString(ErrorCode::CorruptMessage));
    }
}

void TestLog::stampsAppendTime()
{
    LogConfig config;
    config.timestampType = log::TimestampType::LogAppendTime;
    open(config);
    const auto result = append(*m_log, {.timestampMs = 5});
    QCOMPARE(result.appendTimeMs, m_clock->wallMs());
    auto read = m_log->read(Offset{0}, 1000, Offset{1}, true);
    const Bytes stored = contentOf(read.value());
    auto batch = wire::RecordBatchView::parse(stored);
    QVERIFY(batch->checksumMatches());
    QVERIFY(batch->header().stampedOnAppend());
    auto reader = wire::RecordReader::open(*batch);
    QCOMPARE((*reader->next())->timestampMs, m_clock->wallMs());
}

void TestLog::correctsTheMaxTimestamp()
{
    open();
    Bytes bytes = makeBatch({.timestampMs = 777});
    storeBigEndian(bytes.data() + BatchHeader::maxTimestampAt, std::int64_t{999'999});
    wire::updateChecksum(bytes);
    QCOMPARE(toString(m_log->append(bytes, {}).error), toString(ErrorCode::None));
    QCOMPARE(m_log->offsetOfMaxTimestamp().value()->timestampMs, 777);
}

void TestLog::takesSeveralBatchesFromTheBroker()
{
    open();
    Bytes both = makeBatch({.values = {"a", "b"}});
    const Bytes second = makeBatch({.values = {"c"}});
    both.insert(both.end(), second.begin(), second.end());
    const auto result = m_log->append(both, {.leaderEpoch = LeaderEpoch{0}, .fromClient = false});
    QCOMPARE(toString(result.error), toString(ErrorCode::None));
    QCOMPARE(result.lastOffset.value, 2);
    QCOMPARE(readAll(*m_log, Offset{0}).value().size(), std::size_t{3});
}

void TestLog::findsTimestamps()
{
    LogConfig config;
    config.segmentBytes = 2000;
    config.indexIntervalBytes = 200;
    open(config);
    const std::vector<std::int64_t> times{10, 30, 20, 50, 40, 60, 60, 90, 70, 80};
    for (int round = 0; round < 10; ++round) {
        for (const auto time : times) {
            append(*m_log, {.timestampMs = round * 100 + time, .codec = wire::Codec::Gzip}, round);
        }
    }
    for (std::int64_t wanted = 0; wanted <= 1000; wanted += 5) {
        std::optional<std::int64_t> expected;
        for (std::int64_t i = 0; i < 100 && !expected; ++i) {
            if (i / 10 * 100 + times[static_cast<std::size_t>(i % 10)] >= wanted) {
                expected = i;
            }
        }
        const auto found = m_log->offsetForTimestamp(wanted);
        QVERIFY(found);
        QCOMPARE(found.value().has_value(), expected.has_value());
        if (expected) {
            QCOMPARE(found.value()->offset.value, *expected);
            QCOMPARE(found.value()->leaderEpoch.value, static_cast<std::int32_t>(*expected / 10));
        }
    }
}

void TestLog::findsTheMaxTimestamp()
{
    open();
    QVERIFY(!m_log->offsetOfMaxTimestamp().value());
    append(*m_log, {.timestampMs = 100});
    append(*m_log, {.values = {"a", "b"}, .timestampMs = 300});
    append(*m_log, {.timestampMs = 200});
    const auto found = m_log->offsetOfMaxTimestamp().value();
    QCOMPARE(found->timestampMs, std::int64_t{300});
    QCOMPARE(found->offset.value, std::int64_t{1});
}

void TestLog::answersRetriesWithTheFirstOffsets()
{
    open();
    for (int i = 0; i < 7; ++i) {
        append(*m_log, {.values = {"a", "b"}, .producerId = 4, .epoch = 1, .sequence = 2 * i});
    }
    const auto again =
        append(*m_log, {.values = {"a", "b"}, .producerId = 4, .epoch = 1, .sequence = 6});
    QVERIFY(again.duplicate);
    QCOMPARE(toString(again.error), toString(ErrorCode::None));
    QCOMPARE(again.baseOffset.value, 6);
    QCOMPARE(again.lastOffset.value, 7);
    QCOMPARE(m_log->endOffset().value, 14);
    // Only five are remembered.
    QCOMPARE(
        toString(append(*m_log, {.values = {"a", "b"}, .producerId = 4, .epoch = 1, .sequence = 2})
                     .error),
        toString(ErrorCode::OutOfOrderSequenceNumber));
    QCOMPARE(toString(append(*m_log, {.producerId = 4, .epoch = 0, .sequence = 14}).error),
             toString(ErrorCode::InvalidProducerEpoch));
}

void TestLog::servesReadersDuringAppends()
{
    LogConfig config;
    config.segmentBytes = 4000;
    config.indexIntervalBytes = 300;
    open(config);
    std::atomic<bool> done = false;
    std::atomic<int> wrong = 0;
    const auto readOn = [&](std::uint64_t maxBytes) {
        Offset next{0};
        while (true) {
            const bool last = done;
            const Offset end = m_log->endOffset();
            if (next == end) {
                if (last) {
                    return;
                }
                std::this_thread::yield();
                continue;
            }
            auto read = m_log->read(next, maxBytes, end, true);
            auto records = read ? parseRecords(contentOf(*read), next.value)
                                : Result<std::vector<SeenRecord>>(read.error());
            if (!records || records->empty() || records->back().offset >= end.value) {
                ++wrong;
                return;
            }
            next = Offset{records->back().offset + 1};
        }
    };
    std::vector<std::thread> threads;
    threads.emplace_back(readOn, 200);
    threads.emplace_back(readOn, 3000);
    std::vector<std::thread> writers;
    for (int w = 0; w < 2; ++w) {
        writers.emplace_back([&, w] {
            for (int i = 0; i < 500; ++i) {
                if (append(*m_log,
                           {.values = {"a", "b"}, .producerId = w, .epoch = 0, .sequence = 2 * i})
                        .error
                    != ErrorCode::None) {
                    ++wrong;
                }
                if (i % 100 == 0 && !m_log->flush()) {
                    ++wrong;
                }
            }
        });
    }
    for (auto& writer : writers) {
        writer.join();
    }
    done = true;
    for (auto& thread : threads) {
        thread.join();
    }
    QCOMPARE(wrong.load(), 0);
    QCOMPARE(m_log->endOffset().value, 2000);
}

QTEST_GUILESS_MAIN(TestLog)
#include "tst_log.moc"
