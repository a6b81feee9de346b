// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/decoders/decoder.h"

#include <memory>
#include <string>

namespace ottla {

class SchemaRegistry;

/// Bodies as the serializers of a schema registry write them: a zero, the id of the schema in four
/// bytes, and what that schema says. An id that the registry does not have makes them somebody
/// else's.
class RegistryDecoder : public Decoder
{
public:
    /// Of the subjects of a schema, one of `topic`'s is named first.
    RegistryDecoder(std::shared_ptr<SchemaRegistry> registry, std::string topic);

    [[nodiscard]] bool looksLikeMine(std::string_view body) const override;
    [[nodiscard]] Result<Decoded> decode(std::string_view body) const override;

private:
    const std::shared_ptr<SchemaRegistry> m_registry;
    const std::string m_topic;
};

} // namespace ottla
