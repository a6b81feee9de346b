// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ottla {

/// A whole number from 0 on, of any size, to be written in decimal. Making one from bytes takes
/// time by the square of their number: whoever reads bytes of strangers bounds it.
class Natural
{
public:
    /// Big-endian.
    [[nodiscard]] static Natural ofBytes(std::string_view bytes);
    /// Decimal digits, and nothing else.
    [[nodiscard]] static Natural ofDigits(std::string_view digits);

    /// Becomes itself × factor + addend; the factor is at most 2^32.
    void multiplyAdd(std::uint64_t factor, std::uint32_t addend);
    /// Without zeros before them; "0" for zero.
    [[nodiscard]] std::string digits() const;

private:
    std::vector<std::uint32_t> m_nines; // nine decimal digits each, the lowest first
};

} // namespace ottla
