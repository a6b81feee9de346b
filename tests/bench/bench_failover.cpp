// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0

// From a leader's kill -9, SIGSTOP or clean stop to the next write that all replicas in sync
// acknowledge: `bench_failover OTTLA_BROKER RUNS [ZOOKEEPER]`. A message a millisecond; the time is
// that of the first one sent after the fault. What a stopped broker was asked, a client takes for
// lost after its own time-out only: here it is half a second, librdkafka's default is thirty. A
// plain client beside it shows the cluster's own time, and a start without a fault the client's
// own.

#include "chaoscluster.h"
#include "kafka.h"
#include "plainclient.h"

#include <QCoreApplication>
#include <QTemporaryDir>
#include <algorithm>
#include <atomic>
#include <cstdio>
#include <functional>
#include <thread>
#include <vector>

using namespace ottla::chaos;
using Clock = std::chrono::steady_clock;

namespace {

constexpr int brokerCount = 3;
constexpr std::int32_t partition = 0;

/// Writes to the partition all the time.
class Writer
{
public:
    explicit Writer(const std::string& bootstrap)
    {
        rd_kafka_conf_t* conf = makeConf({{"bootstrap.servers", bootstrap},
                                          {"enable.idempotence", "true"},
                                          {"message.timeout.ms", "0"},
                                          {"request.timeout.ms", "500"},
                                          {"socket.timeout.ms", "500"},
                                          {"topic.metadata.refresh.interval.ms", "200"},
                                          {"retry.backoff.ms", "20"},
                                          {"linger.ms", "0"}});
        rd_kafka_conf_set_opaque(conf, this);
        rd_kafka_conf_set_dr_msg_cb(conf, [](rd_kafka_t*, const rd_kafka_message_t* m, void* self) {
            static_cast<Writer*>(self)->delivered(*m);
        });
        m_client = makeClient(RD_KAFKA_PRODUCER, conf);
        m_thread = std::thread([this] { work(); });
    }
    ~Writer()
    {
        m_stopping = true;
        m_thread.join();
    }

    /// Milliseconds from now on to the acknowledgement of a message that is sent from now on.
    double untilAcknowledged()
    {
        const auto from = Clock::now();
        const std::int64_t after = m_sent;
        while (m_acknowledged <= after) {
            std::this_thread::sleep_for(std::chrono::microseconds(200));
        }
        return std::chrono::duration<double, std::milli>(Clock::now() - from).count();
    }
    [[nodiscard]] rd_kafka_t* client() const { return m_client.get(); }

private:
    void work()
    {
        while (!m_stopping) {
            const auto number = static_cast<std::intptr_t>(m_sent.load());
            const auto sent = rd_kafka_producev(
                m_client.get(), RD_KAFKA_V_TOPIC(topicName), RD_KAFKA_V_PARTITION(partition),
                RD_KAFKA_V_VALUE(const_cast<char*>("message"), 7),
                RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
                RD_KAFKA_V_OPAQUE(reinterpret_cast<void*>(number)), RD_KAFKA_V_END);
            m_sent += sent == RD_KAFKA_RESP_ERR_NO_ERROR ? 1 : 0;
            rd_kafka_poll(m_client.get(), 1);
        }
    }
    void delivered(const rd_kafka_message_t& message)
    {
        if (message.err != RD_KAFKA_RESP_ERR_NO_ERROR) {
            std::fprintf(stderr, "a message failed: %s\n", rd_kafka_err2str(message.err));
            std::_Exit(1);
        }
        m_acknowledged = reinterpret_cast<std::intptr_t>(message._private) + 1;
    }

    Client m_client;
    std::atomic<std::int64_t> m_sent{0};
    std::atomic<std::int64_t> m_acknowledged{0}; ///< Number of the last one, and 1.
    std::atomic<bool> m_stopping{false};
    std::thread m_thread;
};

/// The partition's leader, once all replicas are in sync.
int leaderWithAllInSync(rd_kafka_t* client)
{
    while (true) {
        const struct rd_kafka_metadata* metadata = nullptr;
        int leader = -1;
        if (rd_kafka_metadata(client, 1, nullptr, &metadata, 5000) == RD_KAFKA_RESP_ERR_NO_ERROR) {
            for (int i = 0; i < metadata->topic_cnt; ++i) {
                const auto& topic = metadata->topics[i];
                for (int k = 0; k < topic.partition_cnt; ++k) {
                    if (std::string(topic.topic) == topicName && topic.partitions[k].id == partition
                        && topic.partitions[k].isr_cnt == brokerCount) {
                        leader = topic.partitions[k].leader;
                    }
                }
            }
            rd_kafka_metadata_destroy(metadata);
        }
        if (leader > 0) {
            return leader;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
}

void print(const char* name, std::vector<double> times)
{
    std::sort(times.begin(), times.end());
    std::printf("%-22s median %6.0f ms, %6.0f to %6.0f ms in %zu runs\n", name,
                times[times.size() / 2], times.front(), times.back(), times.size());
    std::fflush(stdout);
}

/// The time for a producer that writes all the while, for one that begins at the fault, and for a
/// plain client.
void measure(const std::string& name, ChaosCluster& cluster, Writer& writer, int runs,
             const std::function<void(int)>& fault)
{
    std::vector<double> present;
    std::vector<double> fresh;
    std::vector<double> plain;
    const ottla::bench::PlainClient client(cluster.ports(), std::chrono::milliseconds(200));
    for (int run = 0; run < runs; ++run) {
        const int leader = leaderWithAllInSync(writer.client());
        (void)writer.untilAcknowledged();
        fault(leader);
        std::thread other([&] {
            Writer begun(cluster.bootstrap());
            fresh.push_back(begun.untilAcknowledged());
        });
        std::thread third([&] { plain.push_back(client.untilAcknowledged(topicName)); });
        present.push_back(writer.untilAcknowledged());
        other.join();
        third.join();
        cluster.kill(leader);
        cluster.healAll();
    }
    print((name + ", plain client").c_str(), plain);
    print((name + ", a producer").c_str(), present);
    print((name + ", a new one").c_str(), fresh);
}

} // namespace

int main(int argc, char* argv[])
{
    const QCoreApplication application(argc, argv);
    if (argc < 3) {
        std::fprintf(stderr, "bench_failover OTTLA_BROKER RUNS [ZOOKEEPER]\n");
        return 2;
    }
    QTemporaryDir folder;
    folder.setAutoRemove(!qEnvironmentVariableIsSet("KEEP"));
    ChaosCluster cluster(QString::fromLocal8Bit(argv[1]), folder.path(),
                         argc > 3 ? QString::fromLocal8Bit(argv[3]) : QString(),
                         ChaosCluster::Access::Direct);
    if (!cluster.start(brokerCount) || !makeTopic(cluster.bootstrap())) {
        std::fprintf(stderr, "the cluster does not start\n");
        return 1;
    }
    Writer writer(cluster.bootstrap());
    const int runs = std::max(1, std::atoi(argv[2]));
    measure("no fault", cluster, writer, runs, [](int) {});
    measure("kill -9", cluster, writer, runs, [&](int leader) { cluster.kill(leader); });
    measure("SIGSTOP", cluster, writer, runs, [&](int leader) { cluster.pause(leader); });
    measure("SIGTERM", cluster, writer, runs, [&](int leader) { cluster.beginTerminate(leader); });
    return 0;
}
