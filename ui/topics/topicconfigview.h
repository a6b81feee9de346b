// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "model/topics/topicconfigmodel.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace ottla {

class ClusterService;
class TableView;

/// The properties of a topic: which are its own, and a change of one at a time.
class TopicConfigView : public QWidget
{
    Q_OBJECT

public:
    TopicConfigView(ClusterService& service, const QString& topic, QWidget* parent = nullptr);

private:
    void read();
    void selectionChanged();
    void change();
    void alter(const std::string& name, const std::optional<std::string>& value);
    void showProblem(const QString& problem);
    [[nodiscard]] const TopicConfigRow* current() const;

    ClusterService& m_service;
    const QString m_topic;
    TopicConfigModel m_model;
    TableView* m_table;
    QPushButton* m_change;
    QPushButton* m_reset;
    QLabel* m_problem;
};

} // namespace ottla
