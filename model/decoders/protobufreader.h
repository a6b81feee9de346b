// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "model/decoders/decodedvalue.h"

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace google::protobuf {
class Descriptor;
class FieldDescriptor;
} // namespace google::protobuf

namespace ottla {

/// Messages by their full names, for what a google.protobuf.Any holds.
using ProtobufMessages = std::map<std::string, const google::protobuf::Descriptor*, std::less<>>;

/// Whether a schema names a type for that field which it does not have.
[[nodiscard]] bool isOfUnknownType(const google::protobuf::FieldDescriptor& field);

/// Reads a message of that type which takes all of `body`
/// (protobuf.dev/programming-guides/encoding). Fields come in the order of their declaration, those
/// of which the body has nothing are left out, and those that the type does not know follow under
/// their numbers, guessed. A field whose type is not known is guessed too, under its name. Enums
/// are their names, well-known types what they stand for (protobufmeaning.h), and an Any what it
/// holds, as far as `known` has its type. Malformed with the offset as context. Memory stays within
/// a small multiple of the body. Any thread.
[[nodiscard]] Result<DecodedValue> readProtobuf(const google::protobuf::Descriptor& type,
                                                const ProtobufMessages& known,
                                                std::string_view body);

/// The same for a message of which nothing is known: field numbers, and values guessed by what the
/// bytes could be: text, a message, a number.
[[nodiscard]] Result<DecodedValue> guessProtobuf(std::string_view body);

} // namespace ottla
