// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/decoders/decodedvalue.h"

#include <cstdint>

namespace ottla {

inline constexpr std::uint64_t epochTimeTag = 1;

/// What a CBOR tag makes of the value behind it (RFC 8949, section 3.4): bignums, decimal fractions
/// and bigfloats are numbers with all their digits; times and UUIDs are text. Kind::Tag for any
/// other tag, for a value that does not fit its tag, and for times and bigfloats far from what
/// people write. A bignum beyond 2 KiB is a Word in hexadecimal, 0x…. `isBytes` tells a byte string
/// from text that is not UTF-8.
[[nodiscard]] DecodedValue taggedValue(std::uint64_t tag, DecodedValue value, bool isBytes);

} // namespace ottla
