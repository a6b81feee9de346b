// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace ottla::test {

/// Takes what stands before the first line feed for a filter, and what stands behind it for a
/// message's value and key. Errors must lie in the filter's text; the JSON walk must find a body
/// well-formed just where the pretty-printer does; a filter must answer, and its negation the
/// opposite. If not, it aborts, for that is what a fuzzer looks for. Returns whether the filter
/// was one.
bool fuzzFilter(std::string_view input);

} // namespace ottla::test
