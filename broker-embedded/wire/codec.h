// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "wire/encodedmessage.h"
#include "wire/fieldspec.h"

#include <cstdint>

namespace ottla::wire {

/// Reads the body of a message. Errc::Malformed names the field; Errc::Unsupported for a version
/// that the description does not cover. Bytes behind the message are ignored, as Apache Kafka
/// ignores them. `Records` are views into `body`.
template <typename Message>
[[nodiscard]] Result<Message> decodeMessage(BytesView body, std::int16_t version);

/// Appends the body of a message to `out`. Errc::InvalidArgument names a field whose value
/// `version` cannot carry.
template <typename Message>
[[nodiscard]] Result<void> encodeMessage(EncodedMessage& out, const Message& message,
                                         std::int16_t version);

/// The same into a message of its own.
template <typename Message>
[[nodiscard]] Result<EncodedMessage> encodeMessage(const Message& message, std::int16_t version)
{
    EncodedMessage out;
    if (auto encoded = encodeMessage(out, message, version); !encoded) {
        return encoded.error();
    }
    return out;
}

} // namespace ottla::wire
