// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/async/rowsmodel.h"
#include "model/client/client.h"

#include <QCoreApplication>

namespace ottla {

/// A topic as the topic list shows it.
struct TopicRow
{
    QString name;
    int partitions = 0;
    int replicas = 0; ///< Of its first partition.
    int underReplicated = 0; ///< Partitions with fewer in-sync replicas than replicas.
    int leaderless = 0;
    qint64 messages = -1; ///< Sum of high less low watermarks; -1 until known.
    bool internal = false;

    [[nodiscard]] bool sameAs(const TopicRow& other) const { return name == other.name; }
    [[nodiscard]] bool before(const TopicRow& other) const { return name < other.name; }
    bool operator==(const TopicRow&) const = default;
};

/// The topics of a cluster. Cells give numbers as numbers, so that sorting is by value.
class TopicsModel : public RowsModel<TopicRow>
{
    Q_OBJECT

public:
    enum Column
    {
        Name,
        Partitions,
        Replicas,
        Messages,
        UnderReplicated,
        ColumnCount
    };

    using RowsModel::RowsModel;

    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override
    {
        return parent.isValid() ? 0 : ColumnCount;
    }
    /// Takes over the metadata; message counts that are known stay until new ones come.
    void setTopics(const std::vector<TopicInfo>& topics);
    void setWatermarks(const std::vector<Watermarks>& marks);

protected:
    [[nodiscard]] QVariant cell(const TopicRow& row, int column, int role) const override;
    [[nodiscard]] QVariant headerCell(int column, int role) const override;
};

} // namespace ottla
