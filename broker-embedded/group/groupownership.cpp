// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0

// The part of the owner loop that knows which groups are this broker's: those whose partition of
// __consumer_offsets it leads. What it keeps of them was read in one leader epoch, and is read anew
// in another.
#include "group/grouploop.h"

#include <set>
#include <spdlog/spdlog.h>

namespace ottla::group {

using wire::ErrorCode;

Result<void> GroupCoordinator::Loop::load()
{
    for (const auto& partition : m_partitions.all()) {
        const auto epoch = partition->ledEpoch();
        if (partition->id().topic != OffsetStore::topicName || !epoch) {
            continue;
        }
        if (auto taken = takeOver(*partition, *epoch); !taken) {
            return taken;
        }
    }
    return {};
}

void GroupCoordinator::Loop::follow(const std::shared_ptr<cluster::Partition>& partition)
{
    (void)hold(partition); // who asks for one of its groups is told of a failure
}

void GroupCoordinator::Loop::holdAll()
{
    for (const auto& partition : m_partitions.all()) {
        if (partition->id().topic == OffsetStore::topicName) {
            follow(partition);
        }
    }
}

ErrorCode GroupCoordinator::Loop::checkCoordinates(const std::string& group)
{
    const auto topic = m_topics.find(OffsetStore::topicName);
    if (!topic || topic->partitions.empty()) {
        return ErrorCode::None; // nothing is stored: there are no groups
    }
    const PartitionId id = partitionFor(group, static_cast<std::int32_t>(topic->partitions.size()));
    const auto partition = m_partitions.find(OffsetStore::topicName, id);
    if (!partition) {
        giveUp(id);
        const bool isOurs =
            topic->partitions[static_cast<std::size_t>(id.value)].leader == m_partitions.self();
        return isOurs ? ErrorCode::CoordinatorNotAvailable : ErrorCode::NotCoordinator;
    }
    return hold(partition);
}

ErrorCode GroupCoordinator::Loop::checkGroup(const std::string& group)
{
    if (group.empty()) {
        return ErrorCode::InvalidGroupId;
    }
    const ErrorCode error = checkCoordinates(group);
    return error == ErrorCode::None && find(group) == nullptr ? ErrorCode::UnknownMemberId : error;
}

ErrorCode GroupCoordinator::Loop::hold(const std::shared_ptr<cluster::Partition>& partition)
{
    const PartitionId id = partition->id().partition;
    const auto epoch = partition->ledEpoch();
    if (!epoch || partition->closed()) {
        giveUp(id);
        return ErrorCode::NotCoordinator;
    }
    if (const auto held = m_held.find(id); held != m_held.end() && held->second == *epoch) {
        return ErrorCode::None;
    }
    giveUp(id);
    if (auto taken = takeOver(*partition, *epoch); !taken) {
        spdlog::error("{}", taken.error().describe());
        return ErrorCode::CoordinatorNotAvailable;
    }
    for (const auto& [name, entry] : m_groups) {
        if (isKeptIn(id, name)) {
            arm(name);
        }
    }
    return ErrorCode::None;
}

Result<void> GroupCoordinator::Loop::takeOver(cluster::Partition& partition, LeaderEpoch epoch)
{
    auto loaded = m_store.load(
        partition,
        {.offset =
             [this](const std::string& id, const log::TopicPartition& of,
                    const std::optional<CommittedOffset>& committed) {
                 auto& offsets = findOrMake(id).group.offsets();
                 if (committed) {
                     offsets[of] = *committed;
                 } else {
                     offsets.erase(of);
                 }
             },
         .group =
             [this](const std::string& id, const std::optional<wire::GroupMetadataValue>& value) {
                 if (value) {
                     findOrMake(id).group.restore(*value);
                 } else {
                     m_groups.erase(id);
                 }
             }});
    const PartitionId id = partition.id().partition;
    m_held[id] = epoch;
    if (!loaded) {
        giveUp(id);
        return Error{loaded.error().code, loaded.error().message,
                     std::string(OffsetStore::topicName) + "-" + std::to_string(id.value) + ", "
                         + loaded.error().context};
    }
    std::set<std::string> gone; // topics that were deleted while nobody told these groups
    for (const auto& [name, entry] : m_groups) {
        for (const auto& [of, committed] : entry.group.offsets()) {
            if (!m_topics.find(of.topic)) {
                gone.insert(of.topic);
            }
        }
    }
    // A topic that was just made may be known to others only so far: the offsets of none are
    // removed that the registry was not asked about.
    if (!gone.empty() && m_topics.catchUp()) {
        for (const std::string& topic : gone) {
            if (!m_topics.find(topic)) {
                topicDeleted(topic);
            }
        }
    }
    std::erase_if(m_groups, [](const auto& entry) {
        const Group& group = entry.second.group;
        return group.members().empty() && group.offsets().empty() && group.protocolType().empty()
            && !group.nextDeadline();
    });
    return {};
}

bool GroupCoordinator::Loop::isKeptIn(PartitionId id, const std::string& group) const
{
    const auto topic = m_topics.find(OffsetStore::topicName);
    return !topic || partitionFor(group, static_cast<std::int32_t>(topic->partitions.size())) == id;
}

void GroupCoordinator::Loop::giveUp(PartitionId id)
{
    if (m_held.erase(id) == 0) {
        return;
    }
    // Whoever takes over reads from the log what has become of them.
    dropWaiting([&](const std::string& group, const auto&) { return isKeptIn(id, group); });
    for (auto at = m_groups.begin(); at != m_groups.end();) {
        if (!isKeptIn(id, at->first)) {
            ++at;
            continue;
        }
        at->second.group.abandon();
        at->second.timer.cancel();
        at = m_groups.erase(at);
    }
}

} // namespace ottla::group
