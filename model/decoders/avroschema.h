// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/decoders/bodyschema.h"

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ottla {

/// A node of an Avro schema. Types that refer to themselves point to nodes of the same schema.
struct AvroType
{
    enum class Kind
    {
        Null,
        Boolean,
        Int,
        Long,
        Float,
        Double,
        Bytes,
        String,
        Record,
        Enum,
        Array,
        Map,
        Union,
        Fixed,
    };
    enum class Logical
    {
        None,
        Date,
        Time, ///< `digits` say the unit, as for the timestamps.
        Timestamp,
        LocalTimestamp,
        Decimal, ///< `digits` is the scale.
        BigDecimal, ///< Brings its scale with it.
        Uuid,
        Duration,
    };

    Kind kind = Kind::Null;
    Logical logical = Logical::None;
    int digits = 0;
    std::string name = {}; ///< With its namespace, of records, enums and fixed.
    std::vector<std::string> names = {}; ///< Of a record's fields; symbols of an enum.
    std::vector<const AvroType*> types = {}; ///< Of fields; items, values, branches.
    std::uint64_t size = 0; ///< Of a fixed, in bytes.
};

/// A parsed Avro schema (avro.apache.org/docs/1.11.1/specification). Immutable; any thread.
class AvroSchema
{
public:
    /// `references` hold types that `text` names. InvalidArgument says what is wrong and where.
    [[nodiscard]] static Result<std::shared_ptr<const AvroSchema>>
    parse(std::string_view text, const SchemaReferences& references = {});

    [[nodiscard]] const AvroType& root() const { return *m_root; }
    /// CRC-64-AVRO of the schema's Parsing Canonical Form.
    [[nodiscard]] std::uint64_t fingerprint() const;

    /// The value that takes all of `body`. Malformed with the offset as context; TooLarge for a
    /// body that says it holds many more values than it has bytes. `offset` is the body's place in
    /// what reasons count from.
    [[nodiscard]] Result<DecodedValue> read(std::string_view body, std::size_t offset = 0) const;
    /// As many values as `count` says, appended to `list`. `mayHold` is how many values there may
    /// be inside them, and what is left of that afterwards.
    [[nodiscard]] Result<void> readMany(std::string_view body, std::uint64_t count,
                                        DecodedValue& list, std::uint64_t& mayHold) const;
    /// How many values a body of that size may hold: some take no bytes at all.
    [[nodiscard]] static std::uint64_t mayHold(std::size_t bytes);

private:
    friend class AvroSchemaParser;

    std::deque<AvroType> m_types;
    const AvroType* m_root = nullptr;
};

/// What the registry or a file gives. A body may also be in the single-object encoding of this very
/// schema.
[[nodiscard]] Result<std::shared_ptr<const BodySchema>>
makeAvroSchema(std::string_view text, const SchemaReferences& references);

/// Whether the body is an object container file.
[[nodiscard]] bool looksLikeAvroContainer(std::string_view body);
/// An object container file: its records, by the schema that it brings. Codecs: null, deflate,
/// snappy, zstandard.
[[nodiscard]] Result<Decoded> decodeAvroContainer(std::string_view body);

} // namespace ottla
