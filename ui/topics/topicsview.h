// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

class QLabel;
class QLineEdit;
class QMenu;
class QPushButton;
class QStackedWidget;

namespace ottla {

class ClusterService;
class StatePanel;
class TableView;

/// The topics of a cluster: filter, create, delete, open.
class TopicsView : public QWidget
{
    Q_OBJECT

public:
    explicit TopicsView(ClusterService& service, QWidget* parent = nullptr);

Q_SIGNALS:
    void topicOpened(const QString& topic);
    /// A topic that was just made, to be opened where messages are added.
    void topicCreated(const QString& topic);

public Q_SLOTS:
    void createTopic();

private:
    void deleteSelected();
    void refresh();
    void fillMenu(QMenu* menu);
    [[nodiscard]] QStringList selectedTopics() const;
    [[nodiscard]] bool confirmDeletion(const QStringList& topics);

    ClusterService& m_service;
    TableView* m_table;
    QLineEdit* m_filter;
    QPushButton* m_create;
    QPushButton* m_delete;
    QLabel* m_problem;
    QStackedWidget* m_stack;
    StatePanel* m_empty;
};

} // namespace ottla
