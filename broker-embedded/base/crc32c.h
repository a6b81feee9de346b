// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/bytes.h"

#include <cstdint>

namespace ottla {

/// CRC-32C (Castagnoli, RFC 3720 B.4) as in record batches. `seed` is the sum of the bytes before,
/// so that sums can be taken in pieces. Uses the processor's instruction where it has one.
[[nodiscard]] std::uint32_t crc32c(BytesView bytes, std::uint32_t seed = 0);

/// The same sum without special instructions: what crc32c() falls back to, open to tests.
[[nodiscard]] std::uint32_t crc32cPortable(BytesView bytes, std::uint32_t seed = 0);

} // namespace ottla
