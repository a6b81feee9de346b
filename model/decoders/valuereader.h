// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "model/decoders/decodedvalue.h"

#include <array>
#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>

namespace ottla {

/// A number as a value, never rounded.
template <typename Number>
[[nodiscard]] DecodedValue numberValue(Number value)
{
    std::array<char, 64> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    return {.kind = DecodedValue::Kind::Number, .text = std::string(digits.data(), end)};
}

/// A byte may become a value of its own, which takes some seventy: above this, no tree is made.
inline constexpr std::size_t largestTree = std::size_t{4} << 20U;

[[nodiscard]] inline Error treeTooLarge()
{
    return {Errc::TooLarge, "bodies above 4 MiB are not laid out as a tree", {}};
}

/// What ZigZag coding makes of a signed number, undone.
[[nodiscard]] constexpr std::int64_t fromZigZag(std::uint64_t coded)
{
    return static_cast<std::int64_t>(coded >> 1U ^ (~(coded & 1U) + 1U));
}

/// What readers of binary trees share: a place in a body that is never left, and the first reason
/// to give up. Does not own the body. Reading functions answer false once they have failed.
class ValueReader
{
protected:
    static constexpr int deepest = 100;

    /// `format` is the name that reasons begin with, `offset` the place of `body` in what reasons
    /// count from.
    ValueReader(std::string_view body, std::string_view format, std::size_t offset = 0)
        : m_body(body)
        , m_format(format)
        , m_offset(offset)
    { }

    [[nodiscard]] std::size_t left() const { return m_body.size() - m_at; }
    [[nodiscard]] std::size_t offset() const { return m_offset + m_at; }
    bool fail(std::string why)
    {
        m_why = std::move(why);
        return false;
    }
    bool failShort() { return fail("the " + m_format + " value is cut short"); }
    bool failDeep() { return fail("the " + m_format + " value nests too deeply"); }
    bool failBehind() { return fail("there are bytes behind the " + m_format + " value"); }
    [[nodiscard]] Error error() const
    {
        return {Errc::Malformed, m_why, "offset " + std::to_string(offset())};
    }

    bool take(std::uint64_t size, std::string_view& out)
    {
        if (size > left()) {
            return failShort();
        }
        out = m_body.substr(m_at, size);
        m_at += size;
        return true;
    }
    /// Base 128, the lowest bits first, at most 64 bits.
    bool takeVarint(std::uint64_t& out)
    {
        out = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            std::uint64_t byte = 0;
            if (!takeUnsigned(1, byte)) {
                return false;
            }
            if (shift == 63 && byte > 1) {
                break;
            }
            out |= (byte & 0x7FU) << shift;
            if ((byte & 0x80U) == 0) {
                return true;
            }
        }
        return fail("the " + m_format + " value has a number of more than 64 bits");
    }
    /// Little-endian, of `size` bytes, at most 8.
    bool takeLittle(std::size_t size, std::uint64_t& out)
    {
        std::string_view raw;
        if (!take(size, raw)) {
            return false;
        }
        out = 0;
        for (std::size_t i = raw.size(); i-- > 0;) {
            out = out << 8U | static_cast<unsigned char>(raw[i]);
        }
        return true;
    }
    /// Big-endian, of `size` bytes, at most 8.
    bool takeUnsigned(std::size_t size, std::uint64_t& out)
    {
        std::string_view raw;
        if (!take(size, raw)) {
            return false;
        }
        out = 0;
        for (const char c : raw) {
            out = out << 8U | static_cast<unsigned char>(c);
        }
        return true;
    }

private:
    std::string_view m_body;
    std::string m_format;
    std::size_t m_offset;
    std::size_t m_at = 0;
    std::string m_why;
};

} // namespace ottla
