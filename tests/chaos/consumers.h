// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kafka.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace ottla::chaos {

/// Members of one consumer group, each with a thread of its own, that commit what they were given.
class Consumers
{
public:
    Consumers(const std::string& bootstrap, int members);
    ~Consumers();

    /// Waits until everything below `ends` (by partition, exclusive) was given to a member.
    [[nodiscard]] bool waitFor(const std::map<std::int32_t, std::int64_t>& ends,
                               std::chrono::seconds patience);
    void finish();

    /// After finish(): what is wrong with what the group was given and has committed, `ends` being
    /// the log's.
    [[nodiscard]] std::vector<std::string> check(const std::map<std::int32_t, std::int64_t>& ends);
    [[nodiscard]] std::size_t delivered() const;
    /// How often the committed offsets were compared with what was delivered.
    [[nodiscard]] std::size_t looks() const;

private:
    struct Member
    {
        Consumers* group = nullptr;
        Client client;
        std::map<std::int32_t, std::int64_t> last; ///< Since the last assignment.
        std::thread thread;
    };

    void work(Member& member);
    /// Looks at the committed offsets all the while.
    void watch();
    /// Notes what is committed beyond what was delivered.
    rd_kafka_resp_err_t compareCommitted(rd_kafka_t* client, int patienceMs);
    void take(Member& member, const rd_kafka_message_t& message);
    static void rebalance(rd_kafka_t* client, rd_kafka_resp_err_t error,
                          rd_kafka_topic_partition_list_t* partitions, void* opaque);

    const std::string m_bootstrap;
    std::atomic<bool> m_finishing{false};
    mutable std::mutex m_mutex; ///< Guards what follows.
    std::map<std::int32_t, std::set<std::int64_t>> m_delivered;
    std::vector<std::string> m_problems;
    std::size_t m_looks = 0; ///< At committed offsets, that were answered.
    std::vector<std::unique_ptr<Member>> m_members;
    std::thread m_watcher;
};

} // namespace ottla::chaos
