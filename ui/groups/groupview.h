// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/groups/groupoffsetsmodel.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QPushButton;
class QStackedLayout;

namespace ottla {

class ClusterService;
class StatePanel;

/// One group, live: its state and members, and committed offset, end and lag of each partition.
class GroupView : public QWidget
{
    Q_OBJECT

public:
    GroupView(ClusterService& service, const QString& group, QWidget* parent = nullptr);

private:
    void refresh();
    void take(const Result<GroupSnapshot>& snapshot);
    void resetOffsets();

    ClusterService& m_service;
    const QString m_group;
    GroupOffsetsModel m_offsets;
    QTimer m_timer;
    bool m_refreshing = false;
    QLabel* m_state;
    QLabel* m_members;
    QPushButton* m_reset;
    QWidget* m_content;
    StatePanel* m_failure;
    QStackedLayout* m_stack;
};

} // namespace ottla
