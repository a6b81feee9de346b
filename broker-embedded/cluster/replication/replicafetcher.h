// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/ids.h"
#include "cluster/livebrokers.h"
#include "cluster/partition.h"
#include "wire/kafka/fetch.h"

#include <array>
#include <asio/any_io_executor.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/steady_timer.hpp>
#include <asio/strand.hpp>
#include <chrono>
#include <map>
#include <memory>

namespace ottla::cluster {

struct FetcherSettings
{
    NodeId self{};
    std::chrono::milliseconds maxWait{500}; ///< replica.fetch.wait.max.ms
    std::int32_t minBytes = 1; ///< replica.fetch.min.bytes
    std::int32_t maxBytes = 10 << 20; ///< replica.fetch.response.max.bytes
    std::int32_t partitionMaxBytes = 1 << 20; ///< replica.fetch.max.bytes
    std::chrono::milliseconds backoff{100}; ///< replica.fetch.backoff.ms
    std::chrono::milliseconds timeout{30'000}; ///< replica.socket.timeout.ms
    std::uint32_t maxFrameBytes = 100U << 20U;
};

/// Copies the partitions that another broker leads and this one follows, by Fetch requests over one
/// connection (KIP-595 for what a log has that the leader's does not). A request waits at the
/// leader until there is something; when another partition is to be followed meanwhile, it is
/// dropped, so that the new one does not wait for it.
///
/// Runs on a strand of the executor; its functions may be called from any thread.
class ReplicaFetcher : public std::enable_shared_from_this<ReplicaFetcher>
{
public:
    /// `brokers` tells the leader's address and must outlive the executor's threads.
    ReplicaFetcher(asio::any_io_executor executor, NodeId leader, const LiveBrokers& brokers,
                   const FetcherSettings& settings);

    void add(std::shared_ptr<Partition> partition);
    void remove(const log::TopicPartition& id);
    /// Nothing is fetched any more.
    void stop();

private:
    using TimePoint = std::chrono::steady_clock::time_point;
    struct Followed
    {
        std::shared_ptr<Partition> partition;
        TimePoint retry{}; ///< Not asked for before.
    };
    using Answer = wire::FetchResponse::FetchableTopicResponse::PartitionData;

    // On the strand:
    void next();
    void connect();
    void send();
    void receiveSize(std::uint64_t connection);
    void receiveBody(std::uint64_t connection);
    void take(BytesView frame);
    void take(Followed& followed, const Answer& answer);
    [[nodiscard]] Result<void> store(Partition& partition, const Answer& answer);
    void disconnect();
    void retryLater(const std::string& why);
    void pause();
    [[nodiscard]] wire::FetchRequest request(TimePoint now);

    const asio::strand<asio::any_io_executor> m_strand;
    const NodeId m_leader;
    const LiveBrokers& m_brokers;
    const FetcherSettings m_settings;
    asio::ip::tcp::resolver m_resolver;
    asio::ip::tcp::socket m_socket;
    asio::steady_timer m_timer; ///< Of a pause, or of an answer that is awaited.
    std::map<log::TopicPartition, Followed> m_partitions;
    std::uint64_t m_connection = 0; ///< Tells late completions of a former one.
    std::int32_t m_correlation = 0;
    bool m_connected = false;
    bool m_busy = false; ///< Connecting, or an answer is awaited.
    bool m_stopped = false;
    bool m_failing = false; ///< Said in the log.
    Bytes m_out;
    std::array<std::byte, 4> m_size{};
    Bytes m_in;
};

} // namespace ottla::cluster
