// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "model/decoders/decodedvalue.h"

#include <string_view>

namespace ottla {

/// Reads one MessagePack value (github.com/msgpack/msgpack, spec.md) that takes all of `body`.
/// A string that is not UTF-8 becomes Binary. Malformed with the offset as context when the body
/// is cut short, goes on behind the value or nests deeper than 100 levels. Counts are checked
/// against the bytes that are left before anything is stored. Any thread.
[[nodiscard]] Result<DecodedValue> decodeMessagePack(std::string_view body);

} // namespace ottla
