// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/decoders/bodyschema.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ottla {

/// Protobuf's messages as .proto files or a descriptor set describe them. Immutable; any thread.
/// Types that nobody has cost the fields that name them, no more: Decoded::schema says which.
/// Failures: InvalidArgument with the compiler's words, line and column.
class ProtobufTypes
{
public:
    virtual ~ProtobufTypes() = default;

    /// A .proto file, or a descriptor set (`protoc --descriptor_set_out`), by what is in it.
    /// Imports are looked for in the file's folder and in those above it; Google's and
    /// Confluent's own types are known. Blocks on the disk.
    [[nodiscard]] static Result<std::shared_ptr<const ProtobufTypes>>
    ofFile(const std::string& path);
    /// A .proto file as text, with what it imports.
    [[nodiscard]] static Result<std::shared_ptr<const ProtobufTypes>>
    ofText(std::string_view text, const SchemaReferences& imports);

    /// Full names of the messages of the file, or of all files of a set, in the order of the file.
    [[nodiscard]] virtual std::vector<std::string> messages() const = 0;
    /// Bodies that are one message of that type.
    [[nodiscard]] virtual Result<std::shared_ptr<const BodySchema>>
    message(const std::string& fullName) const = 0;
    /// Bodies as the registry's serializers write them: which message of the file, then the
    /// message.
    [[nodiscard]] virtual std::shared_ptr<const BodySchema> indexed() const = 0;
};

} // namespace ottla
