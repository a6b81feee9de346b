// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/ids.h"

#include <optional>
#include <string>
#include <string_view>

namespace ottla::log {

/// Kafka's names inside a partition's folder: the first offset in 20 digits, and what the file is.
namespace suffix {
inline constexpr std::string_view log = ".log";
inline constexpr std::string_view offsetIndex = ".index";
inline constexpr std::string_view timeIndex = ".timeindex";
inline constexpr std::string_view transactionIndex = ".txnindex";
inline constexpr std::string_view producerSnapshot = ".snapshot";
/// A compacted segment before it takes its original's place.
inline constexpr std::string_view cleaned = ".log.cleaned";
/// A compacted segment that counts: the originals that it stands for may be gone already.
inline constexpr std::string_view swap = ".log.swap";
/// Marked for removal; whatever bears it goes at the next opening.
inline constexpr std::string_view deleted = ".deleted";
} // namespace suffix

inline constexpr std::string_view leaderEpochFileName = "leader-epoch-checkpoint";

/// "00000000000000000042" and the suffix.
[[nodiscard]] std::string fileNameAt(Offset offset, std::string_view suffix);
/// The offset when `name` is 20 digits and `suffix`.
[[nodiscard]] std::optional<Offset> offsetOfFileName(std::string_view name,
                                                     std::string_view suffix);

} // namespace ottla::log
