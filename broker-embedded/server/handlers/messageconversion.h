// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/bytes.h"
#include "base/file.h"
#include "base/ids.h"
#include "base/result.h"

#include <cstdint>
#include <vector>

namespace ottla::server {

// Message formats v0 and v1 for clients before Kafka 0.11; what is stored is v2 always.

/// Whether a producer sent a message set of format v0 or v1.
[[nodiscard]] bool isMessageSet(BytesView records);

/// The newest message format that a version of Fetch can carry: 0, 1 or 2.
[[nodiscard]] std::int8_t messageFormatOf(std::int16_t fetchVersion);

/// Batches as they lie in files, as a message set of format `magic` with what is at `from` or
/// behind it. Errc::Unsupported where the format cannot carry them.
[[nodiscard]] Result<Bytes> readAsMessageSet(const std::vector<FileRegion>& regions,
                                             std::int8_t magic, Offset from);

} // namespace ottla::server
