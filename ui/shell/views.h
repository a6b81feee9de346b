// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/shell/clustertree.h"
#include "ui/shell/viewtabs.h"

namespace ottla {

class ConnectedPage;
class TaskModel;
class TopicView;
class WelcomePage;
class Workspace;

/// Opens the views of the window: knows which view shows what.
class Views : public QObject
{
    Q_OBJECT

public:
    /// Both must outlive it.
    Views(Workspace& workspace, ViewTabs& tabs, QObject* parent = nullptr);

    void open(const ClusterTree::Place& place, bool keep);
    /// With `another`, beside a view of the same topic that there is already. With `adding`, where
    /// a message can be added at once.
    void openTopic(const QString& connection, const QString& topic, bool keep, bool another = false,
                   bool adding = false);
    /// A file of saved messages, which needs no connection.
    void openSaved(const QString& path);
    void openWelcome();
    void openTopics(const QString& connection, bool creating);

    /// Where the views show what takes long; it must outlive them.
    void setTasks(TaskModel* tasks) { m_tasks = tasks; }
    /// The service of the current view; null on the welcome page.
    [[nodiscard]] ClusterService* currentService() const;
    /// The topic view that is current, or null.
    [[nodiscard]] TopicView* currentTopic() const;

Q_SIGNALS:
    void startRequested(int brokers);
    void addConnectionRequested();
    void editConnectionRequested(const QString& id);

private:
    ConnectedPage* openPage(const QString& connection, ViewTabs::View view, bool keep,
                            std::function<QWidget*(ClusterService&, QWidget*)> make);
    [[nodiscard]] QString nameOf(const QString& connection) const;

    Workspace& m_workspace;
    ViewTabs& m_tabs;
    TaskModel* m_tasks = nullptr;
    int m_serial = 0; // tells views of the same topic apart
};

} // namespace ottla
