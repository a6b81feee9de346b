// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/decoders/messagepack.h"

#include <QTest>

using namespace ottla;
using namespace Qt::Literals::StringLiterals;

namespace {

std::string_view view(const QByteArray& bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

} // namespace

class TestMessagePack : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsReferenceVectors_data() { vectors(); }
    void readsReferenceVectors();
    void rejectsEveryTruncatedPrefix_data() { vectors(); }
    void rejectsEveryTruncatedPrefix();
    void survivesEveryFlippedBit_data() { vectors(); }
    void survivesEveryFlippedBit();
    void rejectsWhatIsNoValue_data();
    void rejectsWhatIsNoValue();

private:
    static void vectors();
};

// Lines of a name, the body in hexadecimal and the expected text on one line.
void TestMessagePack::vectors()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("text");
    QFile file(QFINDTESTDATA("vectors/messagepack.txt"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    while (!file.atEnd()) {
        const QList<QByteArray> columns = file.readLine().trimmed().split('\t');
        QCOMPARE(columns.size(), 3);
        QTest::newRow(columns[0].constData()) << QByteArray::fromHex(columns[1]) << columns[2];
    }
}

void TestMessagePack::readsReferenceVectors()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, text);
    const auto value = decodeMessagePack(view(body));
    QVERIFY2(value.ok(), value.ok() ? "" : value.error().describe().c_str());
    QCOMPARE(QByteArray::fromStdString(toText(*value)).simplified(), text);
}

void TestMessagePack::rejectsEveryTruncatedPrefix()
{
    QFETCH(QByteArray, body);
    for (qsizetype size = 0; size < body.size(); ++size) {
        const auto value = decodeMessagePack(view(body.first(size)));
        QVERIFY(!value.ok());
        QCOMPARE(value.error().code, Errc::Malformed);
    }
}

void TestMessagePack::survivesEveryFlippedBit()
{
    QFETCH(QByteArray, body);
    for (qsizetype bit = 0; bit < body.size() * 8; ++bit) {
        QByteArray flipped = body;
        flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
        const auto value = decodeMessagePack(view(flipped));
        QVERIFY(!value.ok() || !toText(*value).empty());
    }
}

void TestMessagePack::rejectsWhatIsNoValue_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("reserved tag") << "\xC1"_ba;
    QTest::newRow("bytes behind") << "\x01\x02"_ba;
    QTest::newRow("list of 4 G items") << "\xDD\xFF\xFF\xFF\xFF"_ba;
    QTest::newRow("map of 4 G pairs") << "\xDF\xFF\xFF\xFF\xFF"_ba;
    QTest::newRow("bytes of 4 G") << "\xC6\xFF\xFF\xFF\xFF"_ba;
    QTest::newRow("deep") << QByteArray(100'000, '\x91') + '\x01';
}

void TestMessagePack::rejectsWhatIsNoValue()
{
    QFETCH(QByteArray, body);
    const auto value = decodeMessagePack(view(body));
    QVERIFY(!value.ok());
    QCOMPARE(value.error().code, Errc::Malformed);
    QVERIFY(value.error().context.starts_with("offset "));
}

QTEST_APPLESS_MAIN(TestMessagePack)
#include "tst_messagepack.moc"
