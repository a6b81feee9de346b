// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "log/producerstates.h"

#include "support/faultyfilesystem.h"

#include <QTest>

using namespace ottla;
using namespace ottla::test;
using log::ProducerStates;
using wire::BatchHeader;
using wire::ErrorCode;

namespace {

constexpr std::int32_t greatest = std::numeric_limits<std::int32_t>::max();

BatchHeader batch(std::int16_t epoch, std::int32_t sequence, std::int32_t records = 1,
                  std::int64_t offset = 0)
{
    BatchHeader header;
    header.baseOffset = Offset{offset};
    header.producerId = ProducerId{1};
    header.producerEpoch = epoch;
    header.baseSequence = sequence;
    header.lastOffsetDelta = records - 1;
    header.recordCount = records;
    header.maxTimestampMs = 5;
    return header;
}

} // namespace

class TestProducerStates : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void letsAnUnknownProducerBeginAnywhere();
    void wantsSequencesWithoutGaps();
    void beginsNewEpochsAtZero();
    void fencesOldEpochs();
    void goesRoundBehindTheGreatestSequence();
    void forgetsTheIdle();
    void readsItsSnapshotBack();
    void refusesDamagedSnapshots();
};

void TestProducerStates::letsAnUnknownProducerBeginAnywhere()
{
    ProducerStates states;
    QCOMPARE(toString(states.judge(batch(0, 17)).error), toString(ErrorCode::None));
}

void TestProducerStates::wantsSequencesWithoutGaps()
{
    ProducerStates states;
    states.update(batch(0, 0, 3, 100), 0);
    QCOMPARE(toString(states.judge(batch(0, 3)).error), toString(ErrorCode::None));
    QCOMPARE(toString(states.judge(batch(0, 4)).error),
             toString(ErrorCode::OutOfOrderSequenceNumber));
    QCOMPARE(toString(states.judge(batch(0, 0, 2)).error),
             toString(ErrorCode::OutOfOrderSequenceNumber));
    const auto again = states.judge(batch(0, 0, 3));
    QVERIFY(again.duplicate);
    QCOMPARE(again.duplicate->firstOffset().value, 100);
    QCOMPARE(again.duplicate->lastOffset.value, 102);
}

void TestProducerStates::beginsNewEpochsAtZero()
{
    ProducerStates states;
    states.update(batch(0, 0), 0);
    QCOMPARE(toString(states.judge(batch(1, 1)).error),
             toString(ErrorCode::OutOfOrderSequenceNumber));
    QCOMPARE(toString(states.judge(batch(1, 0)).error), toString(ErrorCode::None));
    QVERIFY(!states.judge(batch(1, 0)).duplicate);
}

void TestProducerStates::fencesOldEpochs()
{
    ProducerStates states;
    states.update(batch(3, 0), 0);
    QCOMPARE(toString(states.judge(batch(2, 1)).error), toString(ErrorCode::InvalidProducerEpoch));
}

void TestProducerStates::goesRoundBehindTheGreatestSequence()
{
    ProducerStates states;
    states.update(batch(0, greatest - 1, 3, 10), 0); // greatest-1, greatest, 0
    QCOMPARE(toString(states.judge(batch(0, 1)).error), toString(ErrorCode::None));
    QVERIFY(states.judge(batch(0, greatest - 1, 3)).duplicate);
    FaultyFileSystem files;
    QVERIFY(states.save(files, "/s"));
    const auto loaded = ProducerStates::load(files, "/s", 0);
    QVERIFY(loaded.value().judge(batch(0, greatest - 1, 3)).duplicate);
}

void TestProducerStates::forgetsTheIdle()
{
    ProducerStates states;
    states.update(batch(0, 0), 1000);
    states.expire(1999, 1000);
    QCOMPARE(states.count(), std::size_t{1});
    states.expire(2000, 1000);
    QCOMPARE(states.count(), std::size_t{0});
}

void TestProducerStates::readsItsSnapshotBack()
{
    ProducerStates states;
    states.update(batch(2, 0, 5, 50), 0);
    FaultyFileSystem files;
    QVERIFY(states.save(files, "/s"));
    const Bytes image = files.readAll("/s").value();
    QCOMPARE(image.size(), std::size_t{2 + 4 + 4 + 46});
    QCOMPARE(loadBigEndian<std::int16_t>(image.data()), std::int16_t{1});
    QCOMPARE(loadBigEndian<std::int64_t>(image.data() + 10), std::int64_t{1}); // producer id
    QCOMPARE(loadBigEndian<std::int16_t>(image.data() + 18), std::int16_t{2}); // epoch
    QCOMPARE(loadBigEndian<std::int32_t>(image.data() + 20), 4); // last sequence
    QCOMPARE(loadBigEndian<std::int64_t>(image.data() + 24), std::int64_t{54}); // last offset
    QCOMPARE(loadBigEndian<std::int32_t>(image.data() + 32), 4); // offset delta
    const auto loaded = ProducerStates::load(files, "/s", 0);
    QVERIFY(loaded);
    QCOMPARE(loaded.value().judge(batch(2, 0, 5)).duplicate->firstOffset().value, 50);
    QCOMPARE(toString(loaded.value().judge(batch(2, 5)).error), toString(ErrorCode::None));
}

void TestProducerStates::refusesDamagedSnapshots()
{
    ProducerStates states;
    states.update(batch(0, 0), 0);
    FaultyFileSystem files;
    QVERIFY(states.save(files, "/s"));
    const Bytes image = files.readAll("/s").value();
    for (std::size_t i = 0; i < image.size(); ++i) {
        Bytes damaged = image;
        damaged[i] ^= std::byte{0x40};
        QVERIFY(files.replace("/s", damaged));
        QCOMPARE(ProducerStates::load(files, "/s", 0).error().code, Errc::Corrupt);
        QVERIFY(files.replace("/s", BytesView(image).first(i)));
        QCOMPARE(ProducerStates::load(files, "/s", 0).error().code, Errc::Corrupt);
    }
}

QTEST_GUILESS_MAIN(TestProducerStates)
#include "tst_producerstates.moc"
