// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

class QFormLayout;
class QLabel;

namespace ottla {

class ClusterService;

/// A cluster on one page: its address and id, how much it holds, and whether all of it is in sync.
class ClusterView : public QWidget
{
    Q_OBJECT

public:
    explicit ClusterView(ClusterService& service, QWidget* parent = nullptr);

private:
    QLabel* addLine(QFormLayout* form, const QString& title, const QString& name, bool fixed);
    void refresh();

    ClusterService& m_service;
    QLabel* m_health;
    QLabel* m_id;
    QLabel* m_brokers;
    QLabel* m_topics;
    QLabel* m_messages;
    QLabel* m_groups;
};

} // namespace ottla
