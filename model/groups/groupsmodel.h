// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/async/rowsmodel.h"
#include "model/client/client.h"

namespace ottla {

struct GroupRow
{
    QString id;
    QString state;
    QString protocol;
    int members = 0;

    [[nodiscard]] bool sameAs(const GroupRow& other) const { return id == other.id; }
    [[nodiscard]] bool before(const GroupRow& other) const { return id < other.id; }
    bool operator==(const GroupRow&) const = default;
};

/// The consumer groups of a cluster.
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
        ColumnCount
    };

    using RowsModel::RowsModel;

    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override
    {
        return parent.isValid() ? 0 : ColumnCount;
    }
    void setGroups(const std::vector<GroupInfo>& groups);

protected:
    [[nodiscard]] QVariant cell(const GroupRow& row, int column, int role) const override;
    [[nodiscard]] QVariant headerCell(int column, int role) const override;
};

} // namespace ottla
