// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "log/logdirectory.h"
#include "logfixture.h"
#include "logtesting.h"

#include <QTest>

using namespace ottla;
using namespace ottla::test;
using log::LogConfig;
using wire::ErrorCode;

/// A disk that is full or fails, and what is flushed when.
class TestLogFailures : public QObject, private LogFixture
{
    Q_OBJECT

private Q_SLOTS:
    void init() { renew(); }
    void recoversFromAFullDisk();
    void recoversFromEachFailure();
    void flushesAsConfigured();
    void staysOfflineAfterAFailure_data();
    void staysOfflineAfterAFailure();
    void forgetsNoFailedFlush();
    void livesThroughWhatIsNoFailure_data();
    void livesThroughWhatIsNoFailure();

private:
    /// A data directory with one log, which syncs each append where asked.
    void openDirectory(bool syncs)
    {
        m_shared.reset();
        m_directory.reset();
        m_directory = std::move(log::LogDirectory::open(*m_files, *m_clock, "/data").value());
        LogConfig config;
        config.flushMessages = syncs ? 1 : config.flushMessages;
        m_shared =
            m_directory->openLog({"t", PartitionId{0}}, Uuid::parse(id).value(), config).value();
    }
    void closeDirectory()
    {
        m_shared.reset();
        m_directory.reset();
    }

    static constexpr const char* id = "AAAAAAAAAAAAAAAAAAAAAQ";
    std::unique_ptr<log::LogDirectory> m_directory;
    std::shared_ptr<log::Log> m_shared;
};

void TestLogFailures::recoversFromAFullDisk()
{
    open();
    append(*m_log, {.values = {"before"}});
    m_files->setQuota(m_files->usedBytes() + 40);
    const auto failed = append(*m_log, {.values = {std::string(500, 'x')}});
    QCOMPARE(toString(failed.error), toString(ErrorCode::KafkaStorageError));
    QVERIFY(failed.message.find("No space") != std::string::npos);
    QCOMPARE(m_log->endOffset().value, 1);
    auto file = m_files->open("/log/00000000000000000000.log", OpenMode::Read).value();
    QCOMPARE(file->size().value(), m_log->sizeBytes());
    m_files->setQuota(1U << 30U);
    QCOMPARE(append(*m_log, {.values = {"after"}}).baseOffset.value, 1);
    m_log = openLog({});
    QCOMPARE(readAll(*m_log, Offset{0}).value(),
             (std::vector<SeenRecord>{{0, "before"}, {1, "after"}}));
}

void TestLogFailures::recoversFromEachFailure()
{
    LogConfig config;
    config.segmentBytes = 400;
    config.indexIntervalBytes = 100;
    config.flushMessages = 3;
    int failures = 0;
    for (std::size_t n = 0; n < 80; ++n) {
        renew();
        open(config);
        m_files->failAfter(n, n % 2 == 0 ? Errc::NoSpace : Errc::Io);
        std::vector<SeenRecord> stored;
        for (int i = 0; i < 12; ++i) {
            const std::string value = "value " + std::to_string(i);
            const auto result = append(*m_log, {.values = {value}}, i / 4);
            if (result.error == ErrorCode::None) {
                QCOMPARE(result.baseOffset.value, static_cast<std::int64_t>(stored.size()));
                stored.push_back({result.baseOffset.value, value});
            } else {
                QCOMPARE(toString(result.error), toString(ErrorCode::KafkaStorageError));
                ++failures;
            }
        }
        QCOMPARE(readAll(*m_log, Offset{0}).value(), stored);
        m_files->failAfter(1'000'000, Errc::Io); // where it did not come to it
        m_log.reset();
        m_log = openLog(config);
        QCOMPARE(readAll(*m_log, Offset{0}).value(), stored);
    }
    QVERIFY(failures > 20);
}

void TestLogFailures::flushesAsConfigured()
{
    LogConfig config;
    config.flushMessages = 3;
    config.flushMs = 5000;
    open(config);
    append(*m_log, {.values = {"a", "b"}});
    QCOMPARE(m_log->recoveryPoint().value, 0);
    append(*m_log, {});
    QCOMPARE(m_log->recoveryPoint().value, 3);
    append(*m_log, {});
    QCOMPARE(m_log->recoveryPoint().value, 3);
    m_clock->advance(std::chrono::seconds(6));
    append(*m_log, {});
    QCOMPARE(m_log->recoveryPoint().value, 5);
    append(*m_log, {});
    QVERIFY(m_log->flushIfDue());
    QCOMPARE(m_log->recoveryPoint().value, 5);
    m_clock->advance(std::chrono::seconds(6));
    QVERIFY(m_log->flushIfDue());
    QCOMPARE(m_log->recoveryPoint().value, 6);
}

void TestLogFailures::staysOfflineAfterAFailure_data()
{
    QTest::addColumn<int>("operation");
    QTest::newRow("the write") << 0;
    QTest::newRow("the sync") << 1;
}

/// The kernel may have dropped what it failed to write, and tells of it only once: a later sync
/// that works proves nothing.
void TestLogFailures::staysOfflineAfterAFailure()
{
    QFETCH(int, operation);
    openDirectory(true);
    QVERIFY(m_files->syncDirectory("/"));
    int told = 0;
    m_directory->setFailureListener([&](const Error&) { ++told; });
    QCOMPARE(append(*m_shared, {.values = {"kept"}}).baseOffset.value, 0);
    m_files->failAfter(static_cast<std::size_t>(operation), Errc::Io);
    for (int i = 0; i < 3; ++i) { // the disk works again from the second on
        const auto result = append(*m_shared, {.values = {"refused"}});
        QCOMPARE(toString(result.error), toString(ErrorCode::KafkaStorageError));
        QVERIFY(!m_shared->flushRolled() || m_shared->recoveryPoint().value == 1);
        QCOMPARE(m_shared->recoveryPoint().value, 1);
        QCOMPARE(m_shared->endOffset().value, 1);
    }
    QCOMPARE(told, 1);
    QVERIFY(m_directory->failure() && m_shared->isOffline());
    QVERIFY(!m_directory->writeCheckpoints());
    QVERIFY(!m_directory->close());
    QVERIFY(!m_files->exists("/data/.kafka_cleanshutdown"));
    closeDirectory();
    m_files = m_files->afterCrash(Loss::Unsynced, 1);
    openDirectory(true);
    QCOMPARE(readAll(*m_shared, Offset{0}).value(), (std::vector<SeenRecord>{{0, "kept"}}));
    closeDirectory();
}

void TestLogFailures::forgetsNoFailedFlush()
{
    openDirectory(false);
    append(*m_shared, {.values = {"perhaps"}});
    m_files->failAfter(0, Errc::Io);
    QVERIFY(!m_shared->flush());
    QVERIFY(!m_shared->flush());
    QCOMPARE(m_shared->recoveryPoint().value, 0);
    QCOMPARE(toString(append(*m_shared, {}).error), toString(ErrorCode::KafkaStorageError));
    closeDirectory();
}

void TestLogFailures::livesThroughWhatIsNoFailure_data()
{
    QTest::addColumn<Errc>("code");
    QTest::newRow("a full disk") << Errc::NoSpace;
    QTest::newRow("no descriptor left") << Errc::TooManyOpenFiles;
}

void TestLogFailures::livesThroughWhatIsNoFailure()
{
    QFETCH(Errc, code);
    openDirectory(true);
    m_files->failAfter(0, code);
    QCOMPARE(toString(append(*m_shared, {}).error), toString(ErrorCode::KafkaStorageError));
    QVERIFY(!m_directory->failure());
    QCOMPARE(append(*m_shared, {}).baseOffset.value, 0);
    closeDirectory();
}

QTEST_GUILESS_MAIN(TestLogFailures)
#include "tst_logfailures.moc"
