// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "wire/encodedmessage.h"
#include "wire/fieldtraits.h"
#include "wire/writer.h"

#include <limits>
#include <tuple>
#include <utility>

namespace ottla::wire {

/// The archive that writes a message in one version. Follows KIP-482: in flexible versions strings
/// and arrays have varint lengths, and each struct ends with its tagged fields, ascending.
/// The first failure is kept and everything after it is left out.
class Encoder
{
public:
    Encoder(EncodedMessage& out, std::int16_t version, bool flexible)
        : m_out(out)
        , m_writer(out.bytes)
        , m_version(version)
        , m_flexible(flexible)
    { }

    template <typename T>
    void operator()(const char* name, const T& member, const FieldSpec& spec = {},
                    const std::type_identity_t<T>& fallback = {})
    {
        if (m_pass == Pass::Tagged) {
            return;
        }
        if (!spec.versions.contains(m_version)) {
            if (!spec.canBeDropped && !isDefault(member, fallback)) {
                fail(name, "has a value that this version cannot carry");
            }
            return;
        }
        if constexpr (IsOptional<T>::value) {
            if (!member && m_version < spec.nullableFrom) {
                fail(name, "may not be null in this version");
                return;
            }
        }
        write(member);
    }

    template <typename T>
    void tagged(std::uint32_t tag, const char* name, const T& member, const FieldSpec& spec,
                const std::type_identity_t<T>& fallback = {})
    {
        const bool isSet = !isDefault(member, fallback);
        if (!m_flexible || !spec.versions.contains(m_version)) {
            if (m_pass == Pass::Regular && isSet && !spec.canBeDropped) {
                fail(name, "has a value that this version cannot carry");
            }
            return;
        }
        if (!isSet) {
            return;
        }
        if (m_pass == Pass::Regular) {
            ++m_taggedCount;
            return;
        }
        EncodedMessage body;
        Encoder inner(body, m_version, m_flexible);
        inner.write(member);
        if (inner.m_error) {
            m_error = std::move(inner.m_error);
            return;
        }
        m_writer.varint(tag);
        m_writer.varint(static_cast<std::uint32_t>(body.bytes.size()));
        m_writer.raw(body.bytes);
    }

    template <typename T>
    void writeStruct(const T& value)
    {
        const auto outer = std::pair(m_pass, m_taggedCount);
        m_pass = Pass::Regular;
        m_taggedCount = 0;
        T::fields(*this, value);
        if (m_flexible) {
            m_writer.varint(m_taggedCount);
            m_pass = Pass::Tagged;
            T::fields(*this, value);
        }
        std::tie(m_pass, m_taggedCount) = outer;
    }

    [[nodiscard]] Result<void> finish() const
    {
        return m_error ? Result<void>(*m_error) : Result<void>{};
    }

private:
    enum class Pass
    {
        Regular,
        Tagged
    };

    void fail(const char* name, const char* why)
    {
        if (!m_error) {
            m_error = Error{Errc::InvalidArgument, std::string("The field ") + name + " " + why,
                            "version " + std::to_string(m_version)};
        }
    }

    template <typename T>
    void write(const T& value)
    {
        if constexpr (IsOptional<T>::value) {
            if (!value) {
                writeNull<typename T::value_type>();
            } else if constexpr (isStruct<typename T::value_type>) {
                m_writer.integer(std::int8_t{1});
                write(*value);
            } else {
                write(*value);
            }
        } else if constexpr (IsVector<T>::value) {
            writeCount(value.size(), LengthKind::Array);
            for (const auto& element : value) {
                write(static_cast<const typename T::value_type&>(element));
            }
        } else if constexpr (std::is_same_v<T, std::string>) {
            writeCount(value.size(), LengthKind::String);
            m_writer.raw(asBytes(value));
        } else if constexpr (std::is_same_v<T, Bytes>) {
            writeCount(value.size(), LengthKind::Array);
            m_writer.raw(value);
        } else if constexpr (std::is_same_v<T, Records>) {
            writeRecords(value);
        } else if constexpr (std::is_same_v<T, Uuid>) {
            m_writer.raw(value.bytes);
        } else if constexpr (isStruct<T>) {
            writeStruct(value);
        } else if constexpr (std::is_same_v<T, bool>) {
            m_writer.integer(static_cast<std::int8_t>(value ? 1 : 0));
        } else if constexpr (std::is_enum_v<T>) {
            m_writer.integer(static_cast<std::underlying_type_t<T>>(value));
        } else {
            m_writer.integer(value);
        }
    }

    template <typename T>
    void writeNull()
    {
        if constexpr (isStruct<T>) {
            m_writer.integer(std::int8_t{-1});
        } else if (m_flexible) {
            m_writer.varint(0);
        } else if constexpr (std::is_same_v<T, std::string>) {
            m_writer.integer(std::int16_t{-1});
        } else {
            m_writer.integer(std::int32_t{-1});
        }
    }

    enum class LengthKind
    {
        String,
        Array
    };

    void writeCount(std::uint64_t count, LengthKind kind)
    {
        const auto limit =
            static_cast<std::uint64_t>(!m_flexible && kind == LengthKind::String
                                           ? std::numeric_limits<std::int16_t>::max()
                                           : std::numeric_limits<std::int32_t>::max() - 1);
        if (count > limit) {
            fail("with a length", "is longer than the protocol can say");
            return;
        }
        if (m_flexible) {
            m_writer.varint(static_cast<std::uint32_t>(count) + 1);
        } else if (kind == LengthKind::String) {
            m_writer.integer(static_cast<std::int16_t>(count));
        } else {
            m_writer.integer(static_cast<std::int32_t>(count));
        }
    }

    void writeRecords(const Records& records)
    {
        if (const auto* bytes = std::get_if<BytesView>(&records)) {
            writeCount(bytes->size(), LengthKind::Array);
            m_writer.raw(*bytes);
        } else if (const auto* regions = std::get_if<std::vector<FileRegion>>(&records)) {
            std::uint64_t size = 0;
            for (const FileRegion& region : *regions) {
                size += region.size;
            }
            writeCount(size, LengthKind::Array);
            if (size > 0) {
                m_out.splices.push_back({m_out.bytes.size(), *regions});
            }
        } else {
            writeNull<Bytes>();
        }
    }

    EncodedMessage& m_out;
    Writer m_writer;
    std::int16_t m_version;
    bool m_flexible;
    Pass m_pass = Pass::Regular;
    std::uint32_t m_taggedCount = 0;
    std::optional<Error> m_error;
};

} // namespace ottla::wire
