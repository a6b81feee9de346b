// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTimer>
#include <QWidget>

namespace ottla {

class ClusterService;

/// The consumer groups of a cluster, those that lag most first. Lags are read while the view is
/// seen.
class GroupsView : public QWidget
{
    Q_OBJECT

public:
    explicit GroupsView(ClusterService& service, QWidget* parent = nullptr);

Q_SIGNALS:
    void groupOpened(const QString& group);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void readLags();

    ClusterService& m_service;
    QTimer m_timer;
    bool m_reading = false;
};

} // namespace ottla
