// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "wire/recordbatch.h"

#include "wire/recordbatchbuilder.h"

#include <QTest>
#include <random>

using namespace ottla;
using namespace ottla::wire;

namespace {

Bytes sample(Codec codec)
{
    RecordBatchBuilder builder(
        {.codec = codec, .producerId = ProducerId{7}, .producerEpoch = 1, .baseSequence = 5});
    const std::array headers{RecordHeader{"trace", asBytes("abc")},
                             RecordHeader{"none", std::nullopt}};
    builder.add(1000, asBytes("k1"), asBytes(std::string(500, 'x')), headers);
    builder.add(900, std::nullopt, asBytes(""));
    builder.add(2000, asBytes(""), std::nullopt);
    return std::move(std::move(builder).build().value());
}

/// Visits all records; the first error, if any.
Result<int> walk(BytesView bytes)
{
    auto batch = RecordBatchView::parse(bytes);
    if (!batch) {
        return batch.error();
    }
    auto reader = RecordReader::open(*batch);
    if (!reader) {
        return reader.error();
    }
    for (int count = 0;; ++count) {
        auto record = reader->next();
        if (!record) {
            return record.error();
        }
        if (!*record) {
            return count;
        }
    }
}

} // namespace

class TestRecordBatch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsWhatWasBuilt_data();
    void readsWhatWasBuilt();
    void hasTheDocumentedLayout();
    void rejectsTruncatedBytes_data() { readsWhatWasBuilt_data(); }
    void rejectsTruncatedBytes();
    void survivesRandomDamage_data() { readsWhatWasBuilt_data(); }
    void survivesRandomDamage();
    void tellsOldFormats();
    void refusesUnpackingBeyondTheLimit_data() { readsWhatWasBuilt_data(); }
    void refusesUnpackingBeyondTheLimit();
    void readsRawSnappy();
    void refusesSnappyThatClaimsTooMuch();
    void wrapsSequences();
};

void TestRecordBatch::readsWhatWasBuilt_data()
{
    QTest::addColumn<int>("codec");
    QTest::newRow("none") << 0;
    QTest::newRow("gzip") << 1;
    QTest::newRow("snappy") << 2;
    QTest::newRow("lz4") << 3;
    QTest::newRow("zstd") << 4;
}

void TestRecordBatch::readsWhatWasBuilt()
{
    QFETCH(int, codec);
    const Bytes bytes = sample(static_cast<Codec>(codec));
    auto batch = RecordBatchView::parse(bytes);
    QVERIFY(batch);
    QVERIFY(batch->checksumMatches());
    const BatchHeader& header = batch->header();
    QCOMPARE(static_cast<int>(header.codec().value()), codec);
    QCOMPARE(header.recordCount, 3);
    QCOMPARE(header.lastOffsetDelta, 2);
    QCOMPARE(header.maxTimestampMs, 2000);
    QCOMPARE(header.producerId.value, 7);
    QCOMPARE(header.lastSequence(), 7);
    auto reader = RecordReader::open(*batch);
    QVERIFY(reader);
    auto first = reader->next();
    QVERIFY(first && *first);
    QCOMPARE((*first)->timestampMs, 1000);
    QCOMPARE(asText((*first)->key.value()), std::string_view("k1"));
    QCOMPARE((*first)->value->size(), std::size_t{500});
    QCOMPARE((*first)->headers.size(), std::size_t{2});
    QCOMPARE((*first)->headers[0].name, std::string_view("trace"));
    QVERIFY(!(*first)->headers[1].value);
    auto second = reader->next();
    QVERIFY(second && *second);
    QCOMPARE((*second)->timestampMs, 900);
    QVERIFY(!(*second)->key);
    QVERIFY((*second)->value && (*second)->value->empty());
    auto third = reader->next();
    QVERIFY(third && *third);
    QCOMPARE((*third)->offset.value, 2);
    QVERIFY(!(*third)->value);
    auto end = reader->next();
    QVERIFY(end && !*end);
}

void TestRecordBatch::hasTheDocumentedLayout()
{
    const Bytes bytes = sample(Codec::None);
    QCOMPARE(loadBigEndian<std::int32_t>(bytes.data() + 8),
             static_cast<std::int32_t>(bytes.size()) - 12);
    QCOMPARE(loadBigEndian<std::int8_t>(bytes.data() + 16), std::int8_t{2});
    QCOMPARE(loadBigEndian<std::int32_t>(bytes.data() + 23), 2);
    QCOMPARE(loadBigEndian<std::int64_t>(bytes.data() + 35), std::int64_t{2000});
    QCOMPARE(loadBigEndian<std::int32_t>(bytes.data() + 53), 5);
    QCOMPARE(loadBigEndian<std::int32_t>(bytes.data() + 57), 3);
    // The leader epoch is not part of the sum.
    Bytes stamped = bytes;
    storeBigEndian(stamped.data() + 12, 42);
    QVERIFY(RecordBatchView::parse(stamped)->checksumMatches());
}

void TestRecordBatch::rejectsTruncatedBytes()
{
    QFETCH(int, codec);
    const Bytes whole = sample(static_cast<Codec>(codec));
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
        QVERIFY(!walk(cut));
        // And with a length that matches what is there.
        if (size > BatchHeader::size) {
            Bytes lying = cut;
            storeBigEndian(lying.data() + 8, static_cast<std::int32_t>(size - 12));
            QVERIFY(!walk(lying));
        }
    }
}

void TestRecordBatch::survivesRandomDamage()
{
    QFETCH(int, codec);
    const Bytes whole = sample(static_cast<Codec>(codec));
    std::mt19937 random(1);
    for (int i = 0; i < 3000; ++i) {
        Bytes damaged = whole;
        for (int j = 0; j < 3; ++j) {
            damaged[random() % damaged.size()] = static_cast<std::byte>(random() & 0xFFU);
        }
        (void)walk(damaged).ok(); // neither crashes nor allocates without bound (ASan)
    }
}

void TestRecordBatch::tellsOldFormats()
{
    Bytes bytes = sample(Codec::None);
    bytes[BatchHeader::magicAt] = std::byte{1};
    QCOMPARE(RecordBatchView::parse(bytes).error().code, Errc::Unsupported);
    bytes[BatchHeader::magicAt] = std::byte{9};
    QCOMPARE(RecordBatchView::parse(bytes).error().code, Errc::Malformed);
}

void TestRecordBatch::refusesUnpackingBeyondTheLimit()
{
    QFETCH(int, codec);
    const Bytes zeros(1U << 20U);
    const auto packed = compress(static_cast<Codec>(codec), zeros);
    QVERIFY(packed);
    const auto whole = decompress(static_cast<Codec>(codec), packed.value(), zeros.size());
    QVERIFY(whole && whole.value() == zeros);
    const auto bomb = decompress(static_cast<Codec>(codec), packed.value(), zeros.size() - 1);
    QVERIFY(!bomb);
    QCOMPARE(bomb.error().code, Errc::TooLarge);
}

void TestRecordBatch::readsRawSnappy()
{
    // Length 5, then a literal of 5 bytes.
    const Bytes raw{std::byte{5},   std::byte{4 << 2}, std::byte{'h'}, std::byte{'e'},
                    std::byte{'l'}, std::byte{'l'},    std::byte{'o'}};
    const auto plain = decompress(Codec::Snappy, raw);
    QVERIFY(plain);
    QCOMPARE(asText(plain.value()), std::string_view("hello"));
}

void TestRecordBatch::refusesSnappyThatClaimsTooMuch()
{
    // Claims 64 MB in four bytes of length.
    const Bytes lying{std::byte{0x80}, std::byte{0x80}, std::byte{0x80}, std::byte{0x20},
                      std::byte{0}};
    QCOMPARE(decompress(Codec::Snappy, lying).error().code, Errc::Malformed);
}

void TestRecordBatch::wrapsSequences()
{
    const std::int32_t greatest = std::numeric_limits<std::int32_t>::max();
    QCOMPARE(advanceSequence(greatest, 1), 0);
    QCOMPARE(advanceSequence(greatest - 1, 3), 1);
    QCOMPARE(advanceSequence(0, greatest), greatest);
}

QTEST_GUILESS_MAIN(TestRecordBatch)
#include "tst_recordbatch.moc"
