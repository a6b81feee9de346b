// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "registry/filenames.h"

#include <array>
#include <charconv>
#include <system_error>

namespace ottla::registry {

namespace {
constexpr std::size_t digits = 16;
} // namespace

std::string fileName(std::string_view prefix, std::int64_t zxid)
{
    std::array<char, digits> hex{};
    const auto end = std::to_chars(hex.data(), hex.data() + hex.size(), zxid, 16).ptr;
    const auto used = static_cast<std::size_t>(end - hex.data());
    std::string name(prefix);
    name.append(digits - used, '0');
    name.append(hex.data(), used);
    return name;
}

std::optional<std::int64_t> zxidInName(std::string_view name, std::string_view prefix)
{
    if (!name.starts_with(prefix) || name.size() != prefix.size() + digits) {
        return std::nullopt;
    }
    name.remove_prefix(prefix.size());
    std::int64_t zxid = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), zxid, 16);
    if (error != std::errc() || end != name.data() + name.size() || zxid < 0) {
        return std::nullopt;
    }
    return zxid;
}

} // namespace ottla::registry
