// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/decoders/cbortags.h"

#include "model/decoders/logicaltypes.h"
#include "model/decoders/natural.h"
#include "model/decoders/valuereader.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <optional>

namespace ottla {

namespace {

using Kind = DecodedValue::Kind;

// What is longer is not converted to decimal, which takes time by the square of the length.
constexpr std::size_t mostBytes = 2048;
// A few bytes may ask for as many digits.
constexpr std::int64_t mostBinaryPlaces = 128;
constexpr std::size_t mostZerosBehindPoint = 6;

std::optional<std::int64_t> integer(std::string_view text)
{
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(number)
                                                                    : std::nullopt;
}

bool isInteger(const DecodedValue& value)
{
    std::string_view digits = value.text;
    digits.remove_prefix(digits.starts_with('-') ? 1 : 0);
    return value.kind == Kind::Number && !digits.empty()
        && digits.find_first_not_of("0123456789") == std::string_view::npos;
}

std::string hexadecimal(std::string bytes, bool plusOne)
{
    if (plusOne) {
        bytes.insert(0, 1, '\0');
        std::size_t at = bytes.size();
        do {
            ++bytes[--at];
        } while (bytes[at] == '\0');
    }
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        text.push_back(digits[byte >> 4U]);
        text.push_back(digits[byte & 0x0FU]);
    }
    return "0x" + text.substr(text.find_first_not_of('0'));
}

// The number of those bytes, or -1 less it.
DecodedValue bignum(std::string_view bytes, bool negative)
{
    bytes.remove_prefix(std::min(bytes.find_first_not_of('\0'), bytes.size()));
    const std::string sign = negative ? "-" : "";
    if (bytes.size() > mostBytes) {
        return {.kind = Kind::Word, .text = sign + hexadecimal(std::string(bytes), negative)};
    }
    Natural number = Natural::ofBytes(bytes);
    number.multiplyAdd(1, negative ? 1 : 0);
    return {.kind = Kind::Number, .text = sign + number.digits()};
}

// An exponent and a mantissa, both integers.
bool isPair(const DecodedValue& value)
{
    return value.kind == Kind::List && value.children.size() == 2
        && std::ranges::all_of(value.children, isInteger);
}

std::string decimalFraction(std::string_view exponent, const std::string& mantissa)
{
    const bool negative = mantissa.starts_with('-');
    const std::string digits = mantissa.substr(negative ? 1 : 0);
    const auto places = integer(exponent);
    const auto farthest = static_cast<std::int64_t>(digits.size() + mostZerosBehindPoint);
    if (!places || *places > 0 || *places < -farthest) {
        return mantissa + "e" + std::string(exponent);
    }
    return (negative ? "-" : "") + withPoint(digits, static_cast<std::size_t>(-*places));
}

// Halving n times is taking half as many tenths: n digits behind the point of mantissa × 5^n.
std::optional<std::string> bigfloat(std::string_view exponent, std::string_view mantissa)
{
    constexpr std::uint64_t mostFactor = (std::uint64_t{1} << 32U) / 5;
    const auto places = integer(exponent);
    if (!places || *places > mostBinaryPlaces || *places < -mostBinaryPlaces) {
        return std::nullopt;
    }
    const bool negative = mantissa.starts_with('-');
    Natural number = Natural::ofDigits(mantissa.substr(negative ? 1 : 0));
    std::uint64_t power = 1;
    for (std::int64_t i = std::abs(*places); i > 0; --i) {
        power *= *places < 0 ? 5U : 2U;
        if (i == 1 || power > mostFactor) {
            number.multiplyAdd(power, 0);
            power = 1;
        }
    }
    std::string text = number.digits();
    if (*places < 0) {
        text = withPoint(text, static_cast<std::size_t>(-*places));
        text.erase(text.find_last_not_of('0') + 1);
        text.erase(text.find_last_not_of('.') + 1);
    }
    return (negative ? "-" : "") + text;
}

// A number's digits before and behind the point, however it is written; nothing where that takes
// more than a time may have.
struct FixedPoint
{
    std::string whole = {};
    std::string fraction = {}; // without zeros behind it
};

std::optional<FixedPoint> fixedPoint(std::string_view number)
{
    constexpr std::int64_t mostWhole = 12;
    constexpr std::size_t mostFraction = 9;
    const std::size_t e = std::min(number.find('e'), number.size());
    const std::string_view mantissa = number.substr(0, e);
    const std::size_t point = std::min(mantissa.find('.'), mantissa.size());
    std::string digits(mantissa);
    digits.erase(point, 1);
    std::string_view exponent = number.substr(std::min(e + 1, number.size()));
    exponent.remove_prefix(exponent.starts_with('+') ? 1 : 0);
    const auto places = integer(exponent.empty() ? "0" : exponent);
    if (!places || *places > mostWhole || *places < -mostWhole) {
        return std::nullopt;
    }
    const std::int64_t wholes = static_cast<std::int64_t>(point) + *places;
    digits.insert(0, static_cast<std::size_t>(std::max<std::int64_t>(1 - wholes, 0)), '0');
    const auto before = static_cast<std::size_t>(std::max<std::int64_t>(wholes, 1));
    digits.resize(std::max(digits.size(), before), '0');
    std::string fraction = digits.substr(before);
    fraction.erase(fraction.find_last_not_of('0') + 1);
    return fraction.size() > mostFraction
        ? std::nullopt
        : std::optional(
            FixedPoint{.whole = digits.substr(0, before), .fraction = std::move(fraction)});
}

// What is left to the next second.
std::string complement(std::string fraction)
{
    const std::size_t last = fraction.find_last_not_of('0');
    for (std::size_t i = 0; i <= last; ++i) {
        fraction[i] = static_cast<char>((i == last ? '9' + 1 : '9') - fraction[i] + '0');
    }
    return fraction;
}

std::optional<std::string> epochTime(std::string_view number)
{
    const bool negative = number.starts_with('-');
    number.remove_prefix(negative ? 1 : 0);
    const auto fixed = fixedPoint(number);
    auto seconds = fixed ? integer(fixed->whole) : std::nullopt;
    if (!seconds) {
        return std::nullopt;
    }
    std::string fraction = fixed->fraction;
    if (negative) {
        *seconds = -*seconds - (fraction.empty() ? 0 : 1);
        fraction = fraction.empty() ? fraction : complement(fraction);
    }
    const auto text = timestampText(*seconds, 0);
    return text ? std::optional(*text + (fraction.empty() ? "" : "." + fraction) + "Z")
                : std::nullopt;
}

std::optional<DecodedValue> valueOf(Kind kind, std::optional<std::string> text)
{
    return text ? std::optional(DecodedValue{.kind = kind, .text = std::move(*text)})
                : std::nullopt;
}

std::optional<DecodedValue> meant(std::uint64_t tag, const DecodedValue& value, bool isBytes)
{
    constexpr std::size_t uuidBytes = 16;
    const auto& parts = value.children;
    switch (tag) {
    case 0:
        return value.kind == Kind::String ? std::optional(value) : std::nullopt;
    case epochTimeTag:
        return value.kind == Kind::Number ? valueOf(Kind::String, epochTime(value.text))
                                          : std::nullopt;
    case 2:
    case 3:
        return isBytes ? std::optional(bignum(value.text, tag == 3)) : std::nullopt;
    case 4:
        return isPair(value) ? valueOf(Kind::Number, decimalFraction(parts[0].text, parts[1].text))
                             : std::nullopt;
    case 5:
        return isPair(value) ? valueOf(Kind::Number, bigfloat(parts[0].text, parts[1].text))
                             : std::nullopt;
    case 37:
        return isBytes && value.text.size() == uuidBytes
            ? valueOf(Kind::String, uuidText(value.text))
            : std::nullopt;
    default:
        return std::nullopt;
    }
}

} // namespace

DecodedValue taggedValue(std::uint64_t tag, DecodedValue value, bool isBytes)
{
    if (auto known = meant(tag, value, isBytes)) {
        return std::move(*known);
    }
    DecodedValue out{.kind = Kind::Tag};
    out.children.push_back(numberValue(tag));
    out.children.push_back(std::move(value));
    return out;
}

} // namespace ottla
