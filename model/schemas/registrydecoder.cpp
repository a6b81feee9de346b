// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/schemas/registrydecoder.h"

#include "base/bytes.h"
#include "model/schemas/schemaregistry.h"

namespace ottla {

namespace {

constexpr std::size_t headerBytes = 5;

/// The schema's id, or 0.
std::int32_t idOf(std::string_view body)
{
    if (body.size() < headerBytes || body.front() != '\0') {
        return 0;
    }
    const auto id = loadBigEndian<std::int32_t>(asBytes(body.substr(1)).data());
    return id > 0 ? id : 0;
}

} // namespace

RegistryDecoder::RegistryDecoder(std::shared_ptr<SchemaRegistry> registry, std::string topic)
    : Decoder("schema-registry", "Schema Registry")
    , m_registry(std::move(registry))
    , m_topic(std::move(topic))
{ }

bool RegistryDecoder::looksLikeMine(std::string_view body) const
{
    const std::int32_t schemaId = idOf(body);
    if (schemaId == 0) {
        return false;
    }
    const auto schema = m_registry->schema(schemaId);
    return schema || schema.error().code != Errc::NotFound;
}

Result<Decoded> RegistryDecoder::decode(std::string_view body) const
{
    const std::int32_t schemaId = idOf(body);
    if (schemaId == 0) {
        return Error{Errc::Malformed, "it does not begin with a zero and the id of a schema", {}};
    }
    const auto schema = m_registry->schema(schemaId);
    if (!schema) {
        return schema.error();
    }
    auto decoded = (*schema)->schema->read(body.substr(headerBytes));
    if (!decoded) {
        Error error = decoded.error();
        error.context +=
            (error.context.empty() ? "schema " : " behind schema ") + std::to_string(schemaId);
        return error;
    }
    DecodedSchema& shown = decoded->schema.emplace(decoded->schema.value_or(DecodedSchema{}));
    shown.id = schemaId;
    const QString mine = QString::fromStdString(m_topic) + u'-';
    for (const auto& [subject, version] : (*schema)->versions) {
        if (shown.subject.empty() || subject.startsWith(mine)) {
            shown.subject = subject.toStdString();
            shown.version = version;
        }
    }
    decoded->inside = shown.type;
    return decoded;
}

} // namespace ottla
