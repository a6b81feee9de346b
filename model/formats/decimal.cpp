// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/formats/decimal.h"

#include <algorithm>
#include <limits>

namespace ottla {

namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

std::string_view takeDigits(std::string_view& text)
{
    const auto end = std::find_if_not(text.begin(), text.end(), isDigit);
    const auto digits = text.substr(0, static_cast<std::size_t>(end - text.begin()));
    text.remove_prefix(digits.size());
    return digits;
}

std::size_t dropZeros(std::string_view& digits)
{
    const std::size_t zeros = std::min(digits.find_first_not_of('0'), digits.size());
    digits.remove_prefix(zeros);
    return zeros;
}

// The number behind the e, or the farthest that is counted; nothing where it is not a number.
std::optional<std::int64_t> takeExponent(std::string_view& text)
{
    constexpr std::int64_t farthest = 100'000'000'000'000'000;
    text.remove_prefix(1);
    bool negative = false;
    if (!text.empty() && (text.front() == '+' || text.front() == '-')) {
        negative = text.front() == '-';
        text.remove_prefix(1);
    }
    const std::string_view digits = takeDigits(text);
    if (digits.empty()) {
        return std::nullopt;
    }
    std::int64_t exponent = 0;
    for (const char c : digits) {
        exponent = std::min(farthest, exponent * 10 + (c - '0'));
    }
    return negative ? -exponent : exponent;
}

} // namespace

std::optional<Decimal> Decimal::parse(std::string_view text)
{
    Decimal number;
    if (!text.empty() && text.front() == '-') {
        number.m_negative = true;
        text.remove_prefix(1);
    }
    if (text == "inf") {
        number.m_infinite = true;
        return number;
    }
    number.m_integer = takeDigits(text);
    if (number.m_integer.empty()) {
        return std::nullopt;
    }
    if (!text.empty() && text.front() == '.') {
        text.remove_prefix(1);
        number.m_fraction = takeDigits(text);
        if (number.m_fraction.empty()) {
            return std::nullopt;
        }
    }
    std::int64_t exponent = 0;
    if (!text.empty() && (text.front() == 'e' || text.front() == 'E')) {
        const auto taken = takeExponent(text);
        if (!taken) {
            return std::nullopt;
        }
        exponent = *taken;
    }
    if (!text.empty()) {
        return std::nullopt;
    }
    dropZeros(number.m_integer);
    if (!number.m_integer.empty()) {
        number.m_magnitude = static_cast<std::int64_t>(number.m_integer.size()) + exponent;
    } else {
        number.m_magnitude = exponent - static_cast<std::int64_t>(dropZeros(number.m_fraction));
        number.m_zero = number.m_fraction.empty();
    }
    return number;
}

// Behind the last digit there are zeros.
char Decimal::digit(std::size_t at) const
{
    if (at < m_integer.size()) {
        return m_integer[at];
    }
    at -= m_integer.size();
    return at < m_fraction.size() ? m_fraction[at] : '0';
}

std::strong_ordering Decimal::compareSize(const Decimal& other) const
{
    if (m_infinite || other.m_infinite) {
        return m_infinite <=> other.m_infinite;
    }
    if (m_magnitude != other.m_magnitude) {
        return m_magnitude <=> other.m_magnitude;
    }
    const std::size_t digits = std::max(m_integer.size() + m_fraction.size(),
                                        other.m_integer.size() + other.m_fraction.size());
    for (std::size_t at = 0; at < digits; ++at) {
        if (digit(at) != other.digit(at)) {
            return digit(at) <=> other.digit(at);
        }
    }
    return std::strong_ordering::equal;
}

// The sign, the magnitude, the digits without zeros at their end, and a byte below all digits; of
// what is negative all but the sign inverted.
void Decimal::appendSortKey(std::string& key) const
{
    key += static_cast<char>(sign() + 1);
    if (m_zero) {
        return;
    }
    const std::size_t from = key.size();
    const std::int64_t magnitude =
        m_infinite ? std::numeric_limits<std::int64_t>::max() : m_magnitude;
    constexpr std::uint64_t middle = std::uint64_t{1} << 63U;
    const std::uint64_t place = static_cast<std::uint64_t>(magnitude) + middle;
    for (unsigned shift = 64; shift > 0; shift -= 8) {
        key += static_cast<char>(place >> (shift - 8) & 0xFFU);
    }
    const std::size_t digits = key.size();
    key += m_integer;
    key += m_fraction;
    while (key.size() > digits && key.back() == '0') {
        key.pop_back();
    }
    key += '\0';
    if (m_negative) {
        for (std::size_t at = from; at < key.size(); ++at) {
            key[at] = static_cast<char>(~static_cast<unsigned char>(key[at]));
        }
    }
}

std::strong_ordering operator<=>(const Decimal& a, const Decimal& b)
{
    if (a.sign() != b.sign() || a.sign() == 0) {
        return a.sign() <=> b.sign();
    }
    return a.sign() > 0 ? a.compareSize(b) : b.compareSize(a);
}

} // namespace ottla
