// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

namespace ottla {

class ClusterService;

/// The consumer groups of a cluster.
class GroupsView : public QWidget
{
    Q_OBJECT

public:
    explicit GroupsView(ClusterService& service, QWidget* parent = nullptr);

Q_SIGNALS:
    void groupOpened(const QString& group);
};

} // namespace ottla
