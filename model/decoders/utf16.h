// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <bit>
#include <string>
#include <string_view>

namespace ottla {

/// UTF-16 as UTF-8, without a byte order mark at its beginning. Malformed, with the offset as
/// context, where half of a character is missing.
[[nodiscard]] Result<std::string> fromUtf16(std::string_view body, std::endian order);

/// Whether bytes that are not UTF-8 are UTF-16 of that order: by a byte order mark, or by what they
/// say. Without a mark every unit must be a character that texts are written with, letters of one
/// alphabet beside Latin ones, and all together what other bytes hardly ever make: three letters of
/// ASCII, four of another alphabet, eight of Hangul, twelve of Han, or fewer beside others. Looks
/// no further than the first unit that is no such character.
[[nodiscard]] bool isLikelyUtf16(std::string_view body, std::endian order);

} // namespace ottla
