// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/bytes.h"

#include <cstdint>

namespace ottla::wire {

/// Appends primitives to a byte vector that somebody else owns.
class Writer
{
public:
    explicit Writer(Bytes& out)
        : m_out(out)
    { }

    /// Big-endian.
    template <typename T>
    void integer(T value)
    {
        const std::size_t at = m_out.size();
        m_out.resize(at + sizeof(T));
        storeBigEndian<T>(m_out.data() + at, value);
    }
    /// Base 128, the least significant group first.
    void varint(std::uint32_t value)
    {
        while (value >= 0x80U) {
            m_out.push_back(static_cast<std::byte>((value & 0x7FU) | 0x80U));
            value >>= 7U;
        }
        m_out.push_back(static_cast<std::byte>(value));
    }
    void raw(BytesView bytes) { m_out.insert(m_out.end(), bytes.begin(), bytes.end()); }

private:
    Bytes& m_out;
};

} // namespace ottla::wire
