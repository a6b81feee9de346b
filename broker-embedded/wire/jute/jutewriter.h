// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/bytes.h"
#include "wire/jute/jutereader.h"

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ottla::wire::jute {

/// Appends jute's primitives, and records by their fields(), to a buffer that somebody else owns.
class JuteWriter
{
public:
    explicit JuteWriter(std::string& out)
        : m_out(out)
    { }

    void operator()(bool value) { m_out.push_back(value ? '\1' : '\0'); }
    void operator()(std::uint8_t value) { integer(value); }
    void operator()(std::int32_t value) { integer(value); }
    void operator()(std::int64_t value) { integer(value); }
    void operator()(std::string_view value)
    {
        integer(static_cast<std::int32_t>(value.size()));
        m_out.append(value);
    }
    void operator()(const Buffer& value)
    {
        if (value) {
            (*this)(asText(*value));
        } else {
            integer(std::int32_t{-1});
        }
    }
    template <typename T>
    void operator()(const std::vector<T>& values)
    {
        integer(static_cast<std::int32_t>(values.size()));
        for (const T& value : values) {
            (*this)(value);
        }
    }
    template <typename Record>
    requires requires(const Record& record, JuteWriter& writer) { Record::fields(writer, record); }
    void operator()(const Record& record) { Record::fields(*this, record); }

    /// Leaves room for a length that is not known yet; endFrame() fills it in.
    [[nodiscard]] std::size_t beginFrame()
    {
        const std::size_t at = m_out.size();
        integer(std::int32_t{0});
        return at;
    }
    void endFrame(std::size_t at) { patch(at, m_out.size() - at - sizeof(std::int32_t)); }
    /// Leaves room for a vector's count, which patch() fills in.
    [[nodiscard]] std::size_t beginVector() { return beginFrame(); }
    void patch(std::size_t at, std::size_t count)
    {
        storeBigEndian(reinterpret_cast<std::byte*>(m_out.data()) + at,
                       static_cast<std::int32_t>(count));
    }

private:
    template <std::integral T>
    void integer(T value)
    {
        const std::size_t at = m_out.size();
        m_out.resize(at + sizeof(T));
        storeBigEndian(reinterpret_cast<std::byte*>(m_out.data()) + at, value);
    }

    std::string& m_out;
};

} // namespace ottla::wire::jute
