// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/client/simpleconsumer.h"

#include <deque>
#include <map>
#include <memory>
#include <vector>

namespace ottla {

/// A message with bytes of its own.
class OwnedMessage
{
public:
    explicit OwnedMessage(const MessageView& message);
    [[nodiscard]] const MessageView& view() const { return m_view; }
    /// By timestamp, topic, partition and offset.
    [[nodiscard]] bool isOlderThan(const OwnedMessage& other) const;

private:
    std::unique_ptr<char[]> m_bytes; // NOLINT(*-avoid-c-arrays)
    std::vector<std::pair<std::string_view, std::optional<std::string_view>>> m_headers;
    MessageView m_view; // of the two above, which keep their place when moved
};

/// Finds the `count` messages that are greatest by timestamp, topic, partition and offset, among
/// the last `count` that each partition delivers. Offsets without a message make it impossible to
/// say beforehand where those begin, so partitions are read in pieces from their ends backwards.
/// Timestamps need not ascend: a piece further back is left out only when the cluster says that
/// nothing in it can be as new as what was found.
class NewestMessages
{
public:
    /// Of so many partitions in all.
    NewestMessages(std::int64_t count, std::size_t partitions);

    /// Takes in the partitions that have become known, as planned, and sets them to their first
    /// piece.
    void include(std::vector<PartitionProgress>& partitions);

    void add(const MessageView& message);
    /// After a piece was read: sets partitions that must be read further back to their next piece.
    /// False when nothing is left to read.
    [[nodiscard]] bool readFurtherBack(std::vector<PartitionProgress>& partitions,
                                       SimpleConsumer& consumer);
    /// All was read: says so of the partitions, from the first piece to the end.
    void conclude(std::vector<PartitionProgress>& partitions) const;
    /// What was found, the oldest first.
    [[nodiscard]] std::vector<OwnedMessage> take();

private:
    struct Source
    {
        std::int64_t low = 0; ///< The log's start.
        std::int64_t top = 0; ///< Where reading begins, backwards.
        std::int64_t piece = 0; ///< Offsets in the last piece.
        std::int64_t found = 0; ///< Messages in the pieces before this one.
        std::deque<OwnedMessage> now; ///< Of this piece, those that count.
    };

    void keepTheNewest();

    const std::int64_t m_count;
    const std::int64_t m_share; ///< Offsets in a first piece.
    std::map<ReadRequest::Place, Source> m_sources;
    std::vector<OwnedMessage> m_found;
};

} // namespace ottla
