// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/client/messageproducer.h"

#include <librdkafka/rdkafka.h>

#include <string>

namespace ottla {

// What both producers share. For this folder only.

/// A librdkafka producer that waits for all in-sync replicas. The limit on a message's size is the
/// broker's. `onReport` gets `opaque` last.
[[nodiscard]] Result<rd_kafka_t*>
newProducer(KafkaProperties properties,
            void (*onReport)(rd_kafka_t*, const rd_kafka_message_t*, void*), void* opaque);

/// Queues a copy of the message.
[[nodiscard]] rd_kafka_resp_err_t produce(rd_kafka_t* kafka, const NewMessage& message,
                                          void* opaque);

/// TimedOut or Cancelled where it is left open whether the message was stored.
[[nodiscard]] Error produceError(rd_kafka_resp_err_t code, const std::string& topic);

} // namespace ottla
