// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace ottla {

// Whether bytes that nothing else is told by are probably a number, as Java's serializers write it.
// A number that is shown is believed, and hexadecimal asks for a second look: what could as well be
// something else is refused, and a person who knows better chooses the decoder. tst_detection holds
// all of it to the shares that are named here. At most 1 in 2000 of random bytes of the same size
// is taken for a number, and 1 in 100 of little-endian numbers.

/// Below 2^20 in size. Not what is a smaller number little-endian, nor, from 256 on, a
/// little-endian float of at most three digits, such as 100. The price: 1 in 40 of the numbers from
/// 256 to 2^16 is refused, 1 in 1000 of those above.
[[nodiscard]] bool isPlausibleInt32(std::string_view body);
/// Below 2^31 in size, or a time of 2000 to 2040 in milliseconds. Not what is two numbers of 32
/// bits, nor, from 256 on, a little-endian double of at most six digits, nor, from 2^24 on, a
/// schema registry's frame around a number or two letters. The price: 1 in 70 of the numbers from
/// 256 to 2^24, 1 in 8 of those above, 1 in 1000 of times.
[[nodiscard]] bool isPlausibleInt64(std::string_view body);
/// From 0.0001 to 10^9 in size, of at most ten significant digits, and fewer where only its first
/// bytes are not zero: little-endian integers are such doubles, too. So 19.99 and 100 are taken, 2
/// is not. The price: 1 in 200 of prices, 1 in 70 of whole numbers, nearly all results of
/// computations.
[[nodiscard]] bool isPlausibleDouble(std::string_view body);
/// Random (version 4), or made in 2000 to 2040 by the time in it (1, 6 and 7). Those that are
/// hashes look like any hash. 1 in 60 of random bytes is taken for one.
[[nodiscard]] bool isPlausibleUuid(std::string_view body);

} // namespace ottla
