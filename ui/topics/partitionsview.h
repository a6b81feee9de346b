// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/topics/partitionsmodel.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace ottla {

class ClusterService;

/// The partitions of a topic with their watermarks, as of the last refresh; more can be added.
class PartitionsView : public QWidget
{
    Q_OBJECT

public:
    PartitionsView(ClusterService& service, const QString& topic, QWidget* parent = nullptr);

private:
    void refresh();
    void askForMore();
    void addPartitions(int total);

    ClusterService& m_service;
    const QString m_topic;
    PartitionsModel m_model;
    QPushButton* m_add;
    QLabel* m_problem;
    bool m_readingMarks = false;
};

} // namespace ottla
