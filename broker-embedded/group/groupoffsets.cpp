// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0

// The part of the owner loop that answers OffsetCommit and OffsetFetch.
#include "cluster/replication/awaitreplicas.h"
#include "group/grouploop.h"

namespace ottla::group {

namespace {

using wire::ErrorCode;

constexpr int severalGroupsSince = 8; // KIP-709

/// Calls `answer(topic, partition, committed or null)` for what a client asks of a group's offsets:
/// each partition it names, or all that there are when `topics` is null.
template <typename Topics, typename Answer>
void forEachAsked(const Group* group, const std::optional<Topics>& topics, Answer&& answer)
{
    if (!topics) {
        if (group != nullptr) {
            for (const auto& [partition, committed] : group->offsets()) {
                answer(partition.topic, partition.partition, &committed);
            }
        }
        return;
    }
    for (const auto& topic : *topics) {
        for (const std::int32_t index : topic.partitionIndexes) {
            const CommittedOffset* committed = nullptr;
            if (group != nullptr) {
                const auto found = group->offsets().find({topic.name, PartitionId{index}});
                committed = found == group->offsets().end() ? nullptr : &found->second;
            }
            answer(topic.name, PartitionId{index}, committed);
        }
    }
}

/// Fills the answer's topics, of either shape that the response has.
template <typename Answered, typename Topics>
void fillTopics(const Group* group, const std::optional<Topics>& asked,
                std::vector<Answered>& answered, ErrorCode error)
{
    forEachAsked(
        group, asked,
        [&](const std::string& topic, PartitionId partition, const CommittedOffset* committed) {
            if (answered.empty() || answered.back().name != topic) {
                answered.emplace_back().name = topic;
            }
            auto& entry = answered.back().partitions.emplace_back();
            entry.partitionIndex = partition.value;
            entry.committedOffset = committed != nullptr ? committed->offset.value : -1;
            entry.committedLeaderEpoch = committed != nullptr ? committed->leaderEpoch.value : -1;
            entry.metadata = committed != nullptr ? committed->metadata : std::string{};
            entry.errorCode = error;
        });
}

} // namespace

ErrorCode GroupCoordinator::Loop::checkCommit(const wire::OffsetCommitRequest& request)
{
    ErrorCode error = m_store.ensureTopic();
    if (error == ErrorCode::None) {
        error = checkCoordinates(request.groupId);
    }
    if (error != ErrorCode::None) {
        return error;
    }
    // The empty id is a group here, though none that can be joined: old clients commit to it.
    Group* group = find(request.groupId);
    if (group == nullptr) {
        // A group that consumers without membership commit to exists by its first commit.
        return request.generationIdOrMemberEpoch < 0 ? ErrorCode::None
                                                     : ErrorCode::IllegalGeneration;
    }
    return group->mayCommit(request.generationIdOrMemberEpoch, request.memberId,
                            request.groupInstanceId);
}

void GroupCoordinator::Loop::commit(const wire::OffsetCommitRequest& request,
                                    Reply<wire::OffsetCommitResponse> reply)
{
    const ErrorCode refused = checkCommit(request);
    Commit commit{request.groupId, {}, {}, std::move(reply), false};
    for (const auto& topic : request.topics) {
        auto& answered = commit.response.topics.emplace_back();
        answered.name = topic.name;
        const auto known = m_topics.find(topic.name);
        for (const auto& partition : topic.partitions) {
            ErrorCode error = refused;
            const bool exists = known && partition.partitionIndex >= 0
                && static_cast<std::size_t>(partition.partitionIndex) < known->partitions.size();
            if (error == ErrorCode::None && !exists) {
                error = ErrorCode::UnknownTopicOrPartition;
            } else if (error == ErrorCode::None
                       && partition.committedMetadata.value_or("").size()
                           > m_config.maxMetadataBytes) {
                error = ErrorCode::OffsetMetadataTooLarge;
            }
            if (error == ErrorCode::None) {
                commit.offsets[{topic.name, PartitionId{partition.partitionIndex}}] = {
                    Offset{partition.committedOffset}, LeaderEpoch{partition.committedLeaderEpoch},
                    partition.committedMetadata.value_or(""), m_clock.wallMs(), Offset{}};
            }
            answered.partitions.push_back({partition.partitionIndex, error});
        }
    }
    const OffsetStore::Stored stored = m_store.storeOffsets(request.groupId, commit.offsets);
    commit.stored = stored.error == ErrorCode::None && stored.partition != nullptr;
    for (auto& [partition, committed] : commit.offsets) {
        committed.storedEnd = stored.end;
    }
    if (!commit.stored || stored.partition->highWatermark() >= stored.end) {
        finishCommit(std::move(commit), stored.error);
        return;
    }
    const CommitId id = ++m_lastCommit;
    m_waiting.emplace(id, std::move(commit));
    cluster::awaitReplicas(
        m_strand, {{stored.partition, stored.end, stored.epoch}}, m_config.commitTimeout,
        [self = shared_from_this(), id](const std::vector<ErrorCode>& errors) {
            const ErrorCode error = errors.front() == ErrorCode::NotLeaderOrFollower
                ? ErrorCode::NotCoordinator
                : errors.front();
            self->post([id, error](Loop& loop) { loop.finishWaiting(id, error); });
        });
}

void GroupCoordinator::Loop::finishWaiting(CommitId id, ErrorCode error)
{
    auto waiting = m_waiting.extract(id);
    finishCommit(std::move(waiting.mapped()), error);
}

void GroupCoordinator::Loop::finishCommit(Commit commit, ErrorCode error)
{
    if (error == ErrorCode::None && commit.stored) {
        error = checkCoordinates(commit.group); // it may have become another's meanwhile
    }
    if (error != ErrorCode::None) {
        for (auto& topic : commit.response.topics) {
            for (auto& partition : topic.partitions) {
                partition.errorCode =
                    partition.errorCode == ErrorCode::None ? error : partition.errorCode;
            }
        }
    } else if (!commit.offsets.empty()) {
        auto& offsets = findOrMake(commit.group).group.offsets();
        for (auto& [partition, committed] : commit.offsets) {
            CommittedOffset& known = offsets[partition];
            // One that was stored later may have had its replicas told of earlier.
            if (known.storedEnd <= committed.storedEnd) {
                known = std::move(committed);
            }
        }
    }
    arm(commit.group);
    commit.reply(std::move(commit.response));
}

std::set<log::TopicPartition> GroupCoordinator::Loop::waitingOffsets(
    const std::string& group, const std::function<bool(const log::TopicPartition&)>& passes) const
{
    std::set<log::TopicPartition> found;
    for (const auto& [id, commit] : m_waiting) {
        if (commit.group != group) {
            continue;
        }
        for (const auto& [partition, committed] : commit.offsets) {
            if (!passes || passes(partition)) {
                found.insert(partition);
            }
        }
    }
    return found;
}

void GroupCoordinator::Loop::dropWaiting(
    const std::function<bool(const std::string& group, const log::TopicPartition&)>& isVoid)
{
    for (auto& [id, commit] : m_waiting) {
        std::erase_if(commit.offsets, [&, &group = commit.group](const auto& each) {
            return isVoid(group, each.first);
        });
    }
}

wire::OffsetFetchResponse GroupCoordinator::Loop::fetch(const ClientInfo& client,
                                                        const wire::OffsetFetchRequest& request)
{
    wire::OffsetFetchResponse response;
    if (client.version < severalGroupsSince) {
        response.errorCode = checkCoordinates(request.groupId);
        const bool knows = response.errorCode == ErrorCode::None;
        fillTopics(knows ? find(request.groupId) : nullptr, request.topics, response.topics,
                   response.errorCode);
        return response;
    }
    for (const auto& asked : request.groups) {
        auto& answered = response.groups.emplace_back();
        answered.groupId = asked.groupId;
        answered.errorCode = checkCoordinates(asked.groupId);
        const bool knows = answered.errorCode == ErrorCode::None;
        fillTopics(knows ? find(asked.groupId) : nullptr, asked.topics, answered.topics,
                   answered.errorCode);
    }
    return response;
}

} // namespace ottla::group
