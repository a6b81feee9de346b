// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "log/logdirectory.h"

#include "logtesting.h"
#include "support/faultyfilesystem.h"
#include "support/manualclock.h"

#include <QTemporaryDir>
#include <QTest>

using namespace ottla;
using namespace ottla::test;
using log::LogDirectory;
using log::TopicPartition;

class TestLogDirectory : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void isHeldExclusively();
    void keepsMetaProperties();
    void refusesAnUnknownFormat();
    void listsItsPartitions();
    void refusesAnotherTopicsFolder();
    void deletesALogForGood();
    void startsAfreshWhenATopicComesBack();
    void writesKafkasCheckpoints();
    void keepsCheckpointsOfLogsThatAreNotOpen();
    void keepsTheStartAfterAKill();
    void leavesTheMarkerOnlyWhenClosed();
    void worksOnTheRealFileSystem();

private:
    std::unique_ptr<LogDirectory> open()
    {
        auto directory = LogDirectory::open(*m_files, m_clock, "/data");
        if (!directory) {
            qFatal("%s", directory.error().describe().c_str());
        }
        return std::move(*directory);
    }

    std::unique_ptr<FaultyFileSystem> m_files;
    ManualClock m_clock;
    const TopicPartition m_orders{"orders-eu", PartitionId{3}};
    const Uuid m_id = Uuid::parse("AAAAAAAAAAAAAAAAAAAAAQ").value();
};

void TestLogDirectory::init()
{
    m_files = std::make_unique<FaultyFileSystem>();
}

void TestLogDirectory::isHeldExclusively()
{
    auto first = open();
    const auto second = LogDirectory::open(*m_files, m_clock, "/data");
    QCOMPARE(second.error().code, Errc::Busy);
    QVERIFY(second.error().message.find("/data") != std::string::npos);
    first.reset();
    open();
}

void TestLogDirectory::keepsMetaProperties()
{
    {
        auto directory = open();
        QVERIFY(!directory->meta());
        QVERIFY(directory->setMeta({"abcdefghijklmnopqrstuv", NodeId{7}}));
    }
    const auto meta = open()->meta();
    QVERIFY(meta);
    QCOMPARE(meta->clusterId, std::string("abcdefghijklmnopqrstuv"));
    QCOMPARE(meta->brokerId.value, 7);
}

void TestLogDirectory::refusesAnUnknownFormat()
{
    QVERIFY(m_files->createDirectories("/data"));
    QVERIFY(m_files->replace("/data/meta.properties", asBytes("version=1\nnode.id=1\n")));
    const auto directory = LogDirectory::open(*m_files, m_clock, "/data");
    QCOMPARE(directory.error().code, Errc::Unsupported);
    QVERIFY(directory.error().message.find("version") != std::string::npos);
}

void TestLogDirectory::listsItsPartitions()
{
    auto directory = open();
    QVERIFY(directory->openLog(m_orders, m_id, {}));
    QVERIFY(m_files->createDirectories("/data/lost+found"));
    const auto found = directory->partitions().value();
    QCOMPARE(found.size(), std::size_t{1});
    QCOMPARE(found.at(m_orders), m_id);
    const auto text = m_files->readAll("/data/orders-eu-3/partition.metadata").value();
    QCOMPARE(asText(text), std::string_view("version: 0\ntopic_id: AAAAAAAAAAAAAAAAAAAAAQ\n"));
}

void TestLogDirectory::refusesAnotherTopicsFolder()
{
    auto directory = open();
    QVERIFY(directory->openLog(m_orders, m_id, {}));
    directory.reset();
    directory = open();
    QCOMPARE(directory->openLog(m_orders, Uuid::random(), {}).error().code, Errc::Conflict);
}

void TestLogDirectory::deletesALogForGood()
{
    auto directory = open();
    auto log = directory->openLog(m_orders, m_id, {}).value();
    append(*log, {});
    QVERIFY(directory->deleteLog(m_orders));
    QVERIFY(!m_files->exists("/data/orders-eu-3"));
    QCOMPARE(toString(append(*log, {}).error), toString(wire::ErrorCode::KafkaStorageError));
    QVERIFY(directory->partitions().value().empty());
    // A deletion that a crash interrupted is completed.
    QVERIFY(m_files->createDirectories("/data/x-0.0123456789abcdef-delete/sub"));
    directory.reset();
    directory = open();
    QVERIFY(!m_files->exists("/data/x-0.0123456789abcdef-delete"));
}

void TestLogDirectory::startsAfreshWhenATopicComesBack()
{
    auto directory = open();
    auto log = directory->openLog(m_orders, m_id, {}).value();
    append(*log, {.values = {"a", "b"}});
    QVERIFY(log->flush());
    QVERIFY(directory->writeCheckpoints());
    QVERIFY(directory->deleteLog(m_orders));
    log = directory->openLog(m_orders, Uuid::random(), {}).value();
    QCOMPARE(log->endOffset().value, 0);
    QCOMPARE(append(*log, {}).baseOffset.value, 0);
}

void TestLogDirectory::writesKafkasCheckpoints()
{
    auto directory = open();
    auto log = directory->openLog(m_orders, m_id, {}).value();
    append(*log, {.values = {"a", "b", "c"}});
    QVERIFY(log->flush());
    QVERIFY(log->advanceStart(Offset{2}));
    QVERIFY(directory->writeCheckpoints());
    const auto points = m_files->readAll("/data/recovery-point-offset-checkpoint").value();
    QCOMPARE(asText(points), std::string_view("0\n1\norders-eu 3 3\n"));
    const auto starts = m_files->readAll("/data/log-start-offset-checkpoint").value();
    QCOMPARE(asText(starts), std::string_view("0\n1\norders-eu 3 2\n"));
}

void TestLogDirectory::keepsCheckpointsOfLogsThatAreNotOpen()
{
    const auto fill = [this] {
        auto directory = open();
        auto log = directory->openLog(m_orders, m_id, {}).value();
        append(*log, {.values = {"a", "b", "c"}});
        QVERIFY(directory->close());
    };
    fill();
    {
        auto directory = open();
        QVERIFY(directory->openLog({"other", PartitionId{0}}, m_id, {}));
        QVERIFY(directory->close());
    }
    const auto points = m_files->readAll("/data/recovery-point-offset-checkpoint").value();
    QCOMPARE(asText(points), std::string_view("0\n2\norders-eu 3 3\nother 0 0\n"));
}

void TestLogDirectory::keepsTheStartAfterAKill()
{
    {
        auto directory = open();
        auto log = directory->openLog(m_orders, m_id, {}).value();
        append(*log, {.values = {"a", "b", "c"}});
        QVERIFY(log->advanceStart(Offset{2}));
    }
    auto log = open()->openLog(m_orders, m_id, {}).value();
    QCOMPARE(log->startOffset().value, 2);
    QCOMPARE(log->endOffset().value, 3);
}

void TestLogDirectory::leavesTheMarkerOnlyWhenClosed()
{
    const char* marker = "/data/.kafka_cleanshutdown";
    auto directory = open();
    QVERIFY(directory->openLog(m_orders, m_id, {}));
    QVERIFY(!m_files->exists(marker));
    QVERIFY(directory->close());
    QVERIFY(m_files->exists(marker));
    directory.reset();
    directory = open();
    QVERIFY(!m_files->exists(marker));
}

void TestLogDirectory::worksOnTheRealFileSystem()
{
    const QTemporaryDir folder;
    const auto files = posixFileSystem();
    const std::filesystem::path path = folder.filePath(QStringLiteral("data")).toStdString();
    for (const bool clean : {true, false}) {
        auto directory = std::move(LogDirectory::open(*files, m_clock, path).value());
        auto log = directory->openLog(m_orders, m_id, {}).value();
        append(*log, {.values = {"a", "b"}, .codec = wire::Codec::Zstd});
        if (clean) {
            QVERIFY(directory->close());
        }
    }
    auto directory = std::move(LogDirectory::open(*files, m_clock, path).value());
    auto log = directory->openLog(m_orders, m_id, {}).value();
    QCOMPARE(readAll(*log, Offset{0}).value().size(), std::size_t{4});
    QVERIFY(directory->deleteLog(m_orders));
    QVERIFY(!files->exists(path / "orders-eu-3"));
}

QTEST_GUILESS_MAIN(TestLogDirectory)
#include "tst_logdirectory.moc"
