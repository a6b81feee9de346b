// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "base/bytes.h"
#include "base/crc32c.h"
#include "base/file.h"
#include "base/uuid.h"

#include <QTemporaryDir>
#include <QTest>

using namespace ottla;

class TestBase : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void crc32cMatchesRfc3720();
    void crc32cGoesInPieces();
    void uuidTextReadsBack();
    void uuidRejectsWhatIsNoId();
    void bigEndianReadsBack();
    void replaceLeavesOldOrNew();
    void lockIsExclusive();
    void removesTrees();
};

void TestBase::crc32cMatchesRfc3720()
{
    // RFC 3720 B.4
    QCOMPARE(crc32c(Bytes(32, std::byte{0})), 0x8A9136AAU);
    QCOMPARE(crc32c(Bytes(32, std::byte{0xFF})), 0x62A8AB43U);
    QCOMPARE(crc32cPortable(Bytes(32, std::byte{0xFF})), 0x62A8AB43U);
    QCOMPARE(crc32c(asBytes("123456789")), 0xE3069283U);
    QCOMPARE(crc32cPortable(asBytes("123456789")), 0xE3069283U);
}

void TestBase::crc32cGoesInPieces()
{
    QCOMPARE(crc32c(asBytes("56789"), crc32c(asBytes("1234"))), crc32c(asBytes("123456789")));
}

void TestBase::uuidTextReadsBack()
{
    for (int i = 0; i < 100; ++i) {
        const Uuid uuid = Uuid::random();
        const std::string text = uuid.toString();
        QCOMPARE(text.size(), 22U);
        QVERIFY(text.front() != '-');
        QVERIFY(Uuid::parse(text).value() == uuid);
    }
}

void TestBase::uuidRejectsWhatIsNoId()
{
    QCOMPARE(Uuid::parse("short").error().code, Errc::Malformed);
    QCOMPARE(Uuid::parse("AAAAAAAAAAAAAAAAAAAA+A").error().code, Errc::Malformed);
}

void TestBase::bigEndianReadsBack()
{
    std::array<std::byte, 8> bytes{};
    storeBigEndian<std::int64_t>(bytes.data(), -2);
    QCOMPARE(loadBigEndian<std::int64_t>(bytes.data()), -2);
    storeBigEndian<std::int16_t>(bytes.data(), 0x0102);
    QCOMPARE(bytes[0], std::byte{1});
    QCOMPARE(loadBigEndian<std::int16_t>(bytes.data()), 0x0102);
}

void TestBase::replaceLeavesOldOrNew()
{
    const QTemporaryDir folder;
    auto files = posixFileSystem();
    const std::filesystem::path path = folder.filePath(QStringLiteral("x")).toStdString();
    QVERIFY(files->replace(path, asBytes("one")).ok());
    QVERIFY(files->replace(path, asBytes("two")).ok());
    QCOMPARE(asText(files->readAll(path).value()), "two");
    QCOMPARE(files->readAll(path, 2).error().code, Errc::TooLarge);
    QCOMPARE(files->list(path.parent_path()).value().size(), 1U);
}

void TestBase::lockIsExclusive()
{
    const QTemporaryDir folder;
    auto files = posixFileSystem();
    const std::filesystem::path path = folder.filePath(QStringLiteral(".lock")).toStdString();
    auto held = files->lock(path);
    QVERIFY(held.ok());
    QCOMPARE(files->lock(path).error().code, Errc::Busy);
    held.value().reset();
    QVERIFY(files->lock(path).ok());
}

void TestBase::removesTrees()
{
    const QTemporaryDir folder;
    auto files = posixFileSystem();
    const std::filesystem::path root = folder.filePath(QStringLiteral("a")).toStdString();
    QVERIFY(files->createDirectories(root / "b" / "c").ok());
    QVERIFY(files->replace(root / "b" / "file", asBytes("x")).ok());
    QVERIFY(files->removeTree(root).ok());
    QVERIFY(!files->exists(root));
    QVERIFY(files->removeTree(root).ok());
}

QTEST_APPLESS_MAIN(TestBase)
#include "tst_base.moc"
