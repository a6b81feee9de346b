// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/client/messagereader.h"

#include <QString>

namespace ottla {

/// The offsets that were asked for and have not been read, in all partitions. Offsets, not
/// messages: some may hold none. Partitions whose offsets nobody told are not in it.
[[nodiscard]] std::int64_t unreadOffsets(const ReadProgress& progress);

/// Why something of the partition is unread, for a person; empty where nothing is.
[[nodiscard]] QString whyUnread(const ReadProgress& progress, const PartitionProgress& partition);

/// "1,000 offsets unread: …" and "2 partitions unread: …", with the first reason; empty where
/// everything was read.
[[nodiscard]] QString unreadText(const ReadProgress& progress);

/// A line a partition: what was asked for, what was read, what was not and why; then what went
/// wrong on the way.
[[nodiscard]] QString coverageText(const ReadProgress& progress);

/// "1 Nov 14:03:22 · orders partition 3 · connection refused (5 times)", the oldest first.
[[nodiscard]] QStringList troubleTexts(const ReadProgress& progress);

/// Local time, as in the status line.
[[nodiscard]] QString clockText(std::chrono::system_clock::time_point time);

} // namespace ottla
