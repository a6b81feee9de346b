// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0

// `ottla-broker cluster` of three: how soon it is up, what it holds at rest, and what a topic of
// many partitions costs: `OTTLA_BROKER=FILE bench_cluster [PARTITIONS]`. The times are a client's:
// until every partition has its leader and all replicas in sync, or a leader again.

#include "kafka.h"
#include "support/clusterprocess.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <cstdio>
#include <functional>
#include <thread>

using ottla::test::ClusterProcess;
using namespace ottla::chaos;

namespace {

constexpr int brokerCount = 3;
constexpr const char* topic = "many";

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

double pssMb(qint64 pid)
{
    for (const QByteArray& line :
         contentOf(QStringLiteral("/proc/%1/smaps_rollup").arg(pid)).split('\n')) {
        if (line.startsWith("Pss:")) {
            return line.simplified().split(' ').at(1).toDouble() / 1024;
        }
    }
    return 0;
}

void printPss(const char* when, const ClusterProcess& cluster)
{
    double children = 0;
    const QString pid = QString::number(cluster.processId());
    for (const QByteArray& child :
         contentOf(QStringLiteral("/proc/%1/task/%1/children").arg(pid)).simplified().split(' ')) {
        children += pssMb(child.toLongLong());
    }
    std::printf("%-44s %.1f MB for the brokers and the registry, and %.1f MB for the parent\n",
                when, children, pssMb(cluster.processId()));
}

void print(const char* what, double ms)
{
    std::printf("%-44s %.2f s\n", what, ms / 1000);
    std::fflush(stdout);
}

Client makeAdmin(const ClusterProcess& cluster)
{
    return makeClient(RD_KAFKA_PRODUCER,
                      makeConf({{"bootstrap.servers", cluster.bootstrap().toStdString()}}));
}

bool create(rd_kafka_t* client, int partitions)
{
    char error[256];
    rd_kafka_NewTopic_t* wanted =
        rd_kafka_NewTopic_new(topic, partitions, brokerCount, error, sizeof error);
    rd_kafka_queue_t* queue = rd_kafka_queue_new(client);
    rd_kafka_CreateTopics(client, &wanted, 1, nullptr, queue);
    rd_kafka_event_t* event = rd_kafka_queue_poll(queue, 60'000);
    const bool made = event != nullptr && rd_kafka_event_error(event) == RD_KAFKA_RESP_ERR_NO_ERROR;
    rd_kafka_event_destroy(event);
    rd_kafka_queue_destroy(queue);
    rd_kafka_NewTopic_destroy(wanted);
    return made;
}

using Condition = std::function<bool(const rd_kafka_metadata_partition_t&)>;

/// Milliseconds until all partitions are as they should be.
double until(rd_kafka_t* client, int partitions, const Condition& condition)
{
    QElapsedTimer timer;
    timer.start();
    while (true) {
        const struct rd_kafka_metadata* metadata = nullptr;
        int fitting = 0;
        if (rd_kafka_metadata(client, 1, nullptr, &metadata, 5000) == RD_KAFKA_RESP_ERR_NO_ERROR) {
            for (int i = 0; i < metadata->topic_cnt; ++i) {
                const auto& found = metadata->topics[i];
                for (int k = 0; k < found.partition_cnt && std::string(found.topic) == topic; ++k) {
                    fitting += condition(found.partitions[k]) ? 1 : 0;
                }
            }
            rd_kafka_metadata_destroy(metadata);
        }
        if (fitting == partitions) {
            return static_cast<double>(timer.nsecsElapsed()) / 1e6;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
}

bool isWhole(const rd_kafka_metadata_partition_t& partition)
{
    return partition.leader >= 0 && partition.isr_cnt == brokerCount;
}

double timed(const std::function<void()>& work)
{
    QElapsedTimer timer;
    timer.start();
    work();
    return static_cast<double>(timer.nsecsElapsed()) / 1e6;
}

} // namespace

int main(int argc, char* argv[])
{
    const QCoreApplication application(argc, argv);
    const int partitions = argc > 1 ? std::max(1, std::atoi(argv[1])) : 1000;
    ClusterProcess cluster;
    bool up = false;
    print("start, to the line \"bootstrap\"", timed([&] { up = cluster.start(brokerCount); }));
    if (!up) {
        std::fprintf(stderr, "%s\n", cluster.errorOutput().constData());
        return 1;
    }
    std::this_thread::sleep_for(std::chrono::seconds(2)); // at rest
    printPss("at rest", cluster);
    Client client = makeAdmin(cluster);
    std::printf("a topic of %d partitions and %d replicas\n", partitions, brokerCount);
    print("  made, and all in sync", timed([&] {
              if (!create(client.get(), partitions)) {
                  std::fprintf(stderr, "the topic cannot be made\n");
                  std::_Exit(1);
              }
              (void)until(client.get(), partitions, isWhole);
          }));
    client.reset();
    print("  clean stop of all", timed([&] { (void)cluster.terminate(); }));
    print("  start", timed([&] { up = cluster.start(brokerCount); }));
    client = makeAdmin(cluster);
    print("  all in sync after it", until(client.get(), partitions, isWhole));
    printPss("  at rest", cluster);
    cluster.command("kill 0");
    print("  kill -9 of a broker: all led by others",
          until(client.get(), partitions,
                [](const auto& partition) { return partition.leader > 0; }));
    cluster.command("start 0");
    print("  the killed one started: all in sync again", until(client.get(), partitions, isWhole));
    return 0;
}
