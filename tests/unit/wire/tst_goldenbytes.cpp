// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "wire/codec.h"
#include "wire/kafka/messages.h"

#include <QFile>
#include <QTest>
#include <functional>
#include <map>
#include <set>

using namespace ottla;

/// Bytes that Apache Kafka's own client wrote (golden/README.md), read and written again.
class TestGoldenBytes : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void encodesWhatItDecoded_data();
    void encodesWhatItDecoded();
    void rejectsEveryTruncatedPrefix_data() { encodesWhatItDecoded_data(); }
    void rejectsEveryTruncatedPrefix();
    void ignoresBytesBehindAMessage_data() { encodesWhatItDecoded_data(); }
    void ignoresBytesBehindAMessage();
    void readsTaggedFieldsInAnyOrder();
    void coversEveryVersion();

private:
    using Recode = std::function<Result<Bytes>(BytesView, std::int16_t)>;
    struct Known
    {
        wire::VersionRange versions;
        Recode recode;
    };

    template <typename Message>
    void add(const std::string& name);
    void addLines(const QString& file);

    std::map<std::string, Known> m_known;
    std::map<std::string, std::set<int>> m_covered;
};

namespace {

/// The unqualified name of a type, out of the compiler's name for this function.
template <typename T>
std::string typeName()
{
    const std::string_view text = __PRETTY_FUNCTION__;
    const auto end = text.find_first_of(";]", text.find("T = "));
    const auto start = text.rfind(':', end);
    return std::string(text.substr(start + 1, end - start - 1));
}

} // namespace

template <typename Message>
void TestGoldenBytes::add(const std::string& name)
{
    m_known[name] = {Message::api.versions,
                     [](BytesView bytes, std::int16_t version) -> Result<Bytes> {
                         auto message = wire::decodeMessage<Message>(bytes, version);
                         if (!message) {
                             return message.error();
                         }
                         auto encoded = wire::encodeMessage(*message, version);
                         if (!encoded) {
                             return encoded.error();
                         }
                         return encoded->bytes;
                     }};
}

void TestGoldenBytes::initTestCase()
{
    const auto each = [this]<typename Message>(std::type_identity<Message>) {
        add<Message>(typeName<Message>());
    };
    wire::forEachRequest(each);
    wire::forEachResponse(each);
}

void TestGoldenBytes::addLines(const QString& file)
{
    QFile lines(QStringLiteral(OTTLA_GOLDEN "/") + file);
    QVERIFY(lines.open(QIODevice::ReadOnly));
    int number = 0;
    while (!lines.atEnd()) {
        const QList<QByteArray> parts = lines.readLine().trimmed().split(' ');
        QCOMPARE(parts.size(), 3);
        QTest::addRow("%s line %d: %s v%s", qPrintable(file), ++number, parts[0].constData(),
                      parts[1].constData())
            << parts[0] << parts[1].toInt() << QByteArray::fromHex(parts[2]);
        m_covered[parts[0].toStdString()].insert(parts[1].toInt());
    }
}

void TestGoldenBytes::encodesWhatItDecoded_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<int>("version");
    QTest::addColumn<QByteArray>("bytes");
    addLines(QStringLiteral("kafka-3.9.txt"));
    addLines(QStringLiteral("kafka-4.4.txt"));
}

void TestGoldenBytes::encodesWhatItDecoded()
{
    QFETCH(QByteArray, name);
    QFETCH(int, version);
    QFETCH(QByteArray, bytes);
    const auto known = m_known.find(name.toStdString());
    QVERIFY(known != m_known.end());
    const auto again =
        known->second.recode(asBytes(bytes.toStdString()), static_cast<std::int16_t>(version));
    QVERIFY2(again.ok(), again.ok() ? "" : again.error().describe().c_str());
    const std::string_view text = asText(again.value());
    QCOMPARE(QByteArray(text.data(), static_cast<qsizetype>(text.size())).toHex(), bytes.toHex());
}

void TestGoldenBytes::rejectsEveryTruncatedPrefix()
{
    QFETCH(QByteArray, name);
    QFETCH(int, version);
    QFETCH(QByteArray, bytes);
    for (qsizetype size = 0; size < bytes.size(); ++size) {
        // A copy of exactly that size, so that a sanitizer sees a read past its end.
        const std::string prefix = bytes.left(size).toStdString();
        const auto again = m_known.at(name.toStdString())
                               .recode(asBytes(prefix), static_cast<std::int16_t>(version));
        QVERIFY(!again.ok());
        QCOMPARE(again.error().code, Errc::Malformed);
    }
}

void TestGoldenBytes::ignoresBytesBehindAMessage()
{
    QFETCH(QByteArray, name);
    QFETCH(int, version);
    QFETCH(QByteArray, bytes);
    const std::string longer = bytes.toStdString() + std::string(3, '\0');
    const auto again =
        m_known.at(name.toStdString()).recode(asBytes(longer), static_cast<std::int16_t>(version));
    QVERIFY2(again.ok(), again.ok() ? "" : again.error().describe().c_str());
    QVERIFY(sameBytes(again.value(), asBytes(bytes.toStdString())));
}

void TestGoldenBytes::readsTaggedFieldsInAnyOrder()
{
    const auto untagged = wire::encodeMessage(wire::ApiVersionsResponse{}, 3);
    QVERIFY(untagged.ok());
    Bytes tagged = untagged->bytes;
    tagged.pop_back(); // the count of tagged fields
    // Three of them: zkMigrationReady, one that is not known, finalizedFeaturesEpoch.
    for (const int byte : {3, 3, 1, 1, 7, 1, 9, 1, 8, 0, 0, 0, 0, 0, 0, 0, 5}) {
        tagged.push_back(static_cast<std::byte>(byte));
    }
    const auto read = wire::decodeMessage<wire::ApiVersionsResponse>(tagged, 3);
    QVERIFY2(read.ok(), read.ok() ? "" : read.error().describe().c_str());
    QCOMPARE(read->finalizedFeaturesEpoch, 5);
    QVERIFY(read->zkMigrationReady);
}

void TestGoldenBytes::coversEveryVersion()
{
    for (const auto& [name, known] : m_known) {
        for (int version = known.versions.first; version <= known.versions.last; ++version) {
            QVERIFY2(m_covered[name].count(version) == 1,
                     qPrintable(
                         QStringLiteral("%1 v%2").arg(QString::fromStdString(name)).arg(version)));
        }
    }
}

QTEST_APPLESS_MAIN(TestGoldenBytes)
#include "tst_goldenbytes.moc"
