// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "wire/fieldtraits.h"
#include "wire/reader.h"

#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>

namespace ottla::wire {

/// The archive that reads a message of one version from untrusted bytes. Counts are held against
/// the bytes that remain, so nothing is allocated because a peer named a size. Tagged fields that
/// the description does not know are skipped, as KIP-482 asks of a receiver. `Records` become views
/// into the bytes. The first failure is kept, with the field's name.
class Decoder
{
public:
    Decoder(BytesView bytes, std::int16_t version, bool flexible)
        : m_reader(bytes)
        , m_version(version)
        , m_flexible(flexible)
    { }

    template <typename T>
    void operator()(const char* name, T& member, const FieldSpec& spec = {},
                    const std::type_identity_t<T>& = {})
    {
        if (m_wantedTag || m_error || !spec.versions.contains(m_version)) {
            return;
        }
        read(name, member, m_version >= spec.nullableFrom);
    }

    template <typename T>
    void tagged(std::uint32_t tag, const char* name, T& member, const FieldSpec& spec,
                const std::type_identity_t<T>& = {})
    {
        if (!m_wantedTag || *m_wantedTag != tag || m_error || !spec.versions.contains(m_version)) {
            return;
        }
        const auto outer = std::exchange(m_wantedTag, std::nullopt);
        read(name, member, true);
        m_wantedTag = outer;
    }

    template <typename T>
    void readStruct(T& value)
    {
        const auto outer = std::exchange(m_wantedTag, std::nullopt);
        T::fields(*this, value);
        if (m_flexible && !m_error) {
            readTaggedFields(value);
        }
        m_wantedTag = outer;
    }

    /// Bytes behind the message.
    enum class Rest
    {
        Ignored,
        Malformed
    };

    /// Errc::Malformed for a failure so far, or for a rest that there may not be.
    [[nodiscard]] Result<void> finish(Rest rest) const
    {
        if (m_error) {
            return *m_error;
        }
        if (m_reader.remaining() > 0 && rest == Rest::Malformed) {
            return Error{Errc::Malformed,
                         std::to_string(m_reader.remaining())
                             + " bytes too many after the message"};
        }
        return {};
    }

private:
    template <typename T>
    void readTaggedFields(T& value)
    {
        const std::uint32_t count = m_reader.varint();
        for (std::uint32_t i = 0; i < count && !m_error; ++i) {
            const std::uint32_t tag = m_reader.varint();
            const std::uint32_t size = m_reader.varint();
            const BytesView body = m_reader.raw(size);
            if (m_reader.failed()) {
                break;
            }
            const Reader outer = std::exchange(m_reader, Reader(body));
            m_wantedTag = tag;
            const std::size_t before = m_reader.remaining();
            T::fields(*this, value);
            const std::size_t left = m_reader.remaining();
            if (!m_error && left != 0 && left != before) {
                fail("tagged field", "is shorter than its size says");
            }
            m_wantedTag.reset();
            m_reader = outer;
        }
        checkReader("tagged fields");
    }

    void fail(const char* name, const char* why)
    {
        if (!m_error) {
            m_error = Error{Errc::Malformed, std::string(name) + " " + why,
                            "version " + std::to_string(m_version)};
        }
    }

    void checkReader(const char* name)
    {
        if (m_reader.failed()) {
            fail(name, "ends too early or is malformed");
        }
    }

    enum class LengthKind
    {
        String,
        Array
    };

    /// -1 for null.
    std::int64_t readCount(LengthKind kind)
    {
        if (m_flexible) {
            return std::int64_t{m_reader.varint()} - 1;
        }
        return kind == LengthKind::String ? m_reader.integer<std::int16_t>()
                                          : m_reader.integer<std::int32_t>();
    }

    template <typename T>
    void read(const char* name, T& member, bool nullable)
    {
        if constexpr (IsOptional<T>::value) {
            using Value = typename T::value_type;
            bool isNull = false;
            Value value{};
            if constexpr (isStruct<Value>) {
                isNull = m_reader.integer<std::int8_t>() < 0;
                if (!isNull) {
                    readValue(name, value, isNull);
                }
            } else {
                isNull = true;
                readValue(name, value, isNull);
            }
            if (isNull && !nullable) {
                fail(name, "is null");
            }
            member = isNull ? T{} : T{std::move(value)};
        } else {
            bool isNull = false;
            readValue(name, member, isNull);
        }
    }

    /// Null is allowed when `isNull` comes in as true, and it goes out as whether it was null.
    template <typename T>
    void readValue(const char* name, T& value, bool& isNull)
    {
        const bool mayBeNull = std::exchange(isNull, false);
        if constexpr (IsVector<T>::value) {
            const std::int64_t count = readLength(name, LengthKind::Array, mayBeNull, isNull);
            readElements(name, value, count);
        } else if constexpr (std::is_same_v<T, std::string>) {
            const auto size = readLength(name, LengthKind::String, mayBeNull, isNull);
            if (size > std::numeric_limits<std::int16_t>::max()) {
                fail(name, "is longer than a string may be");
                return;
            }
            value = std::string(asText(m_reader.raw(static_cast<std::uint64_t>(size))));
        } else if constexpr (std::is_same_v<T, Bytes>) {
            const auto size = readLength(name, LengthKind::Array, mayBeNull, isNull);
            value = copyOf(m_reader.raw(static_cast<std::uint64_t>(size)));
        } else if constexpr (std::is_same_v<T, Records>) {
            const auto size = readLength(name, LengthKind::Array, true, isNull);
            if (!isNull) {
                value = m_reader.raw(static_cast<std::uint64_t>(size));
            }
        } else if constexpr (std::is_same_v<T, Uuid>) {
            const BytesView bytes = m_reader.raw(value.bytes.size());
            std::copy(bytes.begin(), bytes.end(), value.bytes.begin());
        } else if constexpr (isStruct<T>) {
            readStruct(value);
        } else if constexpr (std::is_same_v<T, bool>) {
            value = m_reader.integer<std::int8_t>() != 0;
        } else if constexpr (std::is_enum_v<T>) {
            value = static_cast<T>(m_reader.integer<std::underlying_type_t<T>>());
        } else {
            value = m_reader.integer<T>();
        }
        checkReader(name);
    }

    std::int64_t readLength(const char* name, LengthKind kind, bool mayBeNull, bool& isNull)
    {
        const std::int64_t size = readCount(kind);
        if (size >= 0) {
            return size;
        }
        isNull = true;
        if (!mayBeNull) {
            fail(name, "is null or of a negative length");
        }
        return 0;
    }

    template <typename T>
    void readElements(const char* name, std::vector<T>& values, std::int64_t count)
    {
        // Each element takes a byte at least, so a greater count cannot be true.
        if (count > static_cast<std::int64_t>(m_reader.remaining())) {
            fail(name, "counts more elements than there are bytes");
            return;
        }
        values.clear();
        for (std::int64_t i = 0; i < count && !m_error; ++i) {
            T value{};
            bool isNull = false;
            readValue(name, value, isNull);
            values.push_back(std::move(value));
        }
    }

    Reader m_reader;
    std::int16_t m_version;
    bool m_flexible;
    std::optional<std::uint32_t> m_wantedTag; ///< Set while one tagged field is looked for.
    std::optional<Error> m_error;
};

} // namespace ottla::wire
