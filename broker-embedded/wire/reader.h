// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/bytes.h"

#include <cstdint>

namespace ottla::wire {

/// Takes primitives from the front of untrusted bytes. Reading past the end gives zeros and marks
/// the reader as failed for good; nothing outside the view is ever touched.
class Reader
{
public:
    explicit Reader(BytesView bytes)
        : m_rest(bytes)
    { }

    /// Big-endian.
    template <typename T>
    T integer()
    {
        const BytesView bytes = raw(sizeof(T));
        return m_failed ? T{} : loadBigEndian<T>(bytes.data());
    }
    /// Base 128, at most 32 bits.
    std::uint32_t varint()
    {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 35; shift += 7) {
            const BytesView byte = raw(1);
            if (m_failed) {
                return 0;
            }
            const auto bits = std::to_integer<std::uint64_t>(byte[0]);
            value |= (bits & 0x7FU) << shift;
            if ((bits & 0x80U) == 0) {
                if (value > 0xFFFF'FFFFU) {
                    break;
                }
                return static_cast<std::uint32_t>(value);
            }
        }
        fail();
        return 0;
    }
    /// A view of the next `size` bytes; empty when there are fewer.
    BytesView raw(std::uint64_t size)
    {
        if (m_failed || size > m_rest.size()) {
            fail();
            return {};
        }
        const BytesView taken = m_rest.first(static_cast<std::size_t>(size));
        m_rest = m_rest.subspan(static_cast<std::size_t>(size));
        return taken;
    }

    void fail()
    {
        m_failed = true;
        m_rest = {};
    }
    [[nodiscard]] bool failed() const { return m_failed; }
    [[nodiscard]] std::size_t remaining() const { return m_rest.size(); }
    [[nodiscard]] BytesView rest() const { return m_rest; }

private:
    BytesView m_rest;
    bool m_failed = false;
};

} // namespace ottla::wire
