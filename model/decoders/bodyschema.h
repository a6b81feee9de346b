// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/decoders/decoder.h"

#include <string>
#include <string_view>
#include <vector>

namespace ottla {

/// A schema that bodies are read by. Immutable; any thread.
class BodySchema
{
public:
    BodySchema() = default;
    virtual ~BodySchema() = default;
    BodySchema(const BodySchema&) = delete;
    BodySchema& operator=(const BodySchema&) = delete;

    /// The body, which has no header of a registry's any more, with Decoded::schema as far as the
    /// schema knows it; or why it is not of this schema.
    [[nodiscard]] virtual Result<Decoded> read(std::string_view body) const = 0;
};

/// A schema's text under the name by which others refer to it.
struct NamedSchema
{
    std::string name;
    std::string text;
};

/// What other schemas are needed, those that need nothing first.
using SchemaReferences = std::vector<NamedSchema>;

} // namespace ottla
