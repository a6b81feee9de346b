// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/messages/messagestore.h"

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

namespace ottla {

/// Plain text looked for in keys, values and headers: upper and lower case ASCII letters are the
/// same, and every other byte counts as it is.
class MessageFilter
{
public:
    explicit MessageFilter(std::string text);

    [[nodiscard]] bool matches(const StoredMessage& message) const;
    [[nodiscard]] bool matches(const MessageView& message) const;
    /// The rows in [from, to) that match, ascending. Ends early, with what it has, once `cancel` is
    /// set.
    [[nodiscard]] std::vector<std::uint32_t> scan(const MessageStore& store, std::size_t from,
                                                  std::size_t to,
                                                  const std::atomic<bool>& cancel) const;

private:
    [[nodiscard]] bool contains(std::string_view body) const;

    std::string m_lower;
    char m_firstLower = 0;
    char m_firstUpper = 0;
};

} // namespace ottla
