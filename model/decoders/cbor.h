// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "model/decoders/decodedvalue.h"

#include <string_view>

namespace ottla {

/// Reads one CBOR data item (RFC 8949) that takes all of `body`. Tagged items become what
/// cbortags.h makes of them; a text string that is not UTF-8 becomes Binary. Malformed with the
/// offset as context when the body is cut short, goes on behind the item or nests deeper than 100
/// levels. Counts are checked against the bytes that are left before anything is stored. Any
/// thread.
[[nodiscard]] Result<DecodedValue> decodeCbor(std::string_view body);

} // namespace ottla
