// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace ottla {

class MessageFilter;
struct MessageView;

/// A message of which a filter could not tell whether it matches.
struct UndecodableMessage
{
    std::uint16_t topic = 0; ///< MessageStore::topicName() has its name.
    std::int32_t partition = 0;
    std::int64_t offset = 0;
    std::string why; ///< For a person, without a full stop.

    friend bool operator==(const UndecodableMessage&, const UndecodableMessage&) = default;
};

/// Such messages: all are counted, the first of them listed.
class UndecodableMessages
{
public:
    static constexpr std::size_t mostListed = 1000;

    /// Asks the filter for the reason where the message is listed.
    void note(const MessageView& message, const MessageFilter& filter);
    /// Those of another behind these.
    void add(const UndecodableMessages& others);

    [[nodiscard]] std::uint64_t count() const { return m_count; }
    [[nodiscard]] const std::vector<UndecodableMessage>& listed() const { return m_listed; }

private:
    std::vector<UndecodableMessage> m_listed;
    std::uint64_t m_count = 0;
};

} // namespace ottla
