// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "server/config.h"

#include <algorithm>
#include <array>

namespace ottla::server {

namespace {

using enum PropertyType;

constexpr std::int64_t maxInt = std::numeric_limits<std::int32_t>::max();
constexpr std::int64_t maxLong = std::numeric_limits<std::int64_t>::max();

// Sorted by name. Defaults are Kafka's, but for what a cluster on one machine wants otherwise:
// one replica, one partition, a short wait before the first rebalance of a group.
constexpr std::array properties = {
    Property{"advertised.listeners",
             String,
             "",
             "Where clients are told to reach the listeners; as listeners when unset.",
             0,
             0,
             {},
             false},
    Property{"auto.create.topics.enable", Boolean, "true",
             "Whether asking for a missing topic makes it."},
    Property{"auto.leader.rebalance.enable", Boolean, "true",
             "Whether preferred leaders get their partitions back by themselves."},
    Property{"broker.id", Int, "0", "This broker's number in the cluster.", 0, maxInt},
    Property{"broker.rack",
             String,
             "",
             "Where this broker stands; replicas are spread over racks.",
             0,
             0,
             {},
             false},
    Property{"compression.type", String, "producer",
             "Codec of stored batches; they stay as their producer sent them.", 0, 0, "producer"},
    Property{"connections.max.idle.ms", Long, "600000",
             "How long a connection may be silent before it is closed.", 1, maxLong},
    Property{"controlled.shutdown.enable", Boolean, "true",
             "Whether a broker that stops hands its partitions over first."},
    Property{"default.replication.factor", Int, "1",
             "Replicas of a topic that is made automatically.", 1, 32767},
    Property{"delete.topic.enable", Boolean, "true", "Whether topics can be deleted."},
    Property{"fetch.max.bytes", Int, "57671680", "Upper bound of what one Fetch answers.", 1024,
             maxInt},
    Property{"group.initial.rebalance.delay.ms", Int, "100",
             "How long the first members of an empty group wait for others; short, so that a "
             "demonstration is quick.",
             0, maxInt},
    Property{"group.max.session.timeout.ms", Int, "1800000",
             "Longest session time-out that a member may ask for.", 1, maxInt},
    Property{"group.max.size", Int, "2147483647", "Most members of one group.", 1, maxInt},
    Property{"group.min.session.timeout.ms", Int, "6000",
             "Shortest session time-out that a member may ask for.", 1, maxInt},
    Property{"leader.imbalance.check.interval.seconds", Long, "300",
             "How often leaders that are not the preferred ones are looked for.", 1, maxInt},
    Property{"leader.imbalance.per.broker.percentage", Int, "10",
             "Share of a broker's partitions that others may lead before it gets them back.", 0,
             100},
    Property{"listeners", String, "PLAINTEXT://127.0.0.1:9092", "Addresses to listen on."},
    Property{"log.cleaner.delete.retention.ms", Long, "86400000",
             "How long tombstones stay in a compacted topic.", 0, maxLong},
    Property{"log.cleanup.policy", List, "delete", "What becomes of old segments.", 0, 0,
             "delete,compact"},
    Property{"log.dirs",
             String,
             "",
             "The data directory; --data on the command line wins.",
             0,
             0,
             {},
             false},
    Property{"log.flush.interval.messages", Long, "9223372036854775807",
             "Messages of a partition after which it is synced to the disk.", 1, maxLong},
    Property{"log.flush.interval.ms",
             Long,
             "",
             "Milliseconds after which a partition is synced; never by time when unset.",
             1,
             maxLong,
             {},
             false},
    Property{"log.flush.offset.checkpoint.interval.ms", Int, "60000",
             "How often recovery points are written.", 1, maxInt},
    Property{"log.flush.scheduler.interval.ms", Long, "1000",
             "How often partitions that flush.ms asks to sync are looked for.", 1, maxLong},
    Property{"log.index.interval.bytes", Int, "4096",
             "Bytes between two entries of an offset index.", 0, maxInt},
    Property{"log.index.size.max.bytes", Int, "10485760", "Largest size of an index.", 4, maxInt},
    Property{"log.message.timestamp.after.max.ms", Long, "9223372036854775807",
             "How far a message's time may be ahead of the broker's.", 0, maxLong},
    Property{"log.message.timestamp.before.max.ms", Long, "9223372036854775807",
             "How far a message's time may be behind the broker's.", 0, maxLong},
    Property{"log.message.timestamp.type", String, "CreateTime", "Whose time a message carries.", 0,
             0, "CreateTime,LogAppendTime"},
    Property{"log.retention.bytes", Long, "-1",
             "Bytes of a partition above which old segments go; -1 is without bound.", -1, maxLong},
    Property{"log.retention.check.interval.ms", Long, "300000",
             "How often old segments are looked for.", 1, maxLong},
    Property{"log.retention.hours", Int, "168", "Age in hours at which segments go.", -1, maxInt},
    Property{"log.retention.minutes",
             Int,
             "",
             "Age in minutes at which segments go; wins over hours.",
             -1,
             maxInt,
             {},
             false},
    Property{"log.retention.ms",
             Long,
             "",
             "Age in milliseconds at which segments go; wins over minutes; -1 is never.",
             -1,
             maxLong,
             {},
             false},
    Property{"log.roll.hours", Int, "168", "Age in hours at which a new segment is begun.", 1,
             maxInt},
    Property{"log.roll.ms",
             Long,
             "",
             "Age in milliseconds at which a new segment is begun; wins over hours.",
             1,
             maxLong,
             {},
             false},
    Property{"log.segment.bytes", Int, "1073741824", "Size at which a new segment is begun.", 14,
             maxInt},
    Property{"max.connections", Int, "2147483647", "Most connections at a time.", 0, maxInt},
    Property{"message.max.bytes", Int, "1048588", "Largest record batch that is taken.", 0, maxInt},
    Property{"min.insync.replicas", Int, "1",
             "Replicas that must have a message before acks=all answers.", 1, maxInt},
    Property{"num.network.threads", Int, "2", "Threads that serve connections.", 1, 256},
    Property{"num.partitions", Int, "1",
             "Partitions of a topic that is made without saying how many.", 1, maxInt},
    Property{"offset.metadata.max.bytes", Int, "4096",
             "Longest metadata that may go with a committed offset.", 0, maxInt},
    Property{"offsets.retention.check.interval.ms", Long, "600000",
             "How often expired offsets are looked for.", 1, maxLong},
    Property{"offsets.retention.minutes", Int, "10080",
             "How long an empty group's offsets are kept.", 1, maxInt},
    Property{"offsets.topic.num.partitions", Int, "50", "Partitions of __consumer_offsets.", 1,
             maxInt},
    Property{"offsets.topic.replication.factor", Short, "1", "Replicas of __consumer_offsets.", 1,
             32767},
    Property{"offsets.topic.segment.bytes", Int, "104857600", "Segment size of __consumer_offsets.",
             1, maxInt},
    Property{"producer.id.expiration.ms", Int, "86400000",
             "How long the state of an idle producer is kept.", 1, maxInt},
    Property{"socket.request.max.bytes", Int, "104857600", "Largest request that is read.", 1,
             maxInt},
    Property{"unclean.leader.election.enable", Boolean, "false",
             "Whether a replica that is behind may become leader where no other lives."},
    Property{
        "zookeeper.connect",
        String,
        "",
        "Where the cluster's registry is: host:port[,host:port][/chroot]; a cluster of one when "
        "unset.",
        0,
        0,
        {},
        false},
    Property{"zookeeper.connection.timeout.ms", Int, "10000",
             "How long the start waits for the registry.", 1, maxInt},
    Property{"zookeeper.session.timeout.ms", Int, "1200",
             "How long the registry waits for a silent broker before it takes it for dead; short, "
             "so that another leads soon.",
             1, maxInt},
};

} // namespace

std::span<const Property> brokerProperties()
{
    return properties;
}

const Property* findProperty(std::string_view name)
{
    const auto found = std::lower_bound(
        properties.begin(), properties.end(), name,
        [](const Property& property, std::string_view wanted) { return property.name < wanted; });
    return found != properties.end() && found->name == name ? &*found : nullptr;
}

} // namespace ottla::server
