// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/async/rowsmodel.h"

#include <QString>

#include <tuple>

namespace ottla {

struct UndecodableRow
{
    QString topic;
    int partition = 0;
    qint64 offset = 0;
    QString why;

    [[nodiscard]] bool sameAs(const UndecodableRow& other) const
    {
        return topic == other.topic && partition == other.partition && offset == other.offset;
    }
    [[nodiscard]] bool before(const UndecodableRow& other) const
    {
        return std::tie(topic, partition, offset)
            < std::tie(other.topic, other.partition, other.offset);
    }
    bool operator==(const UndecodableRow&) const = default;
};

/// Messages that a filter could not decode, with the reason.
class UndecodableModel : public RowsModel<UndecodableRow>
{
    Q_OBJECT

public:
    enum Column
    {
        Topic,
        Partition,
        Offset,
        Why,
        ColumnCount
    };

    using RowsModel::RowsModel;

    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override
    {
        return parent.isValid() ? 0 : ColumnCount;
    }

protected:
    [[nodiscard]] QVariant cell(const UndecodableRow& row, int column, int role) const override;
    [[nodiscard]] QVariant headerCell(int column, int role) const override;
};

} // namespace ottla
