// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "readtesting.h"

#include "livecluster.h"
#include "model/messages/coverage.h"
#include "model/messages/messagebrowser.h"
#include "support/clusterprocess.h"
#include "support/requestspy.h"

#include <QScopeGuard>
#include <QSignalSpy>
#include <QTest>

#include <librdkafka/rdkafka.h>

#include <set>
#include <thread>
#include <type_traits>

using namespace ottla;
using namespace ottla::test;
using Start = ReadRequest::Start;

namespace {

const WriteGate writable(QStringLiteral("test"), false);

std::set<std::int64_t> offsets(const std::vector<ReadMessage>& messages, std::int32_t partition)
{
    std::set<std::int64_t> all;
    for (const ReadMessage& message : messages) {
        if (message.partition == partition) {
            all.insert(message.offset);
        }
    }
    return all;
}

/// Messages of a kilobyte, packed into few requests.
void fill(const KafkaProperties& properties, const std::string& topic, int count)
{
    KafkaProperties quick = properties;
    quick.emplace_back("linger.ms", "20");
    rd_kafka_conf_t* conf = rd_kafka_conf_new();
    for (const auto& [name, value] : quick) {
        rd_kafka_conf_set(conf, name.c_str(), value.c_str(), nullptr, 0);
    }
    rd_kafka_conf_set(conf, "batch.num.messages", "10", nullptr, 0);
    rd_kafka_t* producer = rd_kafka_new(RD_KAFKA_PRODUCER, conf, nullptr, 0);
    const std::string body(1000, 'x');
    for (int i = 0; i < count; ++i) {
        rd_kafka_producev(producer, RD_KAFKA_V_TOPIC(topic.c_str()), RD_KAFKA_V_PARTITION(0),
                          RD_KAFKA_V_VALUE(const_cast<char*>(body.data()), body.size()),
                          RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY | RD_KAFKA_MSG_F_BLOCK),
                          RD_KAFKA_V_END);
    }
    rd_kafka_flush(producer, 20'000);
    rd_kafka_destroy(producer);
}

/// Whether each broker knows of every other: a topic made before that is laid on those that the
/// controller knows.
bool allKnowAll(const ClusterProcess& cluster, int brokers)
{
    for (int id = 0; id < brokers; ++id) {
        auto client = Client::create(
            {{"bootstrap.servers", cluster.brokerAddress(id).toStdString()}}, writable);
        const auto info = client.value()->describeCluster();
        if (!info || info->brokers.size() != static_cast<std::size_t>(brokers)) {
            return false;
        }
    }
    return true;
}

/// DeleteRecords of partition 0; false where it failed.
bool deleteBefore(const KafkaProperties& properties, const std::string& topic, std::int64_t offset)
{
    rd_kafka_conf_t* conf = rd_kafka_conf_new();
    for (const auto& [name, value] : properties) {
        rd_kafka_conf_set(conf, name.c_str(), value.c_str(), nullptr, 0);
    }
    rd_kafka_t* client = rd_kafka_new(RD_KAFKA_PRODUCER, conf, nullptr, 0);
    auto* list = rd_kafka_topic_partition_list_new(1);
    rd_kafka_topic_partition_list_add(list, topic.c_str(), 0)->offset = offset;
    rd_kafka_DeleteRecords_t* request = rd_kafka_DeleteRecords_new(list);
    rd_kafka_queue_t* queue = rd_kafka_queue_new(client);
    rd_kafka_DeleteRecords(client, &request, 1, nullptr, queue);
    rd_kafka_event_t* event = rd_kafka_queue_poll(queue, 20'000);
    const bool done = event && rd_kafka_event_error(event) == RD_KAFKA_RESP_ERR_NO_ERROR;
    rd_kafka_event_destroy(event);
    rd_kafka_queue_destroy(queue);
    rd_kafka_DeleteRecords_destroy(request);
    rd_kafka_topic_partition_list_destroy(list);
    rd_kafka_destroy(client);
    return done;
}

} // namespace

/// Reading while the cluster changes: producers write, retention deletes, leaders go.
class TestReadingLive : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY2(m_cluster.start(), qPrintable(m_cluster.broker.errorOutput())); }

    void readsToTheOffsetsOfTheStartWhileAProducerWrites()
    {
        create("written", 2);
        m_cluster.produce("written", 200, 0);
        m_cluster.produce("written", 200, 1);
        std::atomic<bool> stop = false;
        std::thread producer([&] {
            for (std::int32_t i = 0; !stop; ++i) {
                m_cluster.produce("written", 20, i % 2);
            }
        });
        const auto join = qScopeGuard([&] { // a check that fails returns
            stop = true;
            producer.join();
        });
        for (int round = 0; round < 5; ++round) {
            const auto outcome =
                read(m_cluster.properties(), {.topics = {"written"}, .start = Start::Beginning});
            const auto newest = read(m_cluster.properties(),
                                     {.topics = {"written"}, .start = Start::Newest, .count = 50});
            if (outcome.progress.state != ReadProgress::State::Finished
                || newest.messages.size() != 50) {
                QFAIL("It does not read to the end");
            }
            for (const std::int32_t p : {0, 1}) {
                const PartitionProgress& partition = outcome.partition(p);
                const auto seen = offsets(outcome.messages, p);
                // Each once, none missing, none beyond.
                QVERIFY(partition.end >= 200);
                QCOMPARE(static_cast<std::int64_t>(seen.size()), partition.end);
                QCOMPARE(partition.delivered, partition.end);
                QCOMPARE(*seen.begin(), 0);
                QCOMPARE(*seen.rbegin(), partition.end - 1);
            }
            QVERIFY(std::is_sorted(newest.messages.begin(), newest.messages.end(),
                                   [](const auto& a, const auto& b) { return a.age() < b.age(); }));
        }
    }

    void countsWhatIsDeletedWhileItReads()
    {
        create("shrinking", 1);
        fill(m_cluster.properties(), "shrinking", 4000);
        KafkaProperties smallQueue = m_cluster.properties();
        smallQueue.emplace_back("queued.min.messages", "10");
        smallQueue.emplace_back("queued.max.messages.kbytes", "100");
        smallQueue.emplace_back("fetch.message.max.bytes", "50000");
        smallQueue.emplace_back("fetch.max.bytes", "100000");
        smallQueue.emplace_back("message.max.bytes", "50000");
        bool deleted = false;
        const auto outcome =
            read(smallQueue, {.topics = {"shrinking"}, .start = Start::Beginning},
                 [&](const MessageView&) {
                     if (!std::exchange(deleted, true)) {
                         return deleteBefore(m_cluster.properties(), "shrinking", 3500);
                     }
                     return true;
                 });
        QVERIFY(deleted);
        QCOMPARE(outcome.progress.state, ReadProgress::State::Incomplete);
        const PartitionProgress& partition = outcome.partition(0);
        QCOMPARE(partition.passedOver.size(), 1U);
        const UnreadOffsets& gap = partition.passedOver[0];
        QCOMPARE(gap.reason, UnreadOffsets::Reason::Deleted);
        QCOMPARE(gap.to, 3500);
        QCOMPARE(unreadOffsets(outcome.progress), gap.to - gap.from);
        // What was read and what is accounted for is all there was.
        QCOMPARE(outcome.progress.delivered + unreadOffsets(outcome.progress), 4000);
        QVERIFY(unreadText(outcome.progress).contains(QStringLiteral("deleted while it was read")));
        QVERIFY(!troubleTexts(outcome.progress).isEmpty());

        const auto from = read(m_cluster.properties(),
                               {.topics = {"shrinking"}, .start = Start::Offset, .offset = 3000});
        QCOMPARE(unreadOffsets(from.progress), 500);
        QVERIFY(unreadText(from.progress).contains(QStringLiteral("deleted before")));
        QCOMPARE(from.progress.delivered, 500);
    }

    void asksForNoGroup()
    {
        RequestSpy spy;
        BrokerProcess broker;
        QVERIFY2(broker.start(), qPrintable(broker.errorOutput()));
        spy.setBroker(broker.port());
        QCOMPARE(broker.terminate(), 0);
        broker.setProperties(
            {QStringLiteral("advertised.listeners=PLAINTEXT://127.0.0.1:%1").arg(spy.port())});
        QVERIFY2(broker.restart(), qPrintable(broker.errorOutput()));
        const KafkaProperties through{
            {"bootstrap.servers", "127.0.0.1:" + std::to_string(spy.port())}};
        auto client = runOff([&] { return Client::create(through, writable).value(); });
        QVERIFY(runOff([&] { return client->createTopic({.name = "seen"}).ok(); }));
        runOff([&] {
            fill(through, "seen", 100);
            client.reset();
            return true;
        });
        spy.forget();
        for (const Start start : {Start::Beginning, Start::Newest, Start::Time}) {
            const auto outcome = read(through, {.topics = {"seen"}, .start = start});
            QCOMPARE(outcome.progress.delivered, 100);
        }
        // Fetch, ListOffsets, Metadata, ApiVersions: describing and reading.
        const QSet<int> allowed{1, 2, 3, 18};
        QVERIFY(spy.apiKeys().contains(1));
        const QSet<int> others = spy.apiKeys() - allowed;
        QVERIFY2(others.isEmpty(), qPrintable(QString::number(others.values().value(0))));
    }

    void namesAPartitionWithoutALeaderAndReadsTheOthers()
    {
        ClusterProcess cluster;
        QVERIFY2(cluster.start(2), cluster.errorOutput().constData());
        QTRY_VERIFY_WITH_TIMEOUT(allKnowAll(cluster, 2), 30'000);
        const KafkaProperties properties{{"bootstrap.servers", cluster.bootstrap().toStdString()}};
        auto client = Client::create(properties, writable).value();
        const auto made = client->createTopic({.name = "spread", .partitions = 4});
        QVERIFY2(made.ok(), why(made).constData());
        auto producer = MessageProducer::create(properties, writable).value();
        for (int i = 0; i < 40; ++i) {
            NewMessage message;
            message.topic = "spread";
            message.partition = i % 4;
            message.value = "v";
            QVERIFY(producer->send(message, std::chrono::seconds(20)).ok());
        }
        std::set<std::int32_t> lost;
        const auto info = client->describeCluster();
        QVERIFY(info.ok());
        const std::string survivor = cluster.brokerAddress(0).toStdString();
        for (const TopicInfo& topic : info->topics) {
            for (const auto& partition : topic.partitions) {
                if (topic.name == "spread" && partition.leader == 1) {
                    lost.insert(partition.id);
                }
            }
        }
        QVERIFY2(!lost.empty() && lost.size() < 4, cluster.errorOutput().constData());
        cluster.command("kill 1");
        QVERIFY(!cluster.nextLine("broker 1 exited").isEmpty());

        const KafkaProperties left{{"bootstrap.servers", survivor}};
        // Until the registry has noticed, the broker is said to lead, and does not answer.
        ReadOutcome outcome;
        const bool noticed = QTest::qWaitFor(
            [&] {
                outcome = read(left,
                               {.topics = {"spread"},
                                .start = Start::Beginning,
                                .leaderPatience = std::chrono::milliseconds(500)});
                return QString::fromStdString(outcome.partition(*lost.begin()).error)
                    .contains(QStringLiteral("no leader"));
            },
            60'000);
        QVERIFY(noticed);
        QCOMPARE(outcome.progress.state, ReadProgress::State::Incomplete);
        QCOMPARE(outcome.progress.partitionsDone(), 4 - lost.size());
        for (std::int32_t p = 0; p < 4; ++p) {
            QCOMPARE(offsets(outcome.messages, p).size(), lost.contains(p) ? 0U : 10U);
            QCOMPARE(outcome.partition(p).known, !lost.contains(p));
        }
        const QString said = unreadText(outcome.progress);
        QVERIFY2(said.contains(QStringLiteral("unread: it has no leader")), qPrintable(said));
        const auto newest = read(left,
                                 {.topics = {"spread"},
                                  .start = Start::Newest,
                                  .count = 5,
                                  .leaderPatience = std::chrono::milliseconds(500)});
        QCOMPARE(newest.messages.size(), 5U);
        QCOMPARE(newest.progress.state, ReadProgress::State::Incomplete);

        // The others' newest are there while it is waited for, and its own once it is back.
        constexpr int longMs = 60'000;
        MessageBrowser browser(left, "spread", writable);
        browser.start({.start = Start::Newest,
                       .count = 5,
                       .leaderPatience = std::chrono::milliseconds(longMs)});
        QTRY_COMPARE_WITH_TIMEOUT(browser.model()->rowCount(), 5, longMs / 2);
        QVERIFY(browser.active());
        const auto shown = [&browser] {
            std::set<std::pair<std::int32_t, std::int64_t>> all;
            for (int row = 0; row < browser.model()->rowCount(); ++row) {
                const StoredMessage message = browser.model()->message(row);
                all.emplace(message.partition(), message.offset());
            }
            return all;
        };
        for (const auto& [partition, offset] : shown()) {
            QVERIFY(!lost.contains(partition) && offset >= 5);
        }
        QTRY_VERIFY2_WITH_TIMEOUT(
            browser.statusText().contains(QStringLiteral("unread: waiting: it has no leader")),
            qPrintable(browser.statusText()), longMs / 2);
        cluster.command("start 1");
        QTRY_COMPARE_WITH_TIMEOUT(browser.progress().state, ReadProgress::State::Finished, longMs);
        QTRY_VERIFY(browser.model()->upToDate());
        QCOMPARE(static_cast<int>(shown().size()), browser.model()->rowCount()); // each once
        auto all = read(left, {.topics = {"spread"}, .start = Start::Beginning}).messages;
        QCOMPARE(all.size(), 40U);
        std::sort(all.begin(), all.end(),
                  [](const auto& a, const auto& b) { return a.age() > b.age(); });
        for (std::size_t i = 0; i < 5; ++i) {
            QVERIFY(shown().contains({all[i].partition, all[i].offset}));
        }
    }

    void pausingALiveViewLosesNothing()
    {
        create("tail", 2);
        MessageBrowser browser(m_cluster.properties(), "tail", writable);
        browser.start({.start = Start::End, .live = true});
        QTRY_COMPARE_WITH_TIMEOUT(browser.progress().state, ReadProgress::State::Live, 30'000);
        m_cluster.produce("tail", 10, 0);
        QTRY_COMPARE_WITH_TIMEOUT(browser.model()->rowCount(), 10, 30'000);
        browser.setLive(false);
        QTRY_VERIFY_WITH_TIMEOUT(!browser.active(), 30'000);
        QVERIFY(browser.paused());
        QVERIFY2(browser.statusText().contains(QStringLiteral("paused")),
                 qPrintable(browser.statusText()));
        m_cluster.produce("tail", 25, 0);
        m_cluster.produce("tail", 5, 1);
        QCOMPARE(browser.model()->rowCount(), 10);
        browser.setLive(true);
        QTRY_COMPARE_WITH_TIMEOUT(browser.model()->rowCount(), 40, 30'000);
        QTRY_COMPARE_WITH_TIMEOUT(browser.progress().delivered, 40, 30'000);
        std::set<std::pair<int, std::int64_t>> seen;
        for (int row = 0; row < 40; ++row) {
            const StoredMessage message = browser.model()->message(row);
            seen.emplace(message.partition(), message.offset());
        }
        QCOMPARE(seen.size(), 40U);
        QTRY_VERIFY_WITH_TIMEOUT(browser.statusText().contains(QStringLiteral("messages/s")),
                                 30'000);
    }

    void aLiveViewDropsTheOldestBeyondItsBound()
    {
        create("busy", 1);
        MessageBrowser browser(
            m_cluster.properties(), "busy", writable,
            {.memoryBudget = 1U << 20U, .chunkSize = 1U << 16U, .spillFolder = {}});
        browser.start({.start = Start::End, .keepWhenLive = 200, .live = true});
        QTRY_COMPARE_WITH_TIMEOUT(browser.progress().state, ReadProgress::State::Live, 30'000);
        fill(m_cluster.properties(), "busy", 1000);
        QTRY_COMPARE_WITH_TIMEOUT(browser.progress().delivered, 1000, 30'000);
        QTRY_VERIFY_WITH_TIMEOUT(browser.model()->upToDate(), 30'000);
        const int rows = browser.model()->rowCount();
        QVERIFY2(rows >= 200 && rows < 400, qPrintable(QString::number(rows)));
        QCOMPARE(browser.model()->message(rows - 1).offset(), 999);
        const QString dropped = QStringLiteral("oldest %1 dropped").arg(1000 - rows);
        QVERIFY2(browser.statusText().contains(dropped), qPrintable(browser.statusText()));
    }

private:
    void create(const std::string& topic, std::int32_t partitions)
    {
        const auto made =
            m_cluster.client()->createTopic({.name = topic, .partitions = partitions});
        QVERIFY2(made.ok(), why(made).constData());
    }
    /// Runs what blocks beside this thread's event loop, which a spy needs.
    template <typename Work>
    static std::invoke_result_t<Work> runOff(Work work)
    {
        std::optional<std::invoke_result_t<Work>> result;
        std::atomic<bool> done = false;
        std::thread thread([&] {
            result = work();
            done = true;
        });
        while (!done) {
            QTest::qWait(5);
        }
        thread.join();
        return *result;
    }

    LiveCluster m_cluster;
};

QTEST_GUILESS_MAIN(TestReadingLive)
#include "tst_readinglive.moc"
