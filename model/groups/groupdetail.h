// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/cluster/clusterservice.h"
#include "model/groups/groupmembersmodel.h"
#include "model/groups/groupoffsetsmodel.h"
#include "model/groups/offsetreset.h"

namespace ottla {

/// One consumer group: members, offsets and lag, asked for every two seconds while it is live;
/// and the reset of its offsets. GUI thread.
class GroupDetail : public QObject
{
    Q_OBJECT

public:
    GroupDetail(ClusterService& service, QString group, QObject* parent = nullptr);

    [[nodiscard]] const QString& group() const { return m_group; }
    [[nodiscard]] const GroupInfo& info() const { return m_info; }
    [[nodiscard]] GroupMembersModel* members() { return &m_members; }
    [[nodiscard]] GroupOffsetsModel* offsets() { return &m_offsets; }
    /// Over all partitions; −1 while unknown.
    [[nodiscard]] qint64 totalLag() const;
    [[nodiscard]] const std::optional<Error>& error() const { return m_error; }

    void refresh();
    /// To be set while somebody looks.
    void setLive(bool live);

    using PreviewDone = std::function<void(Result<std::vector<OffsetChange>>)>;
    /// For these partitions, or for all with a committed offset when empty.
    void preview(const OffsetTarget& target, std::vector<TopicPartition> partitions,
                 QObject* context, PreviewDone done);
    void apply(std::vector<OffsetChange> changes, QObject* context,
               std::function<void(Result<void>)> done);
    /// Deletes the group and its offsets.
    void remove(QObject* context, std::function<void(Result<void>)> done);

Q_SIGNALS:
    /// info(), error() and the models are new.
    void changed();

private:
    ClusterService& m_service;
    const QString m_group;
    GroupInfo m_info;
    GroupMembersModel m_members;
    GroupOffsetsModel m_offsets;
    std::optional<Error> m_error;
    QTimer m_timer;
    bool m_busy = false;
};

} // namespace ottla
