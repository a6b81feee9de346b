// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0

// Three brokers, a topic of three replicas, idempotent producers with acks=all and a consumer
// group, while brokers and the registry are killed, paused, stopped and cut off at random. In the
// end: nothing that was acknowledged is lost, doubled or out of order, no committed offset is
// beyond what was delivered, and the replicas' logs are the same bytes.

#include "consumers.h"
#include "faults.h"
#include "verdict.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QTemporaryDir>
#include <cstdio>

using namespace ottla::chaos;

namespace {

constexpr int brokerCount = 3;
constexpr int producerCount = 2;
constexpr int messagesPerSecond = 300; // of each
constexpr std::chrono::seconds patience{60};

void addAll(std::vector<std::string>& problems, const std::vector<std::string>& more)
{
    problems.insert(problems.end(), more.begin(), more.end());
}

void print(const std::vector<std::string>& problems)
{
    for (const std::string& problem : problems) {
        std::printf("VIOLATION: %s\n", problem.c_str());
    }
}

std::vector<std::string> run(ChaosCluster& cluster, Faults& faults, int seconds)
{
    const std::string bootstrap = cluster.bootstrap();
    std::vector<std::unique_ptr<Producer>> producers;
    for (int i = 0; i < producerCount; ++i) {
        producers.push_back(std::make_unique<Producer>(i, bootstrap, messagesPerSecond));
    }
    Consumers consumers(bootstrap, 2);
    QElapsedTimer time;
    time.start();
    while (time.elapsed() < qint64{1000} * seconds) {
        faults.doOne();
    }
    cluster.healAll();
    std::vector<std::string> problems;
    std::vector<const Producer*> finished;
    for (const auto& producer : producers) {
        producer->finish(patience);
        addAll(problems, producer->problems());
        finished.push_back(producer.get());
        std::printf("producer: %zu acknowledged of %lld, longest time without one: %lld ms; "
                    "the client ended %d times\n",
                    producer->acknowledged().size(), static_cast<long long>(producer->sent()),
                    static_cast<long long>(producer->longestGap().count()),
                    producer->timesBegunAnew());
    }
    const Contents contents = readAll(bootstrap, problems);
    addAll(problems, checkMessages(contents, finished));
    const auto ends = endsOf(contents);
    (void)consumers.waitFor(ends, patience); // what is missing is told of below
    consumers.finish();
    std::printf("consumers: %zu offsets delivered; committed ones compared %zu times\n",
                consumers.delivered(), consumers.looks());
    addAll(problems, consumers.check(ends));
    addAll(problems, checkReplicas(cluster));
    return problems;
}

} // namespace

int main(int argc, char* argv[])
{
    const QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    const QCommandLineOption seconds(QStringLiteral("seconds"), QStringLiteral("How long."),
                                     QStringLiteral("N"), QStringLiteral("60"));
    const QCommandLineOption seed(QStringLiteral("seed"),
                                  QStringLiteral("Of the faults; random when not given."),
                                  QStringLiteral("N"));
    const QCommandLineOption broker(QStringLiteral("broker"),
                                    QStringLiteral("The ottla-broker to run."),
                                    QStringLiteral("FILE"));
    const QCommandLineOption zookeeper(
        QStringLiteral("zookeeper"),
        QStringLiteral(
            "A real ZooKeeper on this machine instead of the registry; it must be empty."),
        QStringLiteral("HOST:PORT"));
    const QCommandLineOption keep(QStringLiteral("keep"),
                                  QStringLiteral("Keep data and logs in this folder."),
                                  QStringLiteral("DIR"));
    const QCommandLineOption expect(QStringLiteral("expect-violation"),
                                    QStringLiteral("Fail when nothing is wrong."));
    parser.addHelpOption();
    parser.addOptions({seconds, seed, broker, zookeeper, keep, expect});
    parser.process(application);
    QTemporaryDir temporary;
    const QString folder = parser.isSet(keep) ? parser.value(keep) : temporary.path();
    const auto seedNumber =
        parser.isSet(seed) ? parser.value(seed).toUInt() : std::random_device{}();
    std::printf("seed %u, %s seconds\n", seedNumber, qPrintable(parser.value(seconds)));
    std::fflush(stdout);

    ChaosCluster cluster(parser.value(broker), folder, parser.value(zookeeper));
    if (!cluster.start(brokerCount) || !makeTopic(cluster.bootstrap())) {
        std::fprintf(stderr, "the cluster does not start; --keep DIR keeps its logs\n");
        return 2;
    }
    Faults faults(cluster, seedNumber);
    const auto problems = run(cluster, faults, parser.value(seconds).toInt());
    for (const auto& [name, count] : faults.done()) {
        std::printf("%3d times %s\n", count, name.c_str());
    }
    print(problems);
    const bool expected = parser.isSet(expect);
    if (problems.empty()) {
        std::printf("nothing was lost, doubled, out of order or different\n");
    }
    return problems.empty() == expected ? 1 : 0;
}
