// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/async/rowsmodel.h"
#include "model/client/messagereader.h"

#include <tuple>

namespace ottla {

struct CoverageRow
{
    QString topic;
    int partition = 0;
    bool known = false; ///< Else there are no offsets to show.
    bool whole = false;
    qint64 start = 0;
    qint64 end = 0;
    qint64 next = 0;
    qint64 messages = 0;
    qint64 unread = 0;
    QString why;

    [[nodiscard]] bool sameAs(const CoverageRow& other) const
    {
        return topic == other.topic && partition == other.partition;
    }
    [[nodiscard]] bool before(const CoverageRow& other) const
    {
        return std::tie(topic, partition) < std::tie(other.topic, other.partition);
    }
    bool operator==(const CoverageRow&) const = default;
};

/// For each partition of a read: what was asked for, what was read, what was not, and why.
class CoverageModel : public RowsModel<CoverageRow>
{
    Q_OBJECT

public:
    enum Column
    {
        Topic,
        Partition,
        From,
        To,
        ReadTo,
        Messages,
        Unread,
        Why,
        ColumnCount
    };
    enum Role
    {
        WholeRole = Qt::UserRole + 1, ///< Nothing of the partition is unread.
    };

    using RowsModel::RowsModel;

    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override
    {
        return parent.isValid() ? 0 : ColumnCount;
    }
    void setProgress(const ReadProgress& progress);

protected:
    [[nodiscard]] QVariant cell(const CoverageRow& row, int column, int role) const override;
    [[nodiscard]] QVariant headerCell(int column, int role) const override;
};

} // namespace ottla
