// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace ottla::test {

/// Takes the first byte for which decoder it is, and the rest for the body. What is decoded is laid
/// out as text. Returns 1 when the body was of that format, else 0.
int fuzzDecoder(std::string_view input);

} // namespace ottla::test
