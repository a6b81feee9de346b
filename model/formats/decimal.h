// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view> // with <compare>, which Qt 6.4's moc cannot begin with

namespace ottla {

/// A decimal number as it is written, compared with others by its exact value: never rounded,
/// however many digits it has. Exponents beyond 17 digits count as the largest. Views the text.
class Decimal
{
public:
    /// JSON's numbers, and inf with a sign or without. Nothing for any other text, NaN included.
    [[nodiscard]] static std::optional<Decimal> parse(std::string_view text);

    friend std::strong_ordering operator<=>(const Decimal& a, const Decimal& b);
    friend bool operator==(const Decimal& a, const Decimal& b) { return (a <=> b) == 0; }

    /// Appends bytes that compare as the numbers do, whatever is appended behind them.
    void appendSortKey(std::string& key) const;

private:
    [[nodiscard]] int sign() const { return m_zero ? 0 : m_negative ? -1 : 1; }
    [[nodiscard]] char digit(std::size_t at) const;
    [[nodiscard]] std::strong_ordering compareSize(const Decimal& other) const;

    std::string_view m_integer; // significant digits before the point
    std::string_view m_fraction; // and behind it
    std::int64_t m_magnitude = 0; // the first significant digit's place
    bool m_negative = false;
    bool m_zero = false;
    bool m_infinite = false;
};

} // namespace ottla
