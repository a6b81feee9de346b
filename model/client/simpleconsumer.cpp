// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/client/simpleconsumer.h"

#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <iterator>
#include <map>

namespace ottla {

namespace {

constexpr int requestTimeoutMs = 4000;
constexpr int probeTimeoutMs = 5000;
constexpr int endTimeoutMs = 1000;
constexpr std::size_t batchSize = 4096;
constexpr std::size_t separateBatchSize = 256;
constexpr std::uint64_t queuedMessages = 500'000;
constexpr auto queuedMessagesText = "500000";
constexpr auto queuedKbytes = "queued.max.messages.kbytes";

struct ConfDeleter
{
    void operator()(rd_kafka_conf_t* conf) const { rd_kafka_conf_destroy(conf); }
};

struct QueueDeleter
{
    void operator()(rd_kafka_queue_t* queue) const { rd_kafka_queue_destroy(queue); }
};

// Ours first, so that a connection's own properties win where they make sense; what reading
// truthfully rests on comes last and cannot be overridden.
constexpr std::array tuned{
    std::pair{"fetch.wait.max.ms", "100"},
    std::pair{"fetch.error.backoff.ms", "100"},
    std::pair{"fetch.message.max.bytes", "1048576"},
    std::pair{"queued.min.messages", queuedMessagesText},
    std::pair{queuedKbytes, "32768"},
    std::pair{"log_level", "3"},
};
constexpr std::array fixed{
    std::pair{"enable.partition.eof", "true"},
    std::pair{"auto.offset.reset", "error"},
    std::pair{"check.crcs", "true"},
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

std::int32_t leaderEpochOf([[maybe_unused]] const rd_kafka_message_t* message)
{
#if RD_KAFKA_VERSION >= 0x020100ff
    return rd_kafka_message_leader_epoch(message);
#else
    return -1;
#endif
}

// What one topic's handle is told apart by in a message.
void* opaqueOf(std::size_t topic)
{
    return reinterpret_cast<void*>(topic); // NOLINT: librdkafka only hands it back
}

std::uint16_t topicOf(const rd_kafka_message_t* message)
{
    return static_cast<std::uint16_t>(
        reinterpret_cast<std::uintptr_t>(rd_kafka_topic_opaque(message->rkt)));
}

SimpleConsumer::Event::Kind kindOf(rd_kafka_resp_err_t code)
{
    using Kind = SimpleConsumer::Event::Kind;
    switch (code) {
    case RD_KAFKA_RESP_ERR_NO_ERROR:
        return Kind::Message;
    case RD_KAFKA_RESP_ERR__PARTITION_EOF:
        return Kind::AtEnd;
    case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET:
    case RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE:
        return Kind::OutOfRange;
    case RD_KAFKA_RESP_ERR__BAD_MSG:
    case RD_KAFKA_RESP_ERR__BAD_COMPRESSION:
    case RD_KAFKA_RESP_ERR__NOT_IMPLEMENTED:
    case RD_KAFKA_RESP_ERR__UNDERFLOW:
    case RD_KAFKA_RESP_ERR_INVALID_MSG:
    case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
        return Kind::Undecodable;
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
    case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
        return Kind::Ended;
    default:
        return Kind::Hindered;
    }
}

} // namespace

Result<std::unique_ptr<SimpleConsumer>> SimpleConsumer::open(const KafkaProperties& properties,
                                                             const std::vector<std::string>& topics,
                                                             bool committedOnly)
{
    std::unique_ptr<SimpleConsumer> consumer(new SimpleConsumer);
    std::unique_ptr<rd_kafka_conf_t, ConfDeleter> conf(rd_kafka_conf_new());
    std::array<char, 512> why{};
    const auto set = [&](const std::string& name, const std::string& value) {
        return rd_kafka_conf_set(conf.get(), name.c_str(), value.c_str(), why.data(), why.size())
            == RD_KAFKA_CONF_OK;
    };
    KafkaProperties all(tuned.begin(), tuned.end());
    if (topics.size() > 1) {
        all.emplace_back(queuedKbytes, "8192"); // queues may be one a partition
    }
    all.insert(all.end(), properties.begin(), properties.end());
    all.insert(all.end(), fixed.begin(), fixed.end());
    all.emplace_back("isolation.level", committedOnly ? "read_committed" : "read_uncommitted");
    for (const auto& [name, value] : all) {
        if (!set(name, value)) {
            return Error{Errc::InvalidArgument, why.data(), name};
        }
    }
    std::size_t room = why.size();
    if (rd_kafka_conf_get(conf.get(), queuedKbytes, why.data(), &room) == RD_KAFKA_CONF_OK) {
        consumer->m_queueBytes = std::strtoull(why.data(), nullptr, 10) << 10U;
    }
    rd_kafka_conf_set_opaque(conf.get(), consumer.get());
    rd_kafka_conf_set_error_cb(conf.get(),
                               [](rd_kafka_t*, int code, const char* reason, void* self) {
                                   static_cast<SimpleConsumer*>(self)->note(code, reason);
                               });
    consumer->m_kafka = rd_kafka_new(RD_KAFKA_CONSUMER, conf.get(), why.data(), why.size());
    if (!consumer->m_kafka) {
        return Error{Errc::InvalidArgument, why.data()};
    }
    static_cast<void>(conf.release()); // rd_kafka_new took it
    for (const std::string& topic : topics) {
        rd_kafka_topic_conf_t* topicConf = rd_kafka_default_topic_conf_dup(consumer->m_kafka);
        rd_kafka_topic_conf_set_opaque(topicConf, opaqueOf(consumer->m_topics.size()));
        rd_kafka_topic_t* made = rd_kafka_topic_new(consumer->m_kafka, topic.c_str(), topicConf);
        if (!made) {
            return remote(rd_kafka_last_error(), topic);
        }
        consumer->m_topics.push_back(made);
    }
    consumer->m_names = topics;
    consumer->m_queue = rd_kafka_queue_new(consumer->m_kafka);
    consumer->m_batch.resize(batchSize);
    return consumer;
}

SimpleConsumer::~SimpleConsumer()
{
    for (const auto& [topic, partition] : m_started) {
        rd_kafka_consume_stop(m_topics[topic], partition);
    }
    awaitFetches();
    if (m_queue) {
        rd_kafka_queue_destroy(m_queue);
    }
    for (rd_kafka_topic_t* topic : m_topics) {
        rd_kafka_topic_destroy(topic);
    }
    if (m_kafka) {
        rd_kafka_destroy(m_kafka);
    }
}

void SimpleConsumer::awaitFetches()
{
    // Stopping a partition does not recall the Fetch that is under way. When its answer, that the
    // offset is out of range, comes while rd_kafka_destroy has the partition's queues disabled,
    // librdkafka's broker thread locks the partition twice and rd_kafka_destroy never returns. A
    // broker answers in order, and the fetches of one are on one connection: once it has answered
    // a question more, no Fetch is under way.
    std::vector<Leader> fetched;
    for (const Place& place : m_fetched) {
        fetched.push_back({.place = place});
    }
    if (!fetched.empty()) {
        static_cast<void>(askOffsets(fetched, logEnd, endTimeoutMs));
    }
}

std::string SimpleConsumer::describe(Place place) const
{
    return m_names[place.first] + " partition " + std::to_string(place.second);
}

Result<std::vector<SimpleConsumer::Leader>> SimpleConsumer::leaders()
{
    std::vector<Leader> found;
    for (std::size_t i = 0; i < m_topics.size(); ++i) {
        const rd_kafka_metadata_t* metadata = nullptr;
        const auto code = rd_kafka_metadata(m_kafka, 0, m_topics[i], &metadata, requestTimeoutMs);
        if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
            return remote(code, m_names[i]);
        }
        auto topicError = RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART;
        if (metadata->topic_cnt == 1) {
            topicError = metadata->topics[0].err;
            for (int p = 0; p < metadata->topics[0].partition_cnt; ++p) {
                const auto& partition = metadata->topics[0].partitions[p];
                found.push_back({{static_cast<std::uint16_t>(i), partition.id}, partition.leader});
            }
        }
        rd_kafka_metadata_destroy(metadata);
        if (topicError != RD_KAFKA_RESP_ERR_NO_ERROR) {
            return remote(topicError, m_names[i]);
        }
    }
    std::sort(found.begin(), found.end(),
              [](const Leader& a, const Leader& b) { return a.place < b.place; });
    std::set<std::int32_t> brokers;
    m_oneOfEach.clear();
    std::copy_if(found.begin(), found.end(), std::back_inserter(m_oneOfEach),
                 [&brokers](const Leader& leader) {
                     return leader.broker >= 0 && brokers.insert(leader.broker).second;
                 });
    return found;
}

Result<std::vector<std::int64_t>> SimpleConsumer::askOffsets(std::span<const Leader> of,
                                                             std::int64_t time, int timeoutMs)
{
    auto* list = rd_kafka_topic_partition_list_new(static_cast<int>(of.size()));
    for (const Leader& leader : of) {
        const auto& [topic, partition] = leader.place;
        rd_kafka_topic_partition_list_add(list, m_names[topic].c_str(), partition)->offset = time;
    }
    auto code = rd_kafka_offsets_for_times(m_kafka, list, timeoutMs);
    std::vector<std::int64_t> found;
    for (int i = 0; code == RD_KAFKA_RESP_ERR_NO_ERROR && i < list->cnt; ++i) {
        code = list->elems[i].err;
        // librdkafka says "the end" where there is none.
        found.push_back(std::max<std::int64_t>(list->elems[i].offset, -1));
    }
    rd_kafka_topic_partition_list_destroy(list);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
        return remote(
            code, of.size() == 1 ? describe(of.front().place) : m_names[of.front().place.first]);
    }
    return found;
}

std::vector<Result<std::int64_t>> SimpleConsumer::offsets(std::span<const Leader> of,
                                                          std::int64_t time)
{
    std::vector<Result<std::int64_t>> answers(of.size(), Result<std::int64_t>(-1));
    if (of.empty()) {
        return answers;
    }
    // One request a leader for all partitions. One that fails fails the call, so then by leaders.
    if (const auto all = askOffsets(of, time, requestTimeoutMs)) {
        std::copy(all->begin(), all->end(), answers.begin());
        return answers;
    }
    std::map<std::int32_t, std::vector<std::size_t>> byBroker;
    for (std::size_t i = 0; i < of.size(); ++i) {
        byBroker[of[i].broker].push_back(i);
    }
    for (const auto& [broker, places] : byBroker) {
        std::vector<Leader> its;
        for (const std::size_t i : places) {
            its.push_back(of[i]);
        }
        const auto some = askOffsets(its, time, requestTimeoutMs);
        for (std::size_t n = 0; n < places.size(); ++n) {
            answers[places[n]] = some ? Result<std::int64_t>((*some)[n]) : some.error();
        }
    }
    return answers;
}

Result<void> SimpleConsumer::startPartition(Place place, std::int64_t offset)
{
    rd_kafka_topic_t* topic = m_topics[place.first];
    const int failed = m_separate
        ? rd_kafka_consume_start(topic, place.second, offset)
        : rd_kafka_consume_start_queue(topic, place.second, offset, m_queue);
    if (failed != 0) {
        return remote(rd_kafka_last_error(), describe(place));
    }
    m_started.insert(place);
    m_fetched.insert(place);
    return {};
}

void SimpleConsumer::stopPartition(Place place)
{
    if (m_started.erase(place) > 0) {
        rd_kafka_consume_stop(m_topics[place.first], place.second);
    }
}

Result<std::int64_t> SimpleConsumer::firstBehind(Place place, std::int64_t offset)
{
    // Whether a fetch at `from` still gets the batch that cannot be decoded. Each time with a new
    // queue: what is left of the last time would be taken for the answer.
    const auto isInside = [&](std::int64_t from) -> Result<bool> {
        const std::unique_ptr<rd_kafka_queue_t, QueueDeleter> own(rd_kafka_queue_new(m_kafka));
        rd_kafka_queue_t* queue = own.get();
        m_fetched.insert(place);
        if (rd_kafka_consume_start_queue(m_topics[place.first], place.second, from, queue) != 0) {
            return remote(rd_kafka_last_error(), describe(place));
        }
        rd_kafka_message_t* message = nullptr;
        auto kind = Event::Kind::Hindered;
        std::int64_t at = -1;
        for (int tries = 0; tries < 5 && kind == Event::Kind::Hindered; ++tries) {
            message = rd_kafka_consume_queue(queue, probeTimeoutMs);
            if (!message) {
                break;
            }
            kind = kindOf(message->err);
            at = message->offset;
            rd_kafka_message_destroy(message);
        }
        rd_kafka_consume_stop(m_topics[place.first], place.second);
        if (kind == Event::Kind::Hindered) {
            return Error{Errc::Network, "Nobody answers", describe(place)};
        }
        return kind == Event::Kind::Undecodable && at <= offset;
    };
    std::int64_t inside = offset;
    std::int64_t behind = offset + 1;
    Result<bool> answer = isInside(behind);
    for (std::int64_t step = 2; answer && *answer; step *= 2) {
        inside = behind;
        behind = inside + step;
        answer = isInside(behind);
    }
    while (answer && behind - inside > 1) {
        const std::int64_t middle = inside + (behind - inside) / 2;
        answer = isInside(middle);
        (answer && *answer ? inside : behind) = middle;
    }
    return answer ? Result<std::int64_t>(behind) : answer.error();
}

std::size_t SimpleConsumer::take(const std::function<void(const Event&)>& handle)
{
    constexpr int patienceMs = 100;
    rd_kafka_poll(m_kafka, 0);
    return handBatch(
        rd_kafka_consume_batch_queue(m_queue, patienceMs, m_batch.data(), m_batch.size()), handle);
}

std::size_t SimpleConsumer::takeFrom(Place place, std::chrono::milliseconds patience,
                                     const std::function<void(const Event&)>& handle)
{
    rd_kafka_poll(m_kafka, 0);
    return handBatch(rd_kafka_consume_batch(m_topics[place.first], place.second,
                                            static_cast<int>(patience.count()), m_batch.data(),
                                            separateBatchSize),
                     handle);
}

// Another core wrote the messages: to fetch each one from there when it is its turn would be most
// of the work on it. What a message points to can only be asked for once the message itself is
// here.
void SimpleConsumer::prefetch(std::size_t i, std::size_t taken) const
{
    constexpr std::size_t message = 8;
    constexpr std::size_t payload = 4;
    constexpr std::size_t line = 64; // bytes
    if (i + message < taken) {
        __builtin_prefetch(m_batch[i + message]);
    }
    if (i + payload < taken) {
        const auto* at = static_cast<const char*>(m_batch[i + payload]->payload);
        for (std::size_t n = 0; n < 4; ++n) {
            __builtin_prefetch(at + n * line);
        }
    }
}

std::size_t SimpleConsumer::handBatch(std::int64_t count,
                                      const std::function<void(const Event&)>& handle)
{
    const auto taken = static_cast<std::size_t>(std::max<std::int64_t>(count, 0));
    for (std::size_t i = 0; i < taken; ++i) {
        prefetch(i, taken);
        m_takenBytes += m_batch[i]->len + m_batch[i]->key_len;
        handle(eventOf(m_batch[i]));
        rd_kafka_message_destroy(m_batch[i]);
    }
    if (count > 0) {
        m_taken += static_cast<std::uint64_t>(count);
        keepFetching();
    }
    return count > 0 ? static_cast<std::size_t>(count) : 0;
}

// Once its queue is full, librdkafka looks at it again only when the leader's thread has something
// else to do, up to a second later (a setting since 2.2): more than it takes to empty the queue. So
// each leader is now and then asked for an offset; nobody waits for the answer.
void SimpleConsumer::keepFetching()
{
    constexpr std::uint64_t part = 4;
    if ((m_takenBytes < m_queueBytes / part && m_taken < queuedMessages / part)
        || m_oneOfEach.empty()) {
        return;
    }
    m_takenBytes = m_taken = 0;
    static_cast<void>(askOffsets(m_oneOfEach, logEnd, 0));
}

SimpleConsumer::Event SimpleConsumer::eventOf(rd_kafka_message_s* message)
{
    Event event;
    event.kind = kindOf(message->err);
    event.place = {topicOf(message), message->partition};
    event.offset = message->offset;
    if (event.kind == Event::Kind::Message) {
        readMessage(message, event);
    } else if (event.kind != Event::Kind::AtEnd) {
        const char* words = rd_kafka_message_errstr(message);
        event.error = words ? words : rd_kafka_err2str(message->err);
    }
    return event;
}

void SimpleConsumer::readMessage(rd_kafka_message_s* message, Event& event)
{
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
        .topic = event.place.first,
        .partition = message->partition,
        .offset = message->offset,
        .timestamp = type == RD_KAFKA_TIMESTAMP_NOT_AVAILABLE ? 0 : timestamp,
        .timestampType = type == RD_KAFKA_TIMESTAMP_CREATE_TIME ? TimestampType::Create
            : type == RD_KAFKA_TIMESTAMP_LOG_APPEND_TIME        ? TimestampType::Append
                                                                : TimestampType::None,
        .leaderEpoch = leaderEpochOf(message),
        .key = body(message->key, message->key_len),
        .value = body(message->payload, message->len),
        .headers = m_headers,
    };
}

void SimpleConsumer::note(int code, const char* reason)
{
    const std::lock_guard lock(m_mutex);
    const std::string words = reason ? reason : "";
    if (!m_troubles.empty() && m_troubles.back().what == words) {
        ++m_troubles.back().times;
        m_troubles.back().at = std::chrono::system_clock::now();
        return;
    }
    if (m_troubles.size() < ReadProgress::maxTroubles) {
        m_troubles.push_back({.at = std::chrono::system_clock::now(),
                              .timeout = code == RD_KAFKA_RESP_ERR__TIMED_OUT
                                  || code == RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT,
                              .where = {},
                              .what = words});
    }
}

std::vector<ReadTrouble> SimpleConsumer::takeTroubles()
{
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_troubles, {});
}

} // namespace ottla
