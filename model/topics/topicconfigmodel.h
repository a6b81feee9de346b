// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/async/rowsmodel.h"
#include "model/client/client.h"

#include <QCoreApplication>

namespace ottla {

/// A property of a topic as its table shows it.
struct TopicConfigRow : ConfigEntry
{
    [[nodiscard]] bool sameAs(const TopicConfigRow& other) const { return name == other.name; }
    [[nodiscard]] bool before(const TopicConfigRow& other) const { return name < other.name; }
    bool operator==(const TopicConfigRow&) const = default;
};

/// The properties of one topic, and which of them are its own.
class TopicConfigModel : public RowsModel<TopicConfigRow>
{
    Q_OBJECT

public:
    enum Column
    {
        Name,
        Value,
        Source,
        ColumnCount
    };

    using RowsModel::RowsModel;

    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override
    {
        return parent.isValid() ? 0 : ColumnCount;
    }

protected:
    [[nodiscard]] QVariant cell(const TopicConfigRow& row, int column, int role) const override;
    [[nodiscard]] QVariant headerCell(int column, int role) const override;
};

} // namespace ottla
