// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/client/client.h"

#include <QString>

#include <vector>

namespace ottla {

/// Where a group stands in one partition.
struct GroupOffsetRow
{
    /// How the committed offset lies in what the partition has.
    enum class Place
    {
        Within,
        NotCommitted,
        BeforeStart, ///< The messages there are gone.
        BeyondEnd, ///< There were never as many, or the topic was made anew.
        EndUnknown ///< The partition is gone, or its leader does not answer.
    };

    QString topic;
    int partition = 0;
    qint64 committed = -1; ///< -1: nothing.
    qint64 low = -1;
    qint64 end = -1; ///< The high watermark; -1 until known.
    QString member; ///< Client id and host of the member that it is assigned to; empty for none.

    [[nodiscard]] Place place() const;
    /// Messages between the committed offset and the end; -1 where the offset is not one of the
    /// partition's: a consumer does not go on from there, but where auto.offset.reset sends it.
    [[nodiscard]] qint64 lag() const { return place() == Place::Within ? end - committed : -1; }
    [[nodiscard]] bool sameAs(const GroupOffsetRow& other) const
    {
        return topic == other.topic && partition == other.partition;
    }
    [[nodiscard]] bool before(const GroupOffsetRow& other) const
    {
        return topic == other.topic ? partition < other.partition : topic < other.topic;
    }
    bool operator==(const GroupOffsetRow&) const = default;
};

/// A group's lag, and what is not in it.
struct GroupLag
{
    qint64 messages = 0; ///< Of the partitions that are counted.
    int counted = 0;
    int notCommitted = 0;
    int outOfRange = 0;
    int endUnknown = 0;

    [[nodiscard]] static GroupLag of(const std::vector<GroupOffsetRow>& rows);
    [[nodiscard]] int leftOut() const { return notCommitted + outOfRange + endUnknown; }
    /// False where there is none to tell: every partition is left out.
    [[nodiscard]] bool isKnown() const { return counted > 0 || leftOut() == 0; }
    /// "2 partitions are not counted: 1 without a commit, 1 out of range"; empty where all are.
    [[nodiscard]] QString leftOutText() const;
    /// "lag 6 · 2 partitions are not counted: …".
    [[nodiscard]] QString text() const;
    bool operator==(const GroupLag&) const = default;
};

/// Everything that is known of one group at one moment.
struct GroupSnapshot
{
    GroupInfo group;
    std::vector<GroupOffsetRow> offsets;

    [[nodiscard]] GroupLag lag() const { return GroupLag::of(offsets); }
};

/// Reads a group, its committed offsets, and the ends of their partitions. Blocks.
[[nodiscard]] Result<GroupSnapshot> readGroupSnapshot(Client& client, const std::string& group);

/// The lag of a group, or why its offsets cannot be told.
struct NamedGroupLag
{
    std::string group;
    Result<GroupLag> lag;
};

/// The lags of those groups, in their order: a few requests a group, many at a time, and each
/// partition's end asked for once. Blocks.
[[nodiscard]] Result<std::vector<NamedGroupLag>>
readGroupLags(Client& client, const std::vector<GroupInfo>& groups);

} // namespace ottla
