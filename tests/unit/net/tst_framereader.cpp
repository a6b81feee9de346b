// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "net/framereader.h"

#include <QTest>
#include <algorithm>

using namespace ottla;
using net::FrameReader;

class TestFrameReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsFramesHoweverTheyArrive_data();
    void findsFramesHoweverTheyArrive();
    void refusesImpossibleLengths_data();
    void refusesImpossibleLengths();
    void allocatesWhatArrivesNotWhatIsNamed();
};

namespace {

Bytes framed(std::size_t size, std::uint8_t fill)
{
    Bytes out(4 + size, std::byte{fill});
    storeBigEndian(out.data(), static_cast<std::int32_t>(size));
    return out;
}

void feed(FrameReader& reader, BytesView& stream, std::size_t atMost)
{
    const auto space = reader.space();
    const std::size_t count = std::min({space.size(), stream.size(), atMost});
    std::copy_n(stream.begin(), count, space.begin());
    stream = stream.subspan(count);
    reader.arrived(count);
}

} // namespace

void TestFrameReader::findsFramesHoweverTheyArrive_data()
{
    QTest::addColumn<int>("step");
    for (const int step : {1, 3, 4, 5, 1000, 4096, 70'000, 1'000'000}) {
        QTest::addRow("%d bytes at a time", step) << step;
    }
}

void TestFrameReader::findsFramesHoweverTheyArrive()
{
    QFETCH(int, step);
    const std::vector<std::size_t> sizes{1, 10, 4092, 4093, 5, 4091, 200'000, 7, 65'536, 3};
    Bytes stream;
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        const Bytes one = framed(sizes[i], static_cast<std::uint8_t>(i + 1));
        stream.insert(stream.end(), one.begin(), one.end());
    }
    FrameReader reader(1'000'000);
    BytesView rest = stream;
    std::vector<std::size_t> found;
    while (!rest.empty()) {
        feed(reader, rest, static_cast<std::size_t>(step));
        while (true) {
            auto frame = reader.next();
            QVERIFY(frame.ok());
            if (!*frame) {
                break;
            }
            const auto fill = std::byte(found.size() + 1);
            QVERIFY(std::all_of((*frame)->begin(), (*frame)->end(),
                                [fill](std::byte byte) { return byte == fill; }));
            found.push_back((*frame)->size());
        }
    }
    QCOMPARE(found, sizes);
}

void TestFrameReader::refusesImpossibleLengths_data()
{
    QTest::addColumn<qint32>("length");
    QTest::newRow("zero") << 0;
    QTest::newRow("negative") << -1;
    QTest::newRow("most negative") << std::numeric_limits<qint32>::min();
    QTest::newRow("2 GB") << std::numeric_limits<qint32>::max();
    QTest::newRow("one above the bound") << 1001;
}

void TestFrameReader::refusesImpossibleLengths()
{
    QFETCH(qint32, length);
    FrameReader reader(1000);
    Bytes stream(4);
    storeBigEndian(stream.data(), length);
    BytesView rest = stream;
    feed(reader, rest, 4);
    QVERIFY(!reader.next().ok());
}

void TestFrameReader::allocatesWhatArrivesNotWhatIsNamed()
{
    FrameReader reader(0x7FFF'FFFF);
    Bytes stream(4);
    storeBigEndian<std::int32_t>(stream.data(), 0x7FFF'FFFF);
    BytesView rest = stream;
    feed(reader, rest, 4);
    QVERIFY(reader.next().ok());
    std::size_t given = 0;
    while (given < 1'000'000) {
        const auto space = reader.space();
        QVERIFY(space.size() <= std::max<std::size_t>(64U << 10U, given + 4096));
        given += space.size();
        reader.arrived(space.size());
        const auto frame = reader.next();
        QVERIFY(frame.ok() && !*frame);
    }
}

QTEST_APPLESS_MAIN(TestFrameReader)
#include "tst_framereader.moc"
