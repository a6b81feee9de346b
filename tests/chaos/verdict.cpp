// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "verdict.h"

#include "kafka.h"

#include <QDir>
#include <QFile>
#include <algorithm>
#include <chrono>
#include <set>
#include <thread>

namespace ottla::chaos {

namespace {

constexpr std::chrono::seconds patience{60};
constexpr std::size_t mostProblems = 20;

std::string at(std::int32_t partition, std::int64_t offset)
{
    return "partition " + std::to_string(partition) + ", offset " + std::to_string(offset) + ": ";
}

/// All segments of a partition's log, one behind the other.
QByteArray logOf(const QString& folder, int partition)
{
    QDir dir(QStringLiteral("%1/%2-%3").arg(folder, QLatin1String(topicName)).arg(partition));
    QByteArray bytes;
    for (const QString& name : dir.entryList({QStringLiteral("*.log")}, QDir::Files, QDir::Name)) {
        QFile file(dir.filePath(name));
        if (file.open(QIODevice::ReadOnly)) {
            bytes += file.readAll();
        }
    }
    return bytes;
}

std::vector<QByteArray> copiesOf(const ChaosCluster& cluster, int partition)
{
    std::vector<QByteArray> copies;
    for (int id = 1; id <= cluster.brokers(); ++id) {
        copies.push_back(logOf(cluster.dataFolder(id), partition));
    }
    return copies;
}

bool areEqual(const std::vector<QByteArray>& copies)
{
    return std::all_of(copies.begin(), copies.end(),
                       [&](const QByteArray& copy) { return copy == copies.front(); });
}

} // namespace

Contents readAll(const std::string& bootstrap, std::vector<std::string>& problems)
{
    const Client client = makeClient(RD_KAFKA_CONSUMER,
                                     makeConf({{"bootstrap.servers", bootstrap},
                                               {"group.id", "chaos-reader"},
                                               {"enable.auto.commit", "false"},
                                               {"enable.partition.eof", "true"},
                                               {"auto.offset.reset", "error"},
                                               {"check.crcs", "true"}}));
    rd_kafka_poll_set_consumer(client.get());
    const Partitions all = allPartitions(0);
    rd_kafka_assign(client.get(), all.get());
    Contents contents;
    for (std::int32_t partition = 0; partition < partitionCount; ++partition) {
        contents[partition]; // also one without messages
    }
    std::set<std::int32_t> atEnd;
    const auto until = std::chrono::steady_clock::now() + patience;
    while (atEnd.size() < partitionCount) {
        if (std::chrono::steady_clock::now() > until) {
            problems.push_back("the topic cannot be read to its end");
            break;
        }
        const Message message(rd_kafka_consumer_poll(client.get(), 200));
        if (!message) {
            continue;
        }
        if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
            atEnd.insert(message->partition);
        } else if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
            contents[message->partition][message->offset] =
                std::string(static_cast<const char*>(message->payload), message->len);
        } else if (message->err == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET) {
            problems.push_back(std::string("reading: ") + rd_kafka_message_errstr(message.get()));
        }
    }
    return contents;
}

std::map<std::int32_t, std::int64_t> endsOf(const Contents& contents)
{
    std::map<std::int32_t, std::int64_t> ends;
    for (const auto& [partition, messages] : contents) {
        ends[partition] = messages.empty() ? 0 : messages.rbegin()->first + 1;
    }
    return ends;
}

std::vector<std::string> checkMessages(const Contents& contents,
                                       const std::vector<const Producer*>& producers)
{
    std::vector<std::string> problems;
    const auto report = [&problems](std::string problem) {
        if (problems.size() < mostProblems) {
            problems.push_back(std::move(problem));
        }
    };
    std::map<std::int32_t, std::set<std::string>> values;
    for (const auto& [partition, messages] : contents) {
        for (const auto& [offset, value] : messages) {
            if (!values[partition].insert(value).second) {
                report(at(partition, offset) + value + " is there twice");
            }
        }
    }
    std::map<std::string, std::set<std::int64_t>> unknown; // by producer
    for (const Producer* producer : producers) {
        unknown[std::to_string(producer->number())] = producer->unknown();
        for (const Acknowledged& message : producer->acknowledged()) {
            const std::string value =
                std::to_string(message.producer) + ":" + std::to_string(message.number);
            const auto& messages = contents.at(message.partition);
            const auto there = messages.find(message.offset);
            // A retry of what was stored long before is acknowledged without its offset.
            const bool isThere = message.offset < 0
                ? values[message.partition].contains(value)
                : there != messages.end() && there->second == value;
            if (!isThere) {
                report(at(message.partition, message.offset) + value
                       + " was acknowledged, and there is "
                       + (there == messages.end() ? "nothing" : there->second));
            }
        }
    }
    for (const auto& [partition, messages] : contents) {
        std::map<std::string, std::int64_t> last; // by producer
        for (const auto& [offset, value] : messages) {
            const auto colon = value.find(':');
            const std::int64_t number = std::stoll(value.substr(colon + 1));
            const auto& maybe = unknown[value.substr(0, colon)];
            if (maybe.contains(number)) {
                continue; // it may have been under way while its producer began anew
            }
            const auto [before, isFirst] = last.try_emplace(value.substr(0, colon), number);
            if (!isFirst) {
                if (number < before->second) {
                    report(at(partition, offset) + value + " comes behind number "
                           + std::to_string(before->second));
                }
                for (std::int64_t missing = before->second + partitionCount; missing < number;
                     missing += partitionCount) {
                    if (!maybe.contains(missing)) {
                        report(at(partition, offset) + "number " + std::to_string(missing)
                               + " is missing before " + value);
                    }
                }
                before->second = number;
            }
        }
    }
    return problems;
}

std::vector<std::string> checkReplicas(const ChaosCluster& cluster)
{
    std::vector<std::string> problems;
    const auto until = std::chrono::steady_clock::now() + patience;
    for (int partition = 0; partition < partitionCount; ++partition) {
        auto copies = copiesOf(cluster, partition);
        while (!areEqual(copies) && std::chrono::steady_clock::now() < until) {
            std::this_thread::sleep_for(std::chrono::milliseconds(200));
            copies = copiesOf(cluster, partition);
        }
        if (!areEqual(copies)) {
            std::string sizes;
            for (const QByteArray& copy : copies) {
                sizes += " " + std::to_string(copy.size());
            }
            problems.push_back("partition " + std::to_string(partition)
                               + ": the brokers' copies differ; bytes:" + sizes);
        }
    }
    return problems;
}

} // namespace ottla::chaos
