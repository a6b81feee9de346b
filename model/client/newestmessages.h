// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/client/simpleconsumer.h"

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <tuple>
#include <vector>

namespace ottla {

/// Timestamp, topic, partition and offset: what is newest is greatest.
using MessageAge = std::tuple<std::int64_t, std::uint16_t, std::int32_t, std::int64_t>;

/// A message with bytes of its own.
class OwnedMessage
{
public:
    explicit OwnedMessage(const MessageView& message);
    [[nodiscard]] const MessageView& view() const { return m_view; }
    [[nodiscard]] MessageAge age() const;
    [[nodiscard]] bool isOlderThan(const OwnedMessage& other) const { return age() < other.age(); }

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
///
/// What was found can be taken before the last partition is known. Of one that becomes known later
/// are then taken those that are among the newest of all; what they displace has been taken.
class NewestMessages
{
public:
    /// Of so many partitions in all.
    NewestMessages(std::int64_t count, std::size_t partitions);

    /// Takes in the partitions that have become known, as planned, and sets them to their first
    /// piece.
    void include(std::vector<PartitionProgress>& partitions);

    void add(const MessageView& message);
    /// Takes in what was read of the pieces that are finished, and sets partitions that must be
    /// read further back to their next one. False when nothing is left to read, but of partitions
    /// that are not known or in the middle of a piece.
    [[nodiscard]] bool readFurtherBack(std::vector<PartitionProgress>& partitions,
                                       SimpleConsumer& consumer);
    /// Says of the partitions with nothing left to read that they were read, from the first piece
    /// to the end.
    void conclude(std::vector<PartitionProgress>& partitions) const;
    /// Reading stops: what there is of unfinished pieces counts, too.
    void endPieces();
    /// What was found and not taken before, the oldest first.
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

    void finishPiece(Source& source);
    [[nodiscard]] std::vector<MessageAge> ages() const; ///< Of all that are the newest so far.
    void keepTheNewest();
    /// Of the newest, once there are `count`.
    [[nodiscard]] std::optional<MessageAge> oldest() const;

    const std::int64_t m_count;
    const std::int64_t m_share; ///< Offsets in a first piece.
    std::map<ReadRequest::Place, Source> m_sources;
    std::vector<OwnedMessage> m_found; ///< The newest, but for those that were taken.
    std::vector<MessageAge> m_taken; ///< Of the newest.
};

} // namespace ottla
