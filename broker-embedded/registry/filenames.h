// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ottla::registry {

constexpr std::string_view logPrefix = "txn.";
constexpr std::string_view snapshotPrefix = "snapshot.";
constexpr std::string_view temporarySuffix = ".tmp";
constexpr std::string_view lockName = "lock";

/// "txn." or "snapshot." and a zxid of 16 hexadecimal digits: of a log the first that it may hold,
/// of a snapshot the last that it has.
[[nodiscard]] std::string fileName(std::string_view prefix, std::int64_t zxid);
[[nodiscard]] std::optional<std::int64_t> zxidInName(std::string_view name,
                                                     std::string_view prefix);

} // namespace ottla::registry
