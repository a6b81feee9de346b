// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/decoders/decoder.h"

#include <memory>
#include <string_view>

namespace ottla {

/// The decoder of Kafka's own records in `topic` (`__consumer_offsets`, `__transaction_state`): it
/// is to be chosen for every key and value there. Null for any other topic. decode() reads keys,
/// decodeValue() values; decode() also reads those values that are told without their key.
[[nodiscard]] std::shared_ptr<const Decoder> internalTopicDecoder(std::string_view topic);

} // namespace ottla
