// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "log/logfilenames.h"

#include <charconv>

namespace ottla::log {

namespace {
constexpr std::size_t digitCount = 20;
}

std::string fileNameAt(Offset offset, std::string_view suffix)
{
    const std::string digits = std::to_string(offset.value);
    return std::string(digitCount - digits.size(), '0') + digits + std::string(suffix);
}

std::optional<Offset> offsetOfFileName(std::string_view name, std::string_view suffix)
{
    if (name.size() != digitCount + suffix.size() || !name.ends_with(suffix)) {
        return std::nullopt;
    }
    Offset offset;
    const char* end = name.data() + digitCount;
    const auto [stop, failure] = std::from_chars(name.data(), end, offset.value);
    if (failure != std::errc{} || stop != end || offset.value < 0) {
        return std::nullopt;
    }
    return offset;
}

} // namespace ottla::log
