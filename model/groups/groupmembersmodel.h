// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/async/rowsmodel.h"
#include "model/client/clustertypes.h"

namespace ottla {

struct GroupMemberRow
{
    GroupMember member;

    [[nodiscard]] const QString& key() const { return member.id; }
    friend bool operator==(const GroupMemberRow&, const GroupMemberRow&) = default;
};

/// A group's members and what each was given. GUI thread.
class GroupMembersModel : public RowsModel<GroupMemberRow>
{
    Q_OBJECT

public:
    enum Column
    {
        ClientColumn,
        HostColumn,
        MemberColumn,
        AssignmentColumn,
        ColumnCount,
    };

    using RowsModel<GroupMemberRow>::RowsModel;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;

protected:
    [[nodiscard]] QVariant cell(const GroupMemberRow& row, int column, int role) const override;
    [[nodiscard]] QVariant headerCell(int column, int role) const override;
};

} // namespace ottla
