// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/decoders/decoder.h"

#include <span>

namespace ottla {

/// JSON, XML, text in its encodings, hexadecimal, Base64.
[[nodiscard]] std::span<const Decoder> textDecoders();
/// MessagePack and CBOR.
[[nodiscard]] std::span<const Decoder> treeDecoders();
/// gzip and zstd: what is inside is decoded by what it looks like.
[[nodiscard]] std::span<const Decoder> packedDecoders();
/// Integers and floating-point numbers of each width in both byte orders, and UUIDs.
[[nodiscard]] std::span<const Decoder> numberDecoders();

} // namespace ottla
