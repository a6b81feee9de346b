// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/async/rowsmodel.h"
#include "model/groups/groupsnapshot.h"

namespace ottla {

/// Committed offset, end and lag of a group, by partition; a commit that no consumer could go on
/// from is marked in words.
class GroupOffsetsModel : public RowsModel<GroupOffsetRow>
{
    Q_OBJECT

public:
    enum Column
    {
        Topic,
        Partition,
        Committed,
        End,
        Lag,
        Note,
        Member,
        ColumnCount
    };

    using RowsModel::RowsModel;

    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override
    {
        return parent.isValid() ? 0 : ColumnCount;
    }

protected:
    [[nodiscard]] QVariant cell(const GroupOffsetRow& row, int column, int role) const override;
    [[nodiscard]] QVariant headerCell(int column, int role) const override;

private:
    [[nodiscard]] static QString noteOf(const GroupOffsetRow& row);
};

} // namespace ottla
