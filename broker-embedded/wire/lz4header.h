// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/bytes.h"

#include <span>

namespace ottla::wire {

// The checksum in the header of an LZ4 frame: a byte of XXH32 over the frame descriptor. Kafka's
// first clients summed the frame's magic number along with it, and message format v0 stays that way
// (KAFKA-3160). Source: https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md

/// As the format wants it. Bytes too short to be a frame are left alone.
void setLz4HeaderChecksum(std::span<std::byte> frame);
/// As message format v0 wants it.
void setWrongLz4HeaderChecksum(std::span<std::byte> frame);

} // namespace ottla::wire
