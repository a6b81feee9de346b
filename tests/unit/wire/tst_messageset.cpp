// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "wire/messageset.h"
#include "wire/recordbatchbuilder.h"

#include <QFile>
#include <QTest>

using namespace ottla;
using namespace ottla::wire;

namespace {

constexpr std::int64_t firstTimestampMs = 1'700'000'000'000;

struct Golden
{
    QByteArray codec;
    std::int8_t magic = 0;
    QByteArray bytes;
};

BytesView viewOf(const QByteArray& bytes)
{
    return asBytes(std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())));
}

std::vector<Golden> goldenSets()
{
    QFile file(QStringLiteral(OTTLA_GOLDEN "/messagesets.txt"));
    if (!file.open(QIODevice::ReadOnly)) {
        qFatal("%s is missing", qPrintable(file.fileName()));
    }
    std::vector<Golden> sets;
    for (const QByteArray& line : file.readAll().split('\n')) {
        const auto words = line.split(' ');
        if (words.size() == 3 && !line.startsWith('#')) {
            sets.push_back({words[0], static_cast<std::int8_t>(words[1].toInt()),
                            QByteArray::fromHex(words[2])});
        }
    }
    return sets;
}

QByteArray shown(std::optional<BytesView> bytes)
{
    return bytes ? "'"
            + QByteArray(reinterpret_cast<const char*>(bytes->data()),
                         static_cast<qsizetype>(bytes->size()))
            + "'"
                 : QByteArray("null");
}

/// Offset, timestamp, key and value of each record of one batch.
QList<QByteArray> recordsOf(BytesView bytes)
{
    QList<QByteArray> records;
    const auto batch = RecordBatchView::parse(bytes);
    if (!batch || !batch->checksumMatches()) {
        return {"a damaged batch"};
    }
    auto reader = RecordReader::open(*batch);
    while (reader) {
        const auto record = reader->next();
        if (!record) {
            return {"a damaged record"};
        }
        if (!*record) {
            break;
        }
        records.append(QByteArray::number(static_cast<qlonglong>((*record)->offset.value)) + " "
                       + QByteArray::number(static_cast<qlonglong>((*record)->timestampMs)) + " "
                       + shown((*record)->key) + " " + shown((*record)->value));
    }
    return records;
}

QList<QByteArray> expectedRecords(std::int8_t magic)
{
    QByteArray all;
    for (int i = 0; i < 256; ++i) {
        all.append(static_cast<char>(i));
    }
    const QList<QByteArray> bodies{"'key' 'value'", "null 'no key'", "'no value' null", "'' ''",
                                   "'long' '" + all.repeated(4) + "'"};
    QList<QByteArray> records;
    for (qsizetype i = 0; i < bodies.size(); ++i) {
        const auto timestamp = magic == 0 ? -1 : static_cast<qlonglong>(firstTimestampMs + i);
        records.append(QByteArray::number(i) + " " + QByteArray::number(timestamp) + " "
                       + bodies[i]);
    }
    return records;
}

Bytes goldenBatch(const QByteArray& codec, std::int8_t magic)
{
    for (const Golden& golden : goldenSets()) {
        if (golden.codec == codec && golden.magic == magic) {
            auto batch = toRecordBatch(viewOf(golden.bytes));
            return batch ? *batch : Bytes{};
        }
    }
    return {};
}

} // namespace

class tst_MessageSet : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsWhatOldProducersSend();
    void writesWhatOldConsumersRead_data();
    void writesWhatOldConsumersRead();
    void writesUnpackedMessagesByteForByte();
    void leavesOutWhatLiesBefore();
    void leavesOutControlBatches();
    void refusesWhatTheFormatsDoNotHave();
    void refusesAWrongChecksum();
    void survivesDamage();
    void boundsWhatUnpacks();
};

void tst_MessageSet::readsWhatOldProducersSend()
{
    const auto sets = goldenSets();
    QCOMPARE(sets.size(), std::size_t{8});
    for (const Golden& golden : sets) {
        const auto batch = toRecordBatch(viewOf(golden.bytes));
        QVERIFY2(batch, batch ? "" : batch.error().describe().c_str());
        QCOMPARE(recordsOf(*batch), expectedRecords(golden.magic));
        const auto codec = RecordBatchView::parse(*batch)->header().codec();
        const QList<QByteArray> names{"none", "gzip", "snappy", "lz4"};
        QCOMPARE(names[static_cast<int>(*codec)], golden.codec);
    }
}

void tst_MessageSet::writesWhatOldConsumersRead_data()
{
    QTest::addColumn<QByteArray>("codec");
    QTest::addColumn<int>("magic");
    for (const char* codec : {"none", "gzip", "snappy", "lz4"}) {
        for (const int magic : {0, 1}) {
            QTest::addRow("%s v%d", codec, magic) << QByteArray(codec) << magic;
        }
    }
}

void tst_MessageSet::writesWhatOldConsumersRead()
{
    QFETCH(const QByteArray, codec);
    QFETCH(const int, magic);
    const auto format = static_cast<std::int8_t>(magic);
    const auto set = toMessageSet(goldenBatch(codec, format), format, Offset{0});
    QVERIFY2(set, set ? "" : set.error().describe().c_str());
    // What it writes is what it reads of foreign sets: the same rules, checked above.
    const auto again = toRecordBatch(*set);
    QVERIFY2(again, again ? "" : again.error().describe().c_str());
    QCOMPARE(recordsOf(*again), expectedRecords(format));
}

void tst_MessageSet::writesUnpackedMessagesByteForByte()
{
    for (const Golden& golden : goldenSets()) {
        if (golden.codec == "none") {
            const auto batch = goldenBatch("none", golden.magic);
            const auto set = toMessageSet(batch, golden.magic, Offset{0});
            QVERIFY(set);
            QCOMPARE(QByteArray(reinterpret_cast<const char*>(set->data()),
                                static_cast<qsizetype>(set->size())),
                     golden.bytes);
        }
    }
}

void tst_MessageSet::leavesOutWhatLiesBefore()
{
    RecordBatchBuilder builder({.baseOffset = Offset{10}});
    for (int i = 0; i < 4; ++i) {
        builder.add(i, std::nullopt, asBytes("x"));
    }
    const auto batch = std::move(builder).build();
    const auto set = toMessageSet(*batch, 1, Offset{12});
    QVERIFY(set);
    QCOMPARE(loadBigEndian<std::int64_t>(set->data()), std::int64_t{12});
    const auto again = toRecordBatch(*set);
    QCOMPARE(recordsOf(*again).size(), qsizetype{2});
}

void tst_MessageSet::leavesOutControlBatches()
{
    RecordBatchBuilder builder({.attributes = BatchHeader::controlBit});
    builder.add(0, asBytes("marker"), asBytes("commit"));
    const auto set = toMessageSet(*std::move(builder).build(), 1, Offset{0});
    QVERIFY(set);
    QVERIFY(set->empty());
}

void tst_MessageSet::refusesWhatTheFormatsDoNotHave()
{
    RecordBatchBuilder builder({.codec = Codec::Zstd});
    builder.add(0, std::nullopt, asBytes("x"));
    const auto set = toMessageSet(*std::move(builder).build(), 1, Offset{0});
    QVERIFY(!set);
    QCOMPARE(set.error().code, Errc::Unsupported);
    QVERIFY(!toRecordBatch({}));
}

void tst_MessageSet::refusesAWrongChecksum()
{
    for (Golden golden : goldenSets()) {
        golden.bytes[golden.bytes.size() - 1] =
            static_cast<char>(golden.bytes[golden.bytes.size() - 1] ^ 1);
        const auto batch = toRecordBatch(viewOf(golden.bytes));
        QVERIFY(!batch);
        QCOMPARE(batch.error().code, Errc::Corrupt);
    }
}

void tst_MessageSet::survivesDamage()
{
    for (const Golden& golden : goldenSets()) {
        for (qsizetype size = 0; size < golden.bytes.size(); ++size) {
            const QByteArray cut = golden.bytes.left(size);
            const auto batch = toRecordBatch(viewOf(cut));
            // Unpacked messages may end between two of them.
            QVERIFY(!batch || golden.codec == "none");
        }
        for (qsizetype at = 0; at < golden.bytes.size(); ++at) {
            QByteArray bent = golden.bytes;
            bent[at] = static_cast<char>(bent[at] ^ 0x41);
            // A set's offsets are not the producer's to choose, nor summed.
            QVERIFY(!toRecordBatch(viewOf(bent)) || at < 8 || golden.codec == "none");
        }
    }
}

void tst_MessageSet::boundsWhatUnpacks()
{
    RecordBatchBuilder builder({.codec = Codec::Gzip});
    builder.add(0, std::nullopt, Bytes(1U << 20U));
    const auto set = toMessageSet(*std::move(builder).build(), 1, Offset{0});
    QVERIFY(set);
    QVERIFY(set->size() < 4096);
    const auto batch = toRecordBatch(*set, 64U << 10U);
    QVERIFY(!batch);
    QCOMPARE(batch.error().code, Errc::TooLarge);
}

QTEST_APPLESS_MAIN(tst_MessageSet)
#include "tst_messageset.moc"
