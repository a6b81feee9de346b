// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/client/client.h"
#include "model/client/kafkahandles.h"

#include <array>

namespace ottla {

inline constexpr int requestTimeoutMs = 10'000;

/// A C string of librdkafka's, of which null is the empty one.
inline std::string textOf(const char* text)
{
    return text != nullptr ? text : "";
}

/// What Client's sources share: the handle, and how one asks and fails. Callable from several
/// threads.
class Client::Impl
{
public:
    Impl(std::unique_ptr<KafkaTrouble> trouble, KafkaHandle handle, std::string cluster)
        : m_trouble(std::move(trouble))
        , m_handle(std::move(handle))
        , m_cluster(std::move(cluster))
    { }

    [[nodiscard]] rd_kafka_t* handle() const { return m_handle.get(); }

    /// Starts an admin request by `start(options, queue)` and waits for its answer.
    template <typename Start>
    Result<KafkaEvent> ask(const std::string& what, Start start)
    {
        const KafkaQueue queue(rd_kafka_queue_new(handle()));
        const KafkaAdminOptions options(rd_kafka_AdminOptions_new(handle(), RD_KAFKA_ADMIN_OP_ANY));
        std::array<char, 256> words{};
        rd_kafka_AdminOptions_set_request_timeout(options.get(), requestTimeoutMs, words.data(),
                                                  words.size());
        start(options.get(), queue.get());
        KafkaEvent event(rd_kafka_queue_poll(queue.get(), requestTimeoutMs + 1000));
        if (!event) {
            return failure(what, RD_KAFKA_RESP_ERR__TIMED_OUT);
        }
        if (const auto code = rd_kafka_event_error(event.get());
            code != RD_KAFKA_RESP_ERR_NO_ERROR) {
            return failure(what, code, rd_kafka_event_error_string(event.get()));
        }
        return event;
    }

    /// Offsets for the times that stand in the list's place of offsets; a partition that cannot be
    /// asked has its error in the list.
    Result<void> lookUp(rd_kafka_topic_partition_list_t* list)
    {
        const auto code = rd_kafka_offsets_for_times(handle(), list, requestTimeoutMs);
        if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
            return failure("The offsets could not be read", code);
        }
        return {};
    }

    /// What failed on which cluster; where librdkafka only says that nobody answered, with what it
    /// complained about before.
    Error failure(const std::string& what, rd_kafka_resp_err_t code, const char* words = nullptr)
    {
        const std::string where = what + " (" + m_cluster + ")";
        const bool silence = code == RD_KAFKA_RESP_ERR__TIMED_OUT
            || code == RD_KAFKA_RESP_ERR__TRANSPORT || code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN;
        if (silence) {
            rd_kafka_poll(handle(), 0); // hands over complaints that wait
            const auto [reason, complaint] = m_trouble->last();
            if (reason != RD_KAFKA_RESP_ERR_NO_ERROR) {
                return kafkaError(where, reason, complaint.c_str());
            }
        }
        return kafkaError(where, code, words);
    }

    /// It answers again: older complaints explain nothing any more.
    void answered()
    {
        rd_kafka_poll(handle(), 0);
        m_trouble->forget();
    }

private:
    std::unique_ptr<KafkaTrouble> m_trouble; // before the handle, whose threads write to it
    KafkaHandle m_handle;
    const std::string m_cluster;
};

} // namespace ottla
