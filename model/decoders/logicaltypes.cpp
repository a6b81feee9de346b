// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/decoders/logicaltypes.h"

#include "model/decoders/natural.h"

#include <algorithm>
#include <chrono>

namespace ottla {

namespace {

constexpr std::int64_t secondsOfDay = 86'400;

std::string padded(std::int64_t number, std::size_t width)
{
    std::string digits = std::to_string(number);
    return digits.size() < width ? std::string(width - digits.size(), '0') + digits : digits;
}

std::int64_t unitsOfSecond(int digits)
{
    std::int64_t units = 1;
    for (int i = 0; i < digits; ++i) {
        units *= 10;
    }
    return units;
}

} // namespace

std::optional<std::string> dateText(std::int64_t daysSinceEpoch)
{
    constexpr std::int64_t year1 = -719'162;
    constexpr std::int64_t year9999 = 2'932'896;
    if (daysSinceEpoch < year1 || daysSinceEpoch > year9999) {
        return std::nullopt;
    }
    const std::chrono::year_month_day day{
        std::chrono::sys_days(std::chrono::days(static_cast<int>(daysSinceEpoch)))};
    return padded(static_cast<int>(day.year()), 4) + "-"
        + padded(static_cast<unsigned>(day.month()), 2) + "-"
        + padded(static_cast<unsigned>(day.day()), 2);
}

std::optional<std::string> timeText(std::int64_t units, int digits)
{
    const std::int64_t perSecond = unitsOfSecond(digits);
    if (units < 0 || units >= secondsOfDay * perSecond) {
        return std::nullopt;
    }
    const std::int64_t seconds = units / perSecond;
    std::string text = padded(seconds / 3600, 2) + ":" + padded(seconds / 60 % 60, 2) + ":"
        + padded(seconds % 60, 2);
    if (digits > 0) {
        text += "." + padded(units % perSecond, static_cast<std::size_t>(digits));
    }
    return text;
}

std::optional<std::string> timestampText(std::int64_t units, int digits)
{
    const std::int64_t perDay = secondsOfDay * unitsOfSecond(digits);
    const std::int64_t day = units / perDay - (units % perDay < 0 ? 1 : 0);
    const auto date = dateText(day);
    const auto time = timeText(units - day * perDay, digits);
    return date && time ? std::optional(*date + "T" + *time) : std::nullopt;
}

std::string uuidText(std::string_view sixteenBytes)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (std::size_t i = 0; i < sixteenBytes.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) {
            text.push_back('-');
        }
        const auto byte = static_cast<unsigned char>(sixteenBytes[i]);
        text.push_back(digits[byte >> 4U]);
        text.push_back(digits[byte & 0x0FU]);
    }
    return text;
}

std::string withPoint(std::string digits, std::size_t places)
{
    if (digits.size() <= places) {
        digits.insert(0, places + 1 - digits.size(), '0');
    }
    return places == 0 ? digits : digits.insert(digits.size() - places, 1, '.');
}

std::optional<std::string> decimalText(std::string_view bytes, std::size_t scale)
{
    constexpr std::size_t most = 128;
    if (bytes.size() > most || scale > most) {
        return std::nullopt;
    }
    const bool negative = !bytes.empty() && static_cast<unsigned char>(bytes.front()) >= 0x80;
    std::string size(bytes);
    if (negative) { // -1 less the bytes inverted
        std::ranges::transform(size, size.begin(), [](char c) { return static_cast<char>(~c); });
    }
    Natural number = Natural::ofBytes(size);
    number.multiplyAdd(1, negative ? 1 : 0);
    return (negative ? "-" : "") + withPoint(number.digits(), scale);
}

std::optional<std::string> bigDecimalText(std::string_view bytes, std::int64_t scale)
{
    if (scale >= 0) {
        return decimalText(bytes, static_cast<std::uint64_t>(scale));
    }
    auto text = decimalText(bytes, 0);
    if (text && *text != "0") {
        text->append("E+").append(std::to_string(scale).substr(1));
    }
    return text;
}

} // namespace ottla
