// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "cluster/replication/replicafetcher.h"

#include "wire/codec.h"
#include "wire/header.h"

#include <algorithm>
#include <asio/bind_executor.hpp>
#include <asio/connect.hpp>
#include <asio/post.hpp>
#include <asio/read.hpp>
#include <asio/write.hpp>
#include <spdlog/spdlog.h>

namespace ottla::cluster {

namespace {

constexpr std::int16_t fetchVersion = 13; // with topic ids

} // namespace

ReplicaFetcher::ReplicaFetcher(asio::any_io_executor executor, NodeId leader,
                               const LiveBrokers& brokers, const FetcherSettings& settings)
    : m_strand(asio::make_strand(executor))
    , m_leader(leader)
    , m_brokers(brokers)
    , m_settings(settings)
    , m_resolver(m_strand)
    , m_socket(m_strand)
    , m_timer(m_strand)
{ }

void ReplicaFetcher::add(std::shared_ptr<Partition> partition)
{
    asio::post(m_strand, [self = shared_from_this(), partition = std::move(partition)]() mutable {
        const log::TopicPartition id = partition->id();
        self->m_partitions[id] = {std::move(partition), {}};
        if (self->m_connected) {
            self->disconnect(); // what is under way does not ask for it
        }
        self->next();
    });
}

void ReplicaFetcher::remove(const log::TopicPartition& id)
{
    asio::post(m_strand, [self = shared_from_this(), id] {
        self->m_partitions.erase(id);
        if (self->m_partitions.empty()) {
            self->disconnect();
        }
    });
}

void ReplicaFetcher::stop()
{
    asio::post(m_strand, [self = shared_from_this()] {
        self->m_stopped = true;
        self->m_partitions.clear();
        self->disconnect();
    });
}

void ReplicaFetcher::disconnect()
{
    ++m_connection;
    m_connected = false;
    m_busy = false;
    std::error_code ignored; // the socket may be closed already
    m_socket.close(ignored);
    m_resolver.cancel();
    m_timer.cancel();
}

void ReplicaFetcher::next()
{
    if (m_stopped || m_busy || m_partitions.empty()) {
        return;
    }
    if (m_connected) {
        send();
    } else {
        connect();
    }
}

void ReplicaFetcher::retryLater(const std::string& why)
{
    if (!std::exchange(m_failing, true)) {
        spdlog::warn("broker {} cannot be followed for now: {}", m_leader.value, why);
    }
    disconnect();
    pause();
}

/// Goes on when a time has passed, or something else begins anew.
void ReplicaFetcher::pause()
{
    m_busy = true;
    m_timer.expires_after(m_settings.backoff);
    m_timer.async_wait(
        [self = shared_from_this(), at = m_connection](const std::error_code& error) {
            if (!error && at == self->m_connection) {
                self->m_busy = false;
                self->next();
            }
        });
}

void ReplicaFetcher::connect()
{
    const auto leader = m_brokers.find(m_leader);
    if (!leader || leader->endpoints.empty()) {
        retryLater("it is not registered");
        return;
    }
    m_busy = true;
    const BrokerEndpoint& endpoint = leader->endpoints.front();
    m_timer.expires_after(m_settings.timeout);
    m_timer.async_wait(
        [self = shared_from_this(), at = m_connection](const std::error_code& error) {
            if (!error && at == self->m_connection) {
                self->retryLater("it does not answer");
            }
        });
    m_resolver.async_resolve(
        endpoint.host, std::to_string(endpoint.port),
        [self = shared_from_this(), at = m_connection](const std::error_code& error,
                                                       const auto& addresses) {
            if (at != self->m_connection) {
                return;
            }
            if (error) {
                self->retryLater(error.message());
                return;
            }
            asio::async_connect(
                self->m_socket, addresses, [self, at](const std::error_code& failed, const auto&) {
                    if (at != self->m_connection) {
                        return;
                    }
                    if (failed) {
                        self->retryLater(failed.message());
                        return;
                    }
                    std::error_code ignored; // only a matter of speed
                    self->m_socket.set_option(asio::ip::tcp::no_delay(true), ignored);
                    self->m_connected = true;
                    self->m_busy = false;
                    self->next();
                });
        });
}

wire::FetchRequest ReplicaFetcher::request(TimePoint now)
{
    wire::FetchRequest request;
    request.replicaId = m_settings.self.value;
    request.maxWaitMs = static_cast<std::int32_t>(m_settings.maxWait.count());
    request.minBytes = m_settings.minBytes;
    request.maxBytes = m_settings.maxBytes;
    for (const auto& [id, followed] : m_partitions) {
        if (followed.retry > now) {
            // Asked for again before long: nobody else's wait is to hold it up.
            request.maxWaitMs =
                std::min(request.maxWaitMs, static_cast<std::int32_t>(m_settings.backoff.count()));
            continue;
        }
        Partition& partition = *followed.partition;
        if (request.topics.empty() || request.topics.back().topicId != partition.topicId()) {
            request.topics.emplace_back().topicId = partition.topicId();
        }
        auto& asked = request.topics.back().partitions.emplace_back();
        asked.partition = id.partition.value;
        asked.currentLeaderEpoch = partition.leaderEpoch().value;
        asked.fetchOffset = partition.log().endOffset().value;
        asked.lastFetchedEpoch = partition.log().latestEpoch().value;
        asked.logStartOffset = partition.log().startOffset().value;
        asked.partitionMaxBytes = m_settings.partitionMaxBytes;
    }
    return request;
}

void ReplicaFetcher::send()
{
    const wire::FetchRequest fetch = request(std::chrono::steady_clock::now());
    if (fetch.topics.empty()) {
        pause();
        return;
    }
    m_busy = true;
    wire::EncodedMessage message;
    message.bytes.resize(4);
    wire::encodeRequestHeader(message.bytes,
                              {wire::FetchRequest::api.key, fetchVersion, ++m_correlation,
                               "broker-" + std::to_string(m_settings.self.value) + "-fetcher"});
    if (auto encoded = wire::encodeMessage(message, fetch, fetchVersion); !encoded) {
        retryLater(encoded.error().describe());
        return;
    }
    storeBigEndian(message.bytes.data(), static_cast<std::int32_t>(message.bytes.size() - 4));
    m_out = std::move(message.bytes);
    m_timer.expires_after(m_settings.timeout);
    m_timer.async_wait(
        [self = shared_from_this(), at = m_connection](const std::error_code& error) {
            if (!error && at == self->m_connection) {
                self->retryLater("it does not answer");
            }
        });
    asio::async_write(
        m_socket, asio::buffer(m_out),
        [self = shared_from_this(), at = m_connection](const std::error_code& error, std::size_t) {
            if (at != self->m_connection) {
                return;
            }
            if (error) {
                self->retryLater(error.message());
            } else {
                self->receiveSize(at);
            }
        });
}

void ReplicaFetcher::receiveSize(std::uint64_t connection)
{
    asio::async_read(
        m_socket, asio::buffer(m_size),
        [self = shared_from_this(), connection](const std::error_code& error, std::size_t) {
            if (connection != self->m_connection) {
                return;
            }
            if (error) {
                self->retryLater(error.message());
            } else {
                self->receiveBody(connection);
            }
        });
}

void ReplicaFetcher::receiveBody(std::uint64_t connection)
{
    const auto size = loadBigEndian<std::uint32_t>(m_size.data());
    if (size > m_settings.maxFrameBytes) {
        retryLater("its answer is longer than allowed");
        return;
    }
    m_in.resize(size);
    asio::async_read(
        m_socket, asio::buffer(m_in),
        [self = shared_from_this(), connection](const std::error_code& error, std::size_t) {
            if (connection != self->m_connection) {
                return;
            }
            if (error) {
                self->retryLater(error.message());
            } else {
                self->take(self->m_in);
            }
        });
}

void ReplicaFetcher::take(BytesView frame)
{
    const auto header =
        wire::decodeResponseHeader(frame, wire::FetchRequest::api.key, fetchVersion);
    if (!header || header->correlationId != m_correlation) {
        retryLater("its answer makes no sense");
        return;
    }
    const auto response = wire::decodeMessage<wire::FetchResponse>(header->body, fetchVersion);
    if (!response) {
        retryLater(response.error().describe());
        return;
    }
    m_failing = false;
    m_timer.cancel();
    m_busy = false;
    std::map<std::pair<Uuid, std::int32_t>, Followed*> asked;
    for (auto& [id, followed] : m_partitions) {
        asked[{followed.partition->topicId(), id.partition.value}] = &followed;
    }
    for (const auto& topic : response->responses) {
        for (const Answer& answer : topic.partitions) {
            const auto found = asked.find({topic.topicId, answer.partitionIndex});
            if (found != asked.end()) {
                take(*found->second, answer);
            }
        }
    }
    next();
}

void ReplicaFetcher::take(Followed& followed, const Answer& answer)
{
    Partition& partition = *followed.partition;
    Result<void> stored;
    if (answer.errorCode == wire::ErrorCode::None
        || answer.errorCode == wire::ErrorCode::OffsetOutOfRange) {
        stored = store(partition, answer);
    } else {
        // The metadata are about to be other here or there.
        stored = Error{Errc::Remote, "the leader's error code",
                       std::to_string(static_cast<int>(answer.errorCode))};
    }
    if (!stored) {
        spdlog::debug("{}-{}: not copied: {}", partition.id().topic, partition.id().partition.value,
                      stored.error().describe());
        followed.retry = std::chrono::steady_clock::now() + m_settings.backoff;
    }
}

Result<void> ReplicaFetcher::store(Partition& partition, const Answer& answer)
{
    const PartitionState state = partition.state();
    if (state.leader != m_leader) {
        return Error{Errc::Fenced, "The partition has another leader"};
    }
    if (answer.errorCode == wire::ErrorCode::OffsetOutOfRange) {
        // A log that runs ahead of the leader's diverges from it, which is told otherwise: what the
        // leader lacks is what it has deleted.
        return answer.logStartOffset < 0
            ? Result<void>(Error{Errc::OutOfRange, "The leader does not have this offset"})
            : partition.restartAt(state.leaderEpoch, Offset{answer.logStartOffset});
    }
    if (answer.divergingEpoch.epoch >= 0) {
        return partition.truncateToLeader(state.leaderEpoch,
                                          LeaderEpoch{answer.divergingEpoch.epoch},
                                          Offset{answer.divergingEpoch.endOffset});
    }
    const auto* records = std::get_if<BytesView>(&answer.records);
    return partition.appendAsFollower(state.leaderEpoch,
                                      records == nullptr ? BytesView{} : *records,
                                      Offset{answer.highWatermark}, Offset{answer.logStartOffset});
}

} // namespace ottla::cluster
