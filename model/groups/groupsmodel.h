// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/async/rowsmodel.h"
#include "model/groups/groupsnapshot.h"

#include <optional>

namespace ottla {

struct GroupRow
{
    QString id;
    QString state;
    QString protocol;
    int members = 0; ///< -1: not known.
    std::optional<GroupLag> lag; ///< Nothing until it was read, or where it cannot be.
    QString lagProblem; ///< Why it cannot.

    [[nodiscard]] bool sameAs(const GroupRow& other) const { return id == other.id; }
    [[nodiscard]] bool before(const GroupRow& other) const { return id < other.id; }
    bool operator==(const GroupRow&) const = default;
};

/// The consumer groups of a cluster, with the lags of those that were read.
class GroupsModel : public RowsModel<GroupRow>
{
    Q_OBJECT

public:
    enum Column
    {
        Id,
        State,
        Protocol,
        Members,
        Lag,
        NotCounted,
        ColumnCount
    };

    using RowsModel::RowsModel;

    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override
    {
        return parent.isValid() ? 0 : ColumnCount;
    }
    /// Takes over the groups; lags that are known stay until new ones come.
    void setGroups(const std::vector<GroupInfo>& groups);
    void setLags(const std::vector<NamedGroupLag>& lags);
    /// A group's state in words.
    [[nodiscard]] static QString stateText(const GroupInfo& group);

protected:
    [[nodiscard]] QVariant cell(const GroupRow& row, int column, int role) const override;
    [[nodiscard]] QVariant headerCell(int column, int role) const override;
};

} // namespace ottla
