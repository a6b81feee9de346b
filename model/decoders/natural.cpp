// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/decoders/natural.h"

#include <algorithm>

namespace ottla {

namespace {
constexpr std::size_t digitsEach = 9;
constexpr std::uint64_t base = 1'000'000'000;
} // namespace

Natural Natural::ofBytes(std::string_view bytes)
{
    Natural number;
    while (!bytes.empty()) {
        const std::size_t taken = (bytes.size() - 1) % 4 + 1; // those behind are whole words
        std::uint32_t word = 0;
        for (const char c : bytes.substr(0, taken)) {
            word = word << 8U | static_cast<unsigned char>(c);
        }
        number.multiplyAdd(std::uint64_t{1} << 32U, word);
        bytes.remove_prefix(taken);
    }
    return number;
}

Natural Natural::ofDigits(std::string_view digits)
{
    Natural number;
    while (!digits.empty()) {
        const std::size_t taken = std::min(digitsEach, digits.size());
        std::uint32_t nine = 0;
        for (const char c : digits.substr(digits.size() - taken)) {
            nine = nine * 10 + static_cast<std::uint32_t>(c - '0');
        }
        number.m_nines.push_back(nine);
        digits.remove_suffix(taken);
    }
    return number;
}

void Natural::multiplyAdd(std::uint64_t factor, std::uint32_t addend)
{
    std::uint64_t carry = addend;
    for (std::uint32_t& nine : m_nines) {
        carry += nine * factor;
        nine = static_cast<std::uint32_t>(carry % base);
        carry /= base;
    }
    for (; carry > 0; carry /= base) {
        m_nines.push_back(static_cast<std::uint32_t>(carry % base));
    }
}

std::string Natural::digits() const
{
    std::string text;
    for (auto nine = m_nines.rbegin(); nine != m_nines.rend(); ++nine) {
        const std::string digits = std::to_string(*nine);
        text.append(digitsEach - digits.size(), '0').append(digits);
    }
    text.erase(0, text.find_first_not_of('0'));
    return text.empty() ? "0" : text;
}

} // namespace ottla
