// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ottla {

// Values that schemas give a meaning, as a person reads them. Functions without state.

/// "2024-02-29"; nothing for a day that no calendar of four-digit years holds.
[[nodiscard]] std::optional<std::string> dateText(std::int64_t daysSinceEpoch);
/// "13:37:00.250", with `digits` (0, 3, 6 or 9) behind the point; `units` count those from
/// midnight. Nothing for what is no time of a day.
[[nodiscard]] std::optional<std::string> timeText(std::int64_t units, int digits);
/// "2024-02-29T13:37:00.250" from the epoch on, without a zone.
[[nodiscard]] std::optional<std::string> timestampText(std::int64_t units, int digits);
/// "00112233-4455-6677-8899-aabbccddeeff" from 16 bytes.
[[nodiscard]] std::string uuidText(std::string_view sixteenBytes);
/// The decimal digits of a whole number with that many of them behind a point.
[[nodiscard]] std::string withPoint(std::string digits, std::size_t places);
/// The two's complement number of those bytes, big-endian, with `scale` digits behind the point,
/// exactly. Nothing for more than 128 bytes or digits.
[[nodiscard]] std::optional<std::string> decimalText(std::string_view bytes, std::size_t scale);
/// The same of a number that brings its scale, which may be negative: 1E+3 is 1 with a scale of -3.
[[nodiscard]] std::optional<std::string> bigDecimalText(std::string_view bytes, std::int64_t scale);

} // namespace ottla
