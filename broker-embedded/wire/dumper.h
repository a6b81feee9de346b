// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace ottla::wire {

/// A message as one line of JSON, for a log or an inspector: the fields that `version` has, by
/// their names in the protocol guide, tagged ones where they differ from their default. Error codes
/// are their names, uuids Kafka's text, bytes hex; of `Records` only the size is shown. Never
/// fails: text that is not UTF-8 is escaped byte by byte. Instantiated for the messages that
/// codec.h is.
template <typename Message>
[[nodiscard]] std::string dumpMessage(const Message& message, std::int16_t version);

} // namespace ottla::wire
