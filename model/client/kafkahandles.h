// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "model/client/messagereader.h"

#include <librdkafka/rdkafka.h>

#include <memory>
#include <mutex>
#include <string>
#include <utility>

namespace ottla {

template <auto destroy>
struct KafkaDeleter
{
    template <typename T>
    void operator()(T* object) const
    {
        destroy(object);
    }
};

// librdkafka's objects, each destroyed by its own function.
using KafkaHandle = std::unique_ptr<rd_kafka_t, KafkaDeleter<&rd_kafka_destroy>>;
using KafkaQueue = std::unique_ptr<rd_kafka_queue_t, KafkaDeleter<&rd_kafka_queue_destroy>>;
using KafkaEvent = std::unique_ptr<rd_kafka_event_t, KafkaDeleter<&rd_kafka_event_destroy>>;
using KafkaAdminOptions =
    std::unique_ptr<rd_kafka_AdminOptions_t, KafkaDeleter<&rd_kafka_AdminOptions_destroy>>;
using KafkaPartitionList = std::unique_ptr<rd_kafka_topic_partition_list_t,
                                           KafkaDeleter<&rd_kafka_topic_partition_list_destroy>>;
using KafkaMetadata =
    std::unique_ptr<const struct rd_kafka_metadata, KafkaDeleter<&rd_kafka_metadata_destroy>>;
using KafkaGroupList =
    std::unique_ptr<const struct rd_kafka_group_list, KafkaDeleter<&rd_kafka_group_list_destroy>>;

/// What librdkafka last complained about on its own: a time-out alone does not say why nobody
/// answers. Written by its threads, read by any.
class KafkaTrouble
{
public:
    void note(rd_kafka_resp_err_t code, const char* words);
    [[nodiscard]] std::pair<rd_kafka_resp_err_t, std::string> last() const;
    void forget();

private:
    mutable std::mutex m_mutex; ///< Guards both.
    rd_kafka_resp_err_t m_code = RD_KAFKA_RESP_ERR_NO_ERROR;
    std::string m_words;
};

/// A consumer or producer handle with these properties. Errc::InvalidArgument names the property
/// that librdkafka does not take. `trouble` must outlive the handle.
[[nodiscard]] Result<KafkaHandle>
makeKafkaHandle(rd_kafka_type_t type, const KafkaProperties& properties, KafkaTrouble& trouble);

/// "what failed", why, and what to do where that is known; the context holds librdkafka's name of
/// the error and its words.
[[nodiscard]] Error kafkaError(const std::string& what, rd_kafka_resp_err_t code,
                               const char* words = nullptr);

} // namespace ottla
