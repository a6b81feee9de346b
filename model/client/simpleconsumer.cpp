// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/client/simpleconsumer.h"

#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <array>
#include <thread>

namespace ottla {

namespace {

constexpr int requestTimeoutMs = 5000;
constexpr std::size_t batchSize = 4096;

struct ConfDeleter
{
    void operator()(rd_kafka_conf_t* conf) const { rd_kafka_conf_destroy(conf); }
};

// Ours first, so that a connection's own properties win where they make sense; what reading
// truthfully rests on comes last and cannot be overridden.
constexpr std::array tuned{
    std::pair{"fetch.wait.max.ms", "100"},
    std::pair{"fetch.error.backoff.ms", "100"},
    std::pair{"fetch.message.max.bytes", "4194304"},
    std::pair{"queued.min.messages", "500000"},
    std::pair{"queued.max.messages.kbytes", "65536"},
    std::pair{"log_level", "3"},
};
constexpr std::array fixed{
    std::pair{"enable.partition.eof", "true"},
    std::pair{"auto.offset.reset", "error"},
    std::pair{"check.crcs", "true"},
    std::pair{"isolation.level", "read_uncommitted"},
    std::pair{"allow.auto.create.topics", "false"},
};

Error remote(rd_kafka_resp_err_t code, const std::string& where)
{
    const auto kind = code == RD_KAFKA_RESP_ERR__TRANSPORT
            || code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN || code == RD_KAFKA_RESP_ERR__TIMED_OUT
            || code == RD_KAFKA_RESP_ERR__RESOLVE || code == RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE
            || code == RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION
            || code == RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT
            || code == RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS
            || code == RD_KAFKA_RESP_ERR__WAIT_CACHE
        ? Errc::Network
        : code == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART
            || code == RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC
            || code == RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION
        ? Errc::NotFound
        : code == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED ? Errc::Denied
                                                               : Errc::Remote;
    return {kind, rd_kafka_err2str(code), where + ", " + rd_kafka_err2name(code)};
}

std::int32_t leaderEpoch([[maybe_unused]] const rd_kafka_message_t* message)
{
#if RD_KAFKA_VERSION >= 0x020100ff
    return rd_kafka_message_leader_epoch(message);
#else
    return -1; // the library does not tell
#endif
}

// Start offsets such that all partitions together give `count` messages where there are as
// many, no partition more than its share while others have more left.
void shareOut(std::vector<PartitionProgress>& partitions, std::int64_t count)
{
    std::vector<PartitionProgress*> byLength;
    for (auto& partition : partitions) {
        byLength.push_back(&partition);
    }
    std::sort(byLength.begin(), byLength.end(),
              [](const auto* a, const auto* b) { return a->end - a->start < b->end - b->start; });
    auto left = static_cast<std::int64_t>(byLength.size());
    for (PartitionProgress* partition : byLength) {
        const std::int64_t share = (count + left - 1) / left;
        const std::int64_t taken = std::min(share, partition->end - partition->start);
        partition->start = partition->end - taken;
        count -= taken;
        --left;
    }
}

} // namespace

Result<std::unique_ptr<SimpleConsumer>> SimpleConsumer::open(const KafkaProperties& properties,
                                                             const std::string& topic)
{
    std::unique_ptr<SimpleConsumer> consumer(new SimpleConsumer);
    std::unique_ptr<rd_kafka_conf_t, ConfDeleter> conf(rd_kafka_conf_new());
    std::array<char, 512> why{};
    const auto set = [&](const std::string& name, const std::string& value) {
        return rd_kafka_conf_set(conf.get(), name.c_str(), value.c_str(), why.data(), why.size())
            == RD_KAFKA_CONF_OK;
    };
    const auto refused = [&](const std::string& name) {
        return Error{Errc::InvalidArgument, why.data(), name};
    };
    for (const auto& [name, value] : tuned) {
        if (!set(name, value)) {
            return refused(name);
        }
    }
    for (const auto& [name, value] : properties) {
        if (!set(name, value)) {
            return refused(name);
        }
    }
    for (const auto& [name, value] : fixed) {
        if (!set(name, value)) {
            return refused(name);
        }
    }
    rd_kafka_conf_set_opaque(conf.get(), consumer.get());
    rd_kafka_conf_set_error_cb(conf.get(), [](rd_kafka_t*, int, const char* reason, void* self) {
        auto* owner = static_cast<SimpleConsumer*>(self);
        const std::lock_guard lock(owner->m_mutex);
        owner->m_trouble = reason;
    });
    consumer->m_kafka = rd_kafka_new(RD_KAFKA_CONSUMER, conf.get(), why.data(), why.size());
    if (!consumer->m_kafka) {
        return Error{Errc::InvalidArgument, why.data(), topic};
    }
    static_cast<void>(conf.release()); // rd_kafka_new took it
    consumer->m_topicName = topic;
    consumer->m_topic = rd_kafka_topic_new(consumer->m_kafka, topic.c_str(), nullptr);
    if (!consumer->m_topic) {
        return remote(rd_kafka_last_error(), topic);
    }
    consumer->m_queue = rd_kafka_queue_new(consumer->m_kafka);
    consumer->m_batch.resize(batchSize);
    return consumer;
}

SimpleConsumer::~SimpleConsumer()
{
    for (const std::int32_t partition : m_started) {
        rd_kafka_consume_stop(m_topic, partition);
    }
    if (m_queue) {
        rd_kafka_queue_destroy(m_queue);
    }
    if (m_topic) {
        rd_kafka_topic_destroy(m_topic);
    }
    if (m_kafka) {
        rd_kafka_destroy(m_kafka);
    }
}

Result<std::vector<std::int32_t>> SimpleConsumer::partitionIds(const ReadRequest& request)
{
    const rd_kafka_metadata_t* metadata = nullptr;
    const auto code = rd_kafka_metadata(m_kafka, 0, m_topic, &metadata, requestTimeoutMs);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
        return remote(code, m_topicName);
    }
    std::vector<std::int32_t> ids;
    auto topicError = RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART;
    if (metadata->topic_cnt == 1) {
        topicError = metadata->topics[0].err;
        for (int i = 0; i < metadata->topics[0].partition_cnt; ++i) {
            ids.push_back(metadata->topics[0].partitions[i].id);
        }
    }
    rd_kafka_metadata_destroy(metadata);
    if (topicError != RD_KAFKA_RESP_ERR_NO_ERROR) {
        return remote(topicError, m_topicName);
    }
    std::sort(ids.begin(), ids.end());
    if (request.partitions.empty()) {
        return ids;
    }
    for (const std::int32_t wanted : request.partitions) {
        if (!std::binary_search(ids.begin(), ids.end(), wanted)) {
            return Error{Errc::NotFound, "The topic has no partition " + std::to_string(wanted),
                         m_topicName};
        }
    }
    return request.partitions;
}

Result<std::vector<std::int64_t>>
SimpleConsumer::offsets(const std::vector<std::int32_t>& partitions, std::int64_t time)
{
    // One request per leader for all partitions; -1 and -2 ask for the end and the beginning.
    auto* list = rd_kafka_topic_partition_list_new(static_cast<int>(partitions.size()));
    for (const std::int32_t partition : partitions) {
        rd_kafka_topic_partition_list_add(list, m_topicName.c_str(), partition)->offset = time;
    }
    auto code = rd_kafka_offsets_for_times(m_kafka, list, requestTimeoutMs);
    std::vector<std::int64_t> found;
    for (int i = 0; code == RD_KAFKA_RESP_ERR_NO_ERROR && i < list->cnt; ++i) {
        code = list->elems[i].err;
        found.push_back(list->elems[i].offset);
    }
    rd_kafka_topic_partition_list_destroy(list);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
        return remote(code, m_topicName);
    }
    return found;
}

Result<std::vector<PartitionProgress>> SimpleConsumer::planOnce(const ReadRequest& request)
{
    const auto ids = partitionIds(request);
    if (!ids) {
        return ids.error();
    }
    if (ids->empty()) {
        return std::vector<PartitionProgress>();
    }
    const auto low = offsets(*ids, RD_KAFKA_OFFSET_BEGINNING);
    if (!low) {
        return low.error();
    }
    const auto high = offsets(*ids, RD_KAFKA_OFFSET_END);
    if (!high) {
        return high.error();
    }
    std::vector<std::int64_t> at;
    if (request.start == ReadRequest::Start::Time) {
        auto found = offsets(*ids, std::max<std::int64_t>(request.time, 0));
        if (!found) {
            return found.error();
        }
        at = std::move(*found);
    }
    std::vector<PartitionProgress> partitions;
    for (std::size_t i = 0; i < ids->size(); ++i) {
        PartitionProgress p;
        p.partition = (*ids)[i];
        p.start = (*low)[i];
        p.end = std::max((*high)[i], p.start);
        switch (request.start) {
        case ReadRequest::Start::Beginning:
        case ReadRequest::Start::Newest:
            break;
        case ReadRequest::Start::Offset:
            p.start = std::clamp(request.offset, p.start, p.end);
            break;
        case ReadRequest::Start::Time:
            // A negative answer: nothing that new.
            p.start = at[i] < 0 ? p.end : std::clamp(at[i], p.start, p.end);
            break;
        case ReadRequest::Start::End:
            p.start = p.end;
            break;
        case ReadRequest::Start::Positions:
            if (const auto found = request.positions.find(p.partition);
                found != request.positions.end()) {
                p.start = std::clamp(found->second, p.start, p.end);
            }
            break;
        }
        partitions.push_back(std::move(p));
    }
    if (request.start == ReadRequest::Start::Newest) {
        shareOut(partitions, std::max<std::int64_t>(request.count, 0));
    }
    for (auto& partition : partitions) {
        partition.next = partition.start;
    }
    return partitions;
}

Result<std::vector<PartitionProgress>>
SimpleConsumer::plan(const ReadRequest& request, const std::atomic<bool>& stop,
                     const std::function<void(const std::string&)>& trouble)
{
    while (!stop) {
        auto planned = planOnce(request);
        if (planned || planned.error().code != Errc::Network) {
            return planned;
        }
        rd_kafka_poll(m_kafka, 200); // the library's own words, if it has any
        const std::string words = this->trouble();
        trouble(words.empty() ? planned.error().message : words);
    }
    return Error{Errc::Cancelled, "Stopped", m_topicName};
}

Result<void> SimpleConsumer::startPartition(std::int32_t partition, std::int64_t offset)
{
    if (rd_kafka_consume_start_queue(m_topic, partition, offset, m_queue) != 0) {
        return remote(rd_kafka_last_error(),
                      m_topicName + " partition " + std::to_string(partition));
    }
    m_started.insert(partition);
    return {};
}

void SimpleConsumer::stopPartition(std::int32_t partition)
{
    if (m_started.erase(partition) > 0) {
        rd_kafka_consume_stop(m_topic, partition);
    }
}

std::size_t SimpleConsumer::take(const std::function<void(const Event&)>& handle)
{
    constexpr int patienceMs = 100;
    rd_kafka_poll(m_kafka, 0);
    const auto count =
        rd_kafka_consume_batch_queue(m_queue, patienceMs, m_batch.data(), m_batch.size());
    for (std::size_t i = 0; count > 0 && i < static_cast<std::size_t>(count); ++i) {
        hand(m_batch[i], handle);
        rd_kafka_message_destroy(m_batch[i]);
    }
    return count > 0 ? static_cast<std::size_t>(count) : 0;
}

void SimpleConsumer::hand(rd_kafka_message_s* message,
                          const std::function<void(const Event&)>& handle)
{
    Event event;
    event.partition = message->partition;
    event.offset = message->offset;
    if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
        event.atEnd = true;
        handle(event);
        return;
    }
    if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
        const char* words = rd_kafka_message_errstr(message);
        event.error = words ? words : rd_kafka_err2str(message->err);
        handle(event);
        return;
    }
    rd_kafka_timestamp_type_t type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE;
    const std::int64_t timestamp = rd_kafka_message_timestamp(message, &type);
    m_headers.clear();
    rd_kafka_headers_t* headers = nullptr;
    if (rd_kafka_message_headers(message, &headers) == RD_KAFKA_RESP_ERR_NO_ERROR) {
        const char* name = nullptr;
        const void* value = nullptr;
        std::size_t size = 0;
        for (std::size_t i = 0; rd_kafka_header_get_all(headers, i, &name, &value, &size)
             == RD_KAFKA_RESP_ERR_NO_ERROR;
             ++i) {
            m_headers.emplace_back(name,
                                   value ? std::optional<std::string_view>(
                                       std::in_place, static_cast<const char*>(value), size)
                                         : std::nullopt);
        }
    }
    const auto body = [](const void* bytes, std::size_t size) {
        return bytes
            ? std::optional<std::string_view>(std::in_place, static_cast<const char*>(bytes), size)
            : std::nullopt;
    };
    event.message = {
        .partition = message->partition,
        .offset = message->offset,
        .timestamp = type == RD_KAFKA_TIMESTAMP_NOT_AVAILABLE ? 0 : timestamp,
        .timestampType = type == RD_KAFKA_TIMESTAMP_CREATE_TIME ? TimestampType::Create
            : type == RD_KAFKA_TIMESTAMP_LOG_APPEND_TIME        ? TimestampType::Append
                                                                : TimestampType::None,
        .leaderEpoch = leaderEpoch(message),
        .key = body(message->key, message->key_len),
        .value = body(message->payload, message->len),
        .headers = m_headers,
    };
    handle(event);
}

std::string SimpleConsumer::trouble() const
{
    const std::lock_guard lock(m_mutex);
    return m_trouble;
}

} // namespace ottla
