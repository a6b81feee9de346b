// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/bytes.h"

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ottla::wire::jute {

/// Bytes that may be absent: jute keeps null and empty apart.
using Buffer = std::optional<BytesView>;

/// Takes jute's primitives off the front of a buffer, and records by their fields(). Once something
/// does not fit, everything is zero or empty and ok() is false: check it once at the end. What is
/// read points into the buffer. Never allocates more than the bytes that are there account for.
class JuteReader
{
public:
    explicit JuteReader(BytesView bytes)
        : m_rest(bytes)
    { }

    [[nodiscard]] bool ok() const { return m_ok; }
    [[nodiscard]] BytesView rest() const { return m_rest; }
    void fail()
    {
        m_ok = false;
        m_rest = {};
    }

    void operator()(bool& value)
    {
        std::uint8_t byte = 0;
        integer(byte);
        value = byte != 0;
    }
    void operator()(std::uint8_t& value) { integer(value); }
    void operator()(std::int32_t& value) { integer(value); }
    void operator()(std::int64_t& value) { integer(value); }
    /// A null string is taken as an empty one.
    void operator()(std::string_view& value) { value = asText(bytes().value_or(BytesView{})); }
    void operator()(std::string& value) { value = asText(bytes().value_or(BytesView{})); }
    void operator()(Buffer& value) { value = bytes(); }

    template <typename T>
    void operator()(std::vector<T>& values)
    {
        values.clear();
        std::int32_t count = 0;
        integer(count);
        // An element has at least 4 bytes, so a count beyond that is a lie. -1 is null: empty.
        if (count < -1 || (count > 0 && static_cast<std::size_t>(count) > m_rest.size() / 4)) {
            fail();
            return;
        }
        for (std::int32_t i = 0; i < count && m_ok; ++i) {
            T value{};
            (*this)(value);
            values.push_back(std::move(value));
        }
        if (!m_ok) {
            values.clear();
        }
    }

    template <typename Record>
    requires requires(Record& record, JuteReader& reader) { Record::fields(reader, record); }
    void operator()(Record& record) { Record::fields(*this, record); }

private:
    template <std::integral T>
    void integer(T& value)
    {
        value = 0;
        if (m_rest.size() < sizeof(T)) {
            fail();
            return;
        }
        value = loadBigEndian<T>(m_rest.data());
        m_rest = m_rest.subspan(sizeof(T));
    }
    Buffer bytes()
    {
        std::int32_t length = 0;
        integer(length);
        if (!m_ok || length == -1) {
            return std::nullopt;
        }
        if (length < 0 || static_cast<std::size_t>(length) > m_rest.size()) {
            fail();
            return std::nullopt;
        }
        const BytesView taken = m_rest.first(static_cast<std::size_t>(length));
        m_rest = m_rest.subspan(taken.size());
        return taken;
    }

    BytesView m_rest;
    bool m_ok = true;
};

/// The record that `bytes` begin with; nothing when they do not.
template <typename Record>
[[nodiscard]] std::optional<Record> decode(BytesView bytes)
{
    JuteReader reader(bytes);
    Record record{};
    reader(record);
    return reader.ok() ? std::optional<Record>(std::move(record)) : std::nullopt;
}

} // namespace ottla::wire::jute
