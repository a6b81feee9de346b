// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/async/rowsmodel.h"
#include "model/groups/groupsnapshot.h"

#include <vector>

namespace ottla {

/// Where a group's offsets are to go.
struct OffsetTarget
{
    enum class Kind
    {
        Earliest,
        Latest,
        Offset,
        Time
    };

    Kind kind = Kind::Earliest;
    qint64 value = 0; ///< An offset, or milliseconds since 1970 UTC.
};

/// One line of the preview.
struct OffsetChange
{
    QString topic;
    int partition = 0;
    qint64 current = -1; ///< -1: nothing is committed.
    qint64 target = 0;

    [[nodiscard]] bool sameAs(const OffsetChange& other) const
    {
        return topic == other.topic && partition == other.partition;
    }
    [[nodiscard]] bool before(const OffsetChange& other) const
    {
        return topic == other.topic ? partition < other.partition : topic < other.topic;
    }
    bool operator==(const OffsetChange&) const = default;
};

/// What a reset would do, of every partition that the group has an offset in; targets lie within
/// what the partition has. Errc::InvalidState, with the reason, while the group has members.
/// Blocks.
[[nodiscard]] Result<std::vector<OffsetChange>>
previewReset(Client& client, const std::string& group, const OffsetTarget& target);
/// Does it. The cluster refuses when the group became active meanwhile. Blocks.
[[nodiscard]] Result<void> applyReset(Client& client, const std::string& group,
                                      const std::vector<OffsetChange>& changes);

/// The preview as a table.
class OffsetChangesModel : public RowsModel<OffsetChange>
{
    Q_OBJECT

public:
    enum Column
    {
        Topic,
        Partition,
        Current,
        Target,
        Change,
        ColumnCount
    };

    using RowsModel::RowsModel;

    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override
    {
        return parent.isValid() ? 0 : ColumnCount;
    }

protected:
    [[nodiscard]] QVariant cell(const OffsetChange& row, int column, int role) const override;
    [[nodiscard]] QVariant headerCell(int column, int role) const override;
};

} // namespace ottla
