// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/async/rowsmodel.h"
#include "model/cluster/clusterservice.h"

namespace ottla {

struct GroupRow
{
    GroupInfo group;
    qint64 lag = -1; ///< Over all partitions with a committed offset; −1: unknown

    [[nodiscard]] const QString& key() const { return group.id; }
    friend bool operator==(const GroupRow&, const GroupRow&) = default;
};

/// A cluster's consumer groups. GUI thread.
class GroupsModel : public RowsModel<GroupRow>
{
    Q_OBJECT

public:
    enum Column
    {
        GroupColumn,
        StateColumn,
        ProtocolColumn,
        MembersColumn,
        LagColumn,
        ColumnCount,
    };

    explicit GroupsModel(ClusterService& service, QObject* parent = nullptr);
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;

    /// Asks anew; also happens whenever the cluster is refreshed.
    void refresh();
    /// Why the last refresh failed.
    [[nodiscard]] const std::optional<Error>& error() const { return m_error; }

    void remove(const QStringList& groups, QObject* context,
                std::function<void(Result<void>)> done);

Q_SIGNALS:
    void refreshed();

protected:
    [[nodiscard]] QVariant cell(const GroupRow& row, int column, int role) const override;
    [[nodiscard]] QVariant headerCell(int column, int role) const override;

private:
    ClusterService& m_service;
    std::optional<Error> m_error;
    bool m_busy = false;
    bool m_again = false;
};

} // namespace ottla
