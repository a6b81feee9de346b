// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/decoders/plausiblenumber.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstdint>

namespace ottla {

namespace {

constexpr auto big = std::endian::big;
constexpr auto little = std::endian::little;

constexpr std::int64_t year2000 = 946'684'800'000; // ms
constexpr std::int64_t year2040 = 2'208'988'800'000;

template <typename Number>
Number read(std::string_view body, std::endian order)
{
    std::array<char, sizeof(Number)> raw{};
    std::ranges::copy(body.substr(0, raw.size()), raw.begin());
    if (order != std::endian::native) {
        std::ranges::reverse(raw);
    }
    return std::bit_cast<Number>(raw);
}

// Without the overflow of the lowest number.
template <typename Integer>
std::int64_t sizeOf(Integer number)
{
    return number < 0 ? -(std::int64_t{number} + 1) : std::int64_t{number};
}

bool isRecent(std::int64_t ms)
{
    return ms >= year2000 && ms < year2040;
}

// Of at most so many significant digits, the fewest that read back the same.
template <typename Real>
bool isShort(Real number, Real from, Real to, std::ptrdiff_t mostDigits)
{
    const Real size = number < 0 ? -number : number;
    if (!(size >= from && size < to)) {
        return false;
    }
    std::array<char, 32> text{};
    const char* const end =
        std::to_chars(text.data(), text.data() + text.size(), size, std::chars_format::scientific)
            .ptr;
    const auto digits = std::find<const char*>(text.data(), end, 'e') - text.data();
    return digits - (digits > 1 ? 1 : 0) <= mostDigits; // without the point
}

// A schema's id below 128, and behind it Avro's number of three bytes or its string of two letters:
// what keys often are.
bool isFramedKey(std::string_view body)
{
    const auto byte = [body](std::size_t at) {
        return static_cast<unsigned char>(body[at]);
    };
    const auto isLetter = [&byte](std::size_t at) {
        return byte(at) > 0x20 && byte(at) < 0x7F;
    };
    const bool number = byte(5) >= 0x80 && byte(6) >= 0x80 && byte(7) < 0x80;
    const bool letters = byte(5) == 0x04 && isLetter(6) && isLetter(7);
    return body.starts_with(std::string_view("\0\0\0\0", 4)) && byte(4) > 0 && (number || letters);
}

// The time that the first half of a UUID holds, in ms since 1970.
std::int64_t uuidTime(std::string_view body, unsigned version)
{
    constexpr std::int64_t year1582 = -12'219'292'800'000;
    constexpr std::int64_t perMs = 10'000;
    const auto half = read<std::uint64_t>(body, big);
    const std::uint64_t low = half & 0x0FFFU; // behind the version
    if (version == 7) {
        return static_cast<std::int64_t>(half >> 16U);
    }
    const std::uint64_t ticks = version == 6
        ? half >> 16U << 12U | low
        : low << 48U | (half >> 16U & 0xFFFFU) << 32U | half >> 32U;
    return static_cast<std::int64_t>(ticks) / perMs + year1582;
}

} // namespace

bool isPlausibleInt32(std::string_view body)
{
    constexpr std::int64_t most = 1 << 20;
    if (body.size() != sizeof(std::int32_t)) {
        return false;
    }
    const std::int64_t size = sizeOf(read<std::int32_t>(body, big));
    return size < most && size <= sizeOf(read<std::int32_t>(body, little))
        && (size < 256 || !isShort(read<float>(body, little), 1e-3F, 1e6F, 3));
}

bool isPlausibleInt64(std::string_view body)
{
    constexpr std::int64_t most = std::int64_t{1} << 31;
    constexpr std::int64_t small = 1 << 20;
    if (body.size() != sizeof(std::int64_t)) {
        return false;
    }
    const auto number = read<std::int64_t>(body, big);
    const std::string_view behind = body.substr(4);
    if (isRecent(number)) {
        return sizeOf(read<std::int32_t>(behind, big)) >= small;
    }
    const std::int64_t size = sizeOf(number);
    return size < most && std::min(size, small) <= sizeOf(read<std::int32_t>(behind, little))
        && (size < 256 || !isShort(read<double>(body, little), 1e-6, 1e9, 6)) && !isFramedKey(body);
}

bool isPlausibleDouble(std::string_view body)
{
    constexpr std::ptrdiff_t most = 10;
    if (body.size() != sizeof(double)) {
        return false;
    }
    const auto last = static_cast<std::ptrdiff_t>(body.find_last_not_of('\0') + 1) - 1;
    return isShort(read<double>(body, big), 1e-4, 1e9, std::min(most, 5 * last / 2));
}

bool isPlausibleUuid(std::string_view body)
{
    constexpr std::size_t uuidBytes = 16;
    if (body.size() != uuidBytes || static_cast<unsigned char>(body[8]) >> 6U != 2) {
        return false;
    }
    const unsigned version = static_cast<unsigned char>(body[6]) >> 4U;
    if (version == 1 || version == 6 || version == 7) {
        return isRecent(uuidTime(body, version));
    }
    return version == 4 && std::ranges::count(body, '\0') <= 2;
}

} // namespace ottla
