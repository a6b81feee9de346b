// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/client/messagereader.h"

#include <QString>

namespace ottla {

/// The offsets that were asked for and have not been read, in all partitions. Offsets, not
/// messages: some may hold none.
[[nodiscard]] std::int64_t unreadOffsets(const ReadProgress& progress);

/// Why offsets are unread, for a person; empty where none is.
[[nodiscard]] QString whyUnread(const ReadProgress& progress, const PartitionProgress& partition);

/// A line a partition: what was asked for, what was read, what was not and why.
[[nodiscard]] QString coverageText(const ReadProgress& progress);

} // namespace ottla
