// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include <QTest>
#ifndef Q_MOC_RUN // moc does not read <concepts>
#include "cluster/localmetadatastore.h"
#include "cluster/partitions.h"
#include "cluster/topicjson.h"
#include "support/faultyfilesystem.h"
#include "support/manualclock.h"
#include "wire/recordbatchbuilder.h"
#endif

using namespace ottla;
using namespace ottla::cluster;
using test::Loss;
using wire::ErrorCode;

namespace {

log::AppendResult appendTo(Partition& partition)
{
    wire::RecordBatchBuilder builder;
    builder.add(1'700'000'000'000, {}, asBytes("value"));
    Bytes bytes = std::move(std::move(builder).build().value());
    return partition.append(bytes);
}

} // namespace

class TestPartitions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void opensWhatTheMetadataNames();
    void opensInternalPartitionsWhenAskedFor();
    void closesADeletedTopicForGood();
    void startsATopicOfTheSameNameAfresh();
    void finishesADeletionAfterACrash();
    void startsAfreshWhereADeletionFailed();
    void wakesEveryPartitionThoughADeletionFails();
    void leavesFoldersThatAreNoLog();
    void leavesADamagedLogOut_data();
    void leavesADamagedLogOut();
    void copiesADamagedLogAnewOnlyFromWhoHasAll();
    void triesAgainWhatLackedDescriptors();
    void refusesNamesThatNoTopicMayHave();
    void appliesAChangedConfiguration();
    void wakesWaitersOutsideOfLocks();
    void deletesRecordsUpToTheHighWatermark();

private:
    Outcome setConfig(const std::string& name, const Topics::Config& config)
    {
        return m_topics->changeConfig(name, [&config](Topics::Config& all) -> Outcome {
            all = config;
            return {};
        });
    }
    void start();
    void create(const std::string& name, std::int32_t partitions = 1);
    /// A record that is on the disk, and then is not what it was.
    void damage(const std::string& name, PartitionId id);
    /// What another broker wrote of a partition.
    void setState(const std::string& name, PartitionId id, std::int32_t leader,
                  const std::vector<NodeId>& isr);

    test::ManualClock m_clock;
    std::unique_ptr<test::FaultyFileSystem> m_files;
    std::unique_ptr<log::LogDirectory> m_directory;
    std::unique_ptr<LocalMetadataStore> m_store;
    std::unique_ptr<Topics> m_topics;
    std::unique_ptr<Partitions> m_partitions;
};

void TestPartitions::init()
{
    m_partitions.reset();
    m_topics.reset();
    m_store.reset();
    m_directory.reset();
    m_files = std::make_unique<test::FaultyFileSystem>();
    QVERIFY(m_files->createDirectories("/data").ok());
    QVERIFY(m_files->syncDirectory("/").ok());
    start();
}

/// As after a kill when it runs already.
void TestPartitions::start()
{
    m_partitions.reset();
    m_topics.reset();
    m_store.reset();
    m_directory.reset();
    m_directory = std::move(log::LogDirectory::open(*m_files, m_clock, "/data").value());
    m_store = std::move(LocalMetadataStore::open(*m_files, "/data/metadata.log").value());
    m_topics = std::make_unique<Topics>(*m_store, NodeId{1});
    m_partitions = std::make_unique<Partitions>(
        *m_directory, *m_topics, NodeId{1}, m_clock, [](const Topic& topic) {
            log::LogConfig config;
            if (const auto found = topic.config.find("max.message.bytes");
                found != topic.config.end()) {
                config.maxMessageBytes = static_cast<std::uint32_t>(std::stoul(found->second));
            }
            return config;
        });
    const auto opened = m_partitions->openAll();
    QVERIFY2(opened.ok(), opened.ok() ? "" : opened.error().describe().c_str());
}

void TestPartitions::create(const std::string& name, std::int32_t partitions)
{
    QVERIFY(m_topics->create({.name = name, .partitions = partitions}).ok());
    QVERIFY(m_partitions->refresh(name).ok());
}

void TestPartitions::opensWhatTheMetadataNames()
{
    create("t", 2);
    QVERIFY(m_partitions->find("t", PartitionId{1}));
    QVERIFY(!m_partitions->find("t", PartitionId{2}));
    QVERIFY(!m_partitions->find("t", PartitionId{-1}));
    QVERIFY(!m_partitions->find("u", PartitionId{0}));
    QVERIFY(m_topics->addPartitions("t", 3, false).ok());
    QVERIFY(m_partitions->refresh("t").ok());
    QVERIFY(appendTo(*m_partitions->find("t", PartitionId{2})).error == ErrorCode::None);
    start();
    QCOMPARE(m_partitions->all().size(), std::size_t{3});
    QCOMPARE(m_partitions->find("t", PartitionId{2})->highWatermark().value, std::int64_t{1});
}

void TestPartitions::opensInternalPartitionsWhenAskedFor()
{
    create("__consumer_offsets", 50);
    QVERIFY(m_partitions->all().empty());
    QVERIFY(!m_files->exists("/data/__consumer_offsets-7"));
    const auto partition = m_partitions->find("__consumer_offsets", PartitionId{7});
    QVERIFY(partition);
    QVERIFY(m_partitions->find("__consumer_offsets", PartitionId{7}) == partition);
    QVERIFY(!m_partitions->find("__consumer_offsets", PartitionId{50}));
    QVERIFY(!m_partitions->find("__consumer_offsets", PartitionId{-1}));
    QVERIFY(appendTo(*partition).error == ErrorCode::None);
    start();
    QCOMPARE(m_partitions->all().size(), std::size_t{1});
    QVERIFY(m_topics->remove("__consumer_offsets").ok());
    QVERIFY(m_partitions->refresh("__consumer_offsets").ok());
    QVERIFY(!m_partitions->find("__consumer_offsets", PartitionId{7}));
    QVERIFY(!m_files->exists("/data/__consumer_offsets-7"));
}

void TestPartitions::closesADeletedTopicForGood()
{
    create("t");
    const auto partition = m_partitions->find("t", PartitionId{0});
    int woken = 0;
    partition->addWaiter([&] { ++woken; });
    QVERIFY(m_topics->remove("t").ok());
    QVERIFY(m_partitions->refresh("t").ok());
    QVERIFY(woken >= 1);
    QVERIFY(partition->closed());
    QVERIFY(appendTo(*partition).error == ErrorCode::UnknownTopicOrPartition);
    QVERIFY(partition->read(Offset{0}, 100, true).error().code == Errc::NotFound);
    QVERIFY(partition->deleteRecords(Offset{0}).error().code == Errc::NotFound);
    QVERIFY(!m_partitions->find("t", PartitionId{0}));
    QVERIFY(!m_files->exists("/data/t-0"));
}

void TestPartitions::startsATopicOfTheSameNameAfresh()
{
    create("t");
    const auto before = m_partitions->find("t", PartitionId{0});
    QVERIFY(appendTo(*before).error == ErrorCode::None);
    // Both changes are known before the logs follow.
    QVERIFY(m_topics->remove("t").ok());
    create("t");
    QVERIFY(before->closed());
    const auto after = m_partitions->find("t", PartitionId{0});
    QVERIFY(after && after != before);
    QCOMPARE(after->highWatermark().value, std::int64_t{0});
    QVERIFY(after->topicId() == m_topics->find("t")->id);
}

void TestPartitions::finishesADeletionAfterACrash()
{
    create("t", 3);
    create("stays");
    for (std::int32_t i = 0; i < 3; ++i) {
        QVERIFY(appendTo(*m_partitions->find("t", PartitionId{i})).error == ErrorCode::None);
    }
    std::vector<std::unique_ptr<test::FaultyFileSystem>> images;
    QVERIFY(m_topics->remove("t").ok());
    m_files->setObserver([&] {
        for (const Loss loss : {Loss::Nothing, Loss::Unsynced, Loss::Scattered}) {
            images.push_back(m_files->afterCrash(loss, images.size()));
        }
    });
    QVERIFY(m_partitions->refresh("t").ok());
    m_files->setObserver({});
    QVERIFY(images.size() > 10);
    const auto live = std::move(m_files);
    for (auto& image : images) {
        m_partitions.reset();
        m_topics.reset();
        m_store.reset();
        m_directory.reset();
        m_files = std::move(image);
        start();
        QCOMPARE(m_partitions->all().size(), std::size_t{1});
        const auto left = m_files->list("/data").value();
        QVERIFY(std::none_of(left.begin(), left.end(),
                             [](const std::string& name) { return name.starts_with("t-"); }));
        create("t", 3);
        QCOMPARE(m_partitions->find("t", PartitionId{2})->highWatermark().value, std::int64_t{0});
    }
    m_partitions.reset();
    m_directory.reset();
}

void TestPartitions::startsAfreshWhereADeletionFailed()
{
    create("t");
    QVERIFY(appendTo(*m_partitions->find("t", PartitionId{0})).error == ErrorCode::None);
    QVERIFY(m_topics->remove("t").ok());
    m_files->failAll(Errc::NoSpace);
    QVERIFY(!m_partitions->refresh("t").ok());
    m_files->failAll(std::nullopt);
    create("t");
    QCOMPARE(m_partitions->find("t", PartitionId{0})->highWatermark().value, std::int64_t{0});
}

void TestPartitions::wakesEveryPartitionThoughADeletionFails()
{
    create("t", 3);
    int woken = 0;
    for (const auto& partition : m_partitions->all()) {
        partition->addWaiter([&] { ++woken; });
    }
    const auto partitions = m_partitions->all();
    QVERIFY(m_topics->remove("t").ok());
    m_files->failAfter(0, Errc::NoSpace);
    QVERIFY(!m_partitions->refresh("t").ok());
    QCOMPARE(woken, 3);
    QVERIFY(partitions[2]->closed());
    QVERIFY(!m_files->exists("/data/t-1"));
    QVERIFY(!m_files->exists("/data/t-2"));
}

void TestPartitions::leavesFoldersThatAreNoLog()
{
    QVERIFY(m_files->createDirectories("/data/photos-2024").ok());
    QVERIFY(m_files->replace("/data/photos-2024/cat.jpg", asBytes("cat")).ok());
    start();
    QVERIFY(m_files->exists("/data/photos-2024/cat.jpg"));
}

void TestPartitions::damage(const std::string& name, PartitionId id)
{
    const auto partition = m_partitions->find(name, id);
    QVERIFY(appendTo(*partition).error == ErrorCode::None);
    QVERIFY(partition->log().flush().ok());
    QVERIFY(m_directory->writeCheckpoints().ok());
    m_files->corrupt("/data/" + name + "-" + std::to_string(id.value) + "/00000000000000000000.log",
                     40, asBytes("noise"));
}

void TestPartitions::setState(const std::string& name, PartitionId id, std::int32_t leader,
                              const std::vector<NodeId>& isr)
{
    PartitionState state = m_topics->find(name)->partitions[static_cast<std::size_t>(id.value)];
    state.leader = NodeId{leader};
    state.leaderEpoch = LeaderEpoch{state.leaderEpoch.value + 1};
    state.isr = isr;
    const auto path = statePath(name, id);
    QVERIFY(m_store->apply({SetZnode{path, stateJson(state), state.version}}).ok());
    m_topics->reload({path});
}

void TestPartitions::leavesADamagedLogOut_data()
{
    QTest::addColumn<bool>("records");
    QTest::newRow("its records") << true;
    QTest::newRow("its partition.metadata") << false;
}

void TestPartitions::leavesADamagedLogOut()
{
    QFETCH(bool, records);
    create("t", 3);
    if (records) {
        damage("t", PartitionId{1});
    } else {
        QVERIFY(m_files->replace("/data/t-1/partition.metadata", asBytes("noise")).ok());
    }
    for (int starts = 0; starts < 2; ++starts) {
        start();
        QCOMPARE(m_partitions->all().size(), std::size_t{2});
        QVERIFY(!m_partitions->find("t", PartitionId{1}));
        QVERIFY(m_partitions->damaged().contains({"t", PartitionId{1}}));
        QVERIFY(appendTo(*m_partitions->find("t", PartitionId{0})).error == ErrorCode::None);
        QVERIFY(appendTo(*m_partitions->find("t", PartitionId{2})).error == ErrorCode::None);
        m_partitions->openMissing(); // nobody else has it: it stays for whoever can mend it
        QVERIFY(m_files->exists("/data/t-1/00000000000000000000.log"));
        QVERIFY(m_partitions->refresh("t").ok());
    }
    QVERIFY(m_topics->remove("t").ok());
    QVERIFY(m_partitions->refresh("t").ok());
    QVERIFY(!m_files->exists("/data/t-1"));
    QVERIFY(m_partitions->damaged().empty());
    create("t", 2);
    QVERIFY(appendTo(*m_partitions->find("t", PartitionId{1})).error == ErrorCode::None);
}

void TestPartitions::copiesADamagedLogAnewOnlyFromWhoHasAll()
{
    create("t");
    damage("t", PartitionId{0});
    start();
    for (const auto& [leader, isr] :
         {std::pair{1, std::vector{NodeId{1}}}, std::pair{2, std::vector{NodeId{2}, NodeId{1}}},
          std::pair{-1, std::vector{NodeId{2}}}}) {
        setState("t", PartitionId{0}, leader, isr);
        m_partitions->openMissing();
        QVERIFY(!m_partitions->find("t", PartitionId{0}));
        QVERIFY(m_files->exists("/data/t-0/00000000000000000000.log"));
    }
    setState("t", PartitionId{0}, 2, {NodeId{2}});
    m_partitions->openMissing();
    const auto copy = m_partitions->find("t", PartitionId{0});
    QVERIFY(copy);
    QCOMPARE(copy->log().endOffset().value, std::int64_t{0});
    QCOMPARE(copy->highWatermark().value, std::int64_t{0});
    QVERIFY(!copy->isLeader());
    QVERIFY(m_partitions->damaged().empty());
}

void TestPartitions::triesAgainWhatLackedDescriptors()
{
    QVERIFY(m_topics->create({.name = "t"}).ok());
    m_files->failAll(Errc::TooManyOpenFiles);
    QVERIFY(!m_partitions->refresh("t").ok());
    QVERIFY(!m_partitions->find("t", PartitionId{0}));
    QVERIFY(!m_directory->failure());
    m_files->failAll(std::nullopt);
    m_partitions->openMissing();
    QVERIFY(appendTo(*m_partitions->find("t", PartitionId{0})).error == ErrorCode::None);
}

void TestPartitions::refusesNamesThatNoTopicMayHave()
{
    create("t");
    const std::string bad = "two words";
    const auto znode = m_store->get(topicPath("t"));
    QVERIFY(m_store->apply({CreateZnode{topicPath(bad), znode->data}}).ok());
    QVERIFY(m_files->createDirectories("/data/" + bad + "-0").ok());
    QVERIFY(m_files
                ->replace("/data/" + bad + "-0/partition.metadata",
                          asBytes("version: 0\ntopic_id: AAAAAAAAAAAAAAAAAAAAAQ\n"))
                .ok());
    m_topics->reload({"/brokers/topics"});
    QVERIFY(!m_topics->find(bad));
    QVERIFY(m_partitions->refresh(bad).ok());
    for (int starts = 0; starts < 2; ++starts) {
        QVERIFY(m_directory->writeCheckpoints().ok());
        start();
        QCOMPARE(m_topics->all().size(), std::size_t{1});
        QCOMPARE(m_partitions->all().size(), std::size_t{1});
        QVERIFY(m_files->exists("/data/" + bad + "-0/partition.metadata"));
    }
}

void TestPartitions::appliesAChangedConfiguration()
{
    create("t");
    QVERIFY(setConfig("t", {{"max.message.bytes", "10"}}).ok());
    QVERIFY(m_partitions->refresh("t").ok());
    const auto partition = m_partitions->find("t", PartitionId{0});
    QVERIFY(appendTo(*partition).error == ErrorCode::MessageTooLarge);
    QVERIFY(setConfig("t", {}).ok());
    QVERIFY(m_partitions->refresh("t").ok());
    QVERIFY(appendTo(*partition).error == ErrorCode::None);
}

void TestPartitions::wakesWaitersOutsideOfLocks()
{
    create("t");
    const auto partition = m_partitions->find("t", PartitionId{0});
    std::int64_t seen = -1;
    Partition::WaiterId id = 0;
    // A waiter may call the partition again, and may go.
    id = partition->addWaiter([&] {
        seen = partition->highWatermark().value;
        partition->removeWaiter(id);
    });
    QVERIFY(appendTo(*partition).error == ErrorCode::None);
    QCOMPARE(seen, std::int64_t{1});
    QVERIFY(appendTo(*partition).error == ErrorCode::None);
    QCOMPARE(seen, std::int64_t{1});
}

void TestPartitions::deletesRecordsUpToTheHighWatermark()
{
    create("t");
    const auto partition = m_partitions->find("t", PartitionId{0});
    for (int i = 0; i < 3; ++i) {
        QVERIFY(appendTo(*partition).error == ErrorCode::None);
    }
    QCOMPARE(partition->deleteRecords(Offset{2})->value, std::int64_t{2});
    QCOMPARE(partition->deleteRecords(Offset{1})->value, std::int64_t{2});
    QVERIFY(partition->deleteRecords(Offset{4}).error().code == Errc::OutOfRange);
    QCOMPARE(partition->deleteRecords(Offset{-1})->value, std::int64_t{3});
    QVERIFY(partition->read(Offset{2}, 100, true).error().code == Errc::OutOfRange);
    QVERIFY(partition->read(Offset{3}, 100, true)->regions.empty());
}

QTEST_GUILESS_MAIN(TestPartitions)
#include "tst_partitions.moc"
