// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/client/client.h"

#include <QDialog>

class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace ottla {

class ClusterService;

/// Creates a topic, and stays open with the reason when the cluster refuses.
class CreateTopicDialog : public QDialog
{
    Q_OBJECT

public:
    explicit CreateTopicDialog(ClusterService& service, QWidget* parent = nullptr);

Q_SIGNALS:
    void created(const QString& topic);

private:
    void validate();
    void create();
    void showProblem(const QString& problem);

    ClusterService& m_service;
    QLineEdit* m_name;
    QSpinBox* m_partitions;
    QSpinBox* m_replicas;
    int m_offeredReplicas = 0;
    QLabel* m_problem;
    QPushButton* m_create;
};

} // namespace ottla
