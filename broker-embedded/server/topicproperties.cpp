// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "server/topicproperties.h"

#include <algorithm>
#include <array>

namespace ottla::server {

namespace {

using enum PropertyType;

// Names, types and defaults are Apache Kafka's; sorted by name.
constexpr std::array ofTopics = {
    TopicProperty{
        {"cleanup.policy", List, "delete", "What becomes of old segments.", 0, 0, "delete,compact"},
        "log.cleanup.policy"},
    TopicProperty{
        {"compression.type", String, "producer",
         "Codec of stored batches. Whatever it is, they stay as their producer sent them.", 0, 0,
         compressionTypes},
        "compression.type"},
    TopicProperty{{"delete.retention.ms", Long, "86400000",
                   "How long tombstones stay in a compacted topic.", 0, maxLong},
                  "log.cleaner.delete.retention.ms"},
    TopicProperty{{"file.delete.delay.ms", Long, "60000",
                   "Kept for Apache Kafka; files go as soon as nobody reads them.", 0, maxLong}},
    TopicProperty{{"flush.messages", Long, "9223372036854775807",
                   "Messages after which the log is synced to the disk.", 1, maxLong},
                  "log.flush.interval.messages"},
    TopicProperty{{"flush.ms", Long, "9223372036854775807",
                   "Time after which the log is synced to the disk.", 0, maxLong}},
    TopicProperty{{"follower.replication.throttled.replicas", List, "",
                   "Kept for Apache Kafka; replication is never throttled."}},
    TopicProperty{
        {"index.interval.bytes", Int, "4096", "Bytes of log between two index entries.", 0, maxInt},
        "log.index.interval.bytes"},
    TopicProperty{{"leader.replication.throttled.replicas", List, "",
                   "Kept for Apache Kafka; replication is never throttled."}},
    TopicProperty{{"max.compaction.lag.ms", Long, "9223372036854775807",
                   "Longest time that a message stays uncompacted.", 1, maxLong}},
    TopicProperty{
        {"max.message.bytes", Int, "1048588", "Largest record batch that is taken.", 0, maxInt},
        "message.max.bytes"},
    TopicProperty{{"message.downconversion.enable", Boolean, "true",
                   "Retired by Apache Kafka 4, and ignored: old clients are always served."}},
    TopicProperty{{"message.format.version", String, "3.0-IV1",
                   "Retired by Apache Kafka 4, and ignored: stored is format v2."}},
    TopicProperty{{"message.timestamp.after.max.ms", Long, "9223372036854775807",
                   "How far a message's time may lie ahead of the broker's.", 0, maxLong},
                  "log.message.timestamp.after.max.ms"},
    TopicProperty{{"message.timestamp.before.max.ms", Long, "9223372036854775807",
                   "How far a message's time may lie behind the broker's.", 0, maxLong},
                  "log.message.timestamp.before.max.ms"},
    TopicProperty{{"message.timestamp.difference.max.ms", Long, "9223372036854775807",
                   "Retired by Apache Kafka 4, and ignored: see message.timestamp.before.max.ms.",
                   0, maxLong}},
    TopicProperty{{"message.timestamp.type", String, "CreateTime", "Whose time a message carries.",
                   0, 0, "CreateTime,LogAppendTime"},
                  "log.message.timestamp.type"},
    TopicProperty{{"min.cleanable.dirty.ratio", Double, "0.5",
                   "Share of the log that is uncompacted when compaction begins."}},
    TopicProperty{{"min.compaction.lag.ms", Long, "0",
                   "Shortest time that a message stays uncompacted.", 0, maxLong}},
    TopicProperty{{"min.insync.replicas", Int, "1",
                   "Replicas that must have a message of acks=all.", 1, maxInt},
                  "min.insync.replicas"},
    TopicProperty{
        {"preallocate", Boolean, "false", "Kept for Apache Kafka; segments grow as needed."}},
    TopicProperty{{"retention.bytes", Long, "-1",
                   "Size of a partition beyond which old segments go.", -1, maxLong},
                  "log.retention.bytes"},
    TopicProperty{
        {"retention.ms", Long, "604800000", "Age at which segments go; -1 is never.", -1, maxLong}},
    TopicProperty{
        {"segment.bytes", Int, "1073741824", "Size at which a new segment is begun.", 14, maxInt},
        "log.segment.bytes"},
    TopicProperty{{"segment.index.bytes", Int, "10485760", "Largest size of an index.", 4, maxInt},
                  "log.index.size.max.bytes"},
    TopicProperty{{"segment.jitter.ms", Long, "0", "Kept for Apache Kafka.", 0, maxLong}},
    TopicProperty{
        {"segment.ms", Long, "604800000", "Age at which a new segment is begun.", 1, maxLong}},
    TopicProperty{{"unclean.leader.election.enable", Boolean, "false",
                   "Whether a replica that is behind may become leader."},
                  "unclean.leader.election.enable"},
};

} // namespace

std::span<const TopicProperty> topicProperties()
{
    return ofTopics;
}

const TopicProperty* findTopicProperty(std::string_view name)
{
    const auto found = std::find_if(ofTopics.begin(), ofTopics.end(), [&](const auto& candidate) {
        return candidate.property.name == name;
    });
    return found == ofTopics.end() ? nullptr : &*found;
}

std::string topicDefault(const BrokerConfig& config, const TopicProperty& property)
{
    if (property.property.name == "retention.ms") {
        return std::to_string(config.retentionMs());
    }
    if (property.property.name == "segment.ms") {
        return std::to_string(config.segmentMs());
    }
    if (property.property.name == "flush.ms" && config.isSet("log.flush.interval.ms")) {
        return config.text("log.flush.interval.ms");
    }
    return property.brokerName.empty() ? std::string(property.property.defaultValue)
                                       : config.text(property.brokerName);
}

Result<void> checkTopicConfig(const std::map<std::string, std::string>& config)
{
    for (const auto& [name, value] : config) {
        const TopicProperty* known = findTopicProperty(name);
        if (known == nullptr) {
            return Error{Errc::InvalidArgument, "Unknown topic config name: " + name};
        }
        if (auto checked = checkValue(known->property, value); !checked) {
            return Error{Errc::InvalidArgument, name + ": " + checked.error().message};
        }
    }
    return {};
}

} // namespace ottla::server
