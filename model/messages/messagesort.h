// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/messages/messagestore.h"

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ottla {

/// Rows of a store in some order.
using RowOrder = std::vector<std::uint32_t>;

/// What messages are sorted by: one of the two functions is set. Called on any thread.
struct SortBy
{
    std::function<std::int64_t(const StoredMessage&)> number = {};
    /// Compared byte by byte; null comes before empty. What is returned lives as long as the
    /// message and `scratch` do.
    std::function<std::optional<std::string_view>(const StoredMessage&, std::string& scratch)>
        bytes = {};
    bool descending = false;
};

/// Sorts rows that are in order of arrival; those that are alike stay so, ascending or descending.
/// Takes 16 bytes a row while it runs. Leaves any order behind once `cancel` is set.
void sortRows(const MessageStore& store, const SortBy& by, RowOrder& rows,
              const std::atomic<bool>& cancel);

/// Sorted rows and sorted rows that arrived later, as one. Cheap where few are added to many.
/// Incomplete once `cancel` is set.
[[nodiscard]] RowOrder mergeRows(const MessageStore& store, const SortBy& by,
                                 const RowOrder& sorted, const RowOrder& later,
                                 const std::atomic<bool>& cancel);

} // namespace ottla
