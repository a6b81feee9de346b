// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/client/client.h"
#include "model/client/messagereader.h"
#include "support/apachekafka.h"
#include "support/brokerprocess.h"
#include "support/segmentwriter.h"

#include <QTest>

#include <algorithm>
#include <functional>
#include <map>
#include <tuple>

namespace ottla::test {

/// A message as a test compares it.
struct ReadMessage
{
    std::uint16_t topic = 0;
    std::int32_t partition = 0;
    std::int64_t offset = 0;
    std::int64_t timestamp = 0;

    [[nodiscard]] auto age() const { return std::tuple(timestamp, topic, partition, offset); }
    friend auto operator<=>(const ReadMessage&, const ReadMessage&) = default;
};

inline std::string describe(const std::vector<ReadMessage>& messages)
{
    std::string text;
    for (const ReadMessage& m : messages) {
        text += std::to_string(m.topic) + "/" + std::to_string(m.partition) + "/"
            + std::to_string(m.offset) + "@" + std::to_string(m.timestamp) + " ";
    }
    return text;
}

/// Keeps what a read delivers.
class CollectingSink : public MessageSink
{
public:
    /// Called with each message; false refuses it.
    std::function<bool(const MessageView&)> onMessage;
    std::vector<ReadMessage> messages;

    Result<bool> add(const MessageView& message) override
    {
        messages.push_back({message.topic, message.partition, message.offset, message.timestamp});
        return !onMessage || onMessage(message);
    }
    void batchAdded() override { }
};

struct ReadOutcome
{
    ReadProgress progress;
    std::vector<ReadMessage> messages; ///< As delivered.

    [[nodiscard]] std::vector<ReadMessage> sorted() const
    {
        auto all = messages;
        std::sort(all.begin(), all.end());
        return all;
    }
    [[nodiscard]] const PartitionProgress& partition(std::int32_t id) const
    {
        return *std::find_if(progress.partitions.begin(), progress.partitions.end(),
                             [id](const auto& p) { return p.partition == id; });
    }
};

/// Runs a read to its end.
inline ReadOutcome read(const KafkaProperties& properties, ReadRequest request,
                        std::function<bool(const MessageView&)> onMessage = {})
{
    CollectingSink sink;
    sink.onMessage = std::move(onMessage);
    MessageReader reader(properties, std::move(request), sink);
    reader.start();
    const bool over = QTest::qWaitFor([&reader] { return !reader.progress().active(); }, 60'000);
    if (!over) {
        qWarning("The read does not end");
    }
    return {reader.progress(), std::move(sink.messages)};
}

/// Serves segment files: our own broker, or Apache Kafka.
class SegmentServer
{
public:
    explicit SegmentServer(bool apache)
        : m_apache(apache)
    { }

    using Topics = std::map<std::string, std::vector<SegmentWriter>>; ///< A segment a partition.

    [[nodiscard]] bool start(const Topics& topics)
    {
        if (!(m_apache ? m_kafka.start() : m_broker.start())) {
            return false;
        }
        auto client = Client::create(properties(), WriteGate(QStringLiteral("test"), false));
        for (const auto& [name, segments] : topics) {
            const auto made = (*client)->createTopic(
                {.name = name, .partitions = static_cast<std::int32_t>(segments.size())});
            if (!made) {
                qWarning("%s", made.error().describe().c_str());
                return false;
            }
        }
        client->reset();
        m_apache ? m_kafka.terminate() : static_cast<void>(m_broker.terminate());
        for (const auto& [name, segments] : topics) {
            for (std::size_t i = 0; i < segments.size(); ++i) {
                segments[i].install(dataFolder(), name, static_cast<std::int32_t>(i));
            }
        }
        return m_apache ? m_kafka.start() : m_broker.restart();
    }
    [[nodiscard]] KafkaProperties properties() const
    {
        const QString bootstrap = m_apache ? m_kafka.bootstrap() : m_broker.bootstrap();
        return {{"bootstrap.servers", bootstrap.toStdString()}};
    }
    [[nodiscard]] std::filesystem::path dataFolder() const
    {
        return (m_apache ? m_kafka.dataFolder() : m_broker.dataFolder()).toStdString();
    }
    [[nodiscard]] QString output() { return m_apache ? m_kafka.output() : m_broker.errorOutput(); }

private:
    const bool m_apache;
    BrokerProcess m_broker;
    ApacheKafka m_kafka;
};

} // namespace ottla::test
