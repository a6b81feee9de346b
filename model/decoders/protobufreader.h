// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "model/decoders/decodedvalue.h"

#include <string_view>

namespace google::protobuf {
class Descriptor;
}

namespace ottla {

/// Reads a message of that type which takes all of `body`
/// (protobuf.dev/programming-guides/encoding). Fields come in the order of their declaration, those
/// of which the body has nothing are left out, and those that the type does not know follow under
/// their numbers, guessed. Enums are their names, Timestamp and Duration text. Malformed with the
/// offset as context. Memory stays within a small multiple of the body. Any thread.
[[nodiscard]] Result<DecodedValue> readProtobuf(const google::protobuf::Descriptor& type,
                                                std::string_view body);

/// The same for a message of which nothing is known: field numbers, and values guessed by what the
/// bytes could be: text, a message, a number.
[[nodiscard]] Result<DecodedValue> guessProtobuf(std::string_view body);

} // namespace ottla
