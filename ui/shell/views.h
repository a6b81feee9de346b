// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/shell/clustertree.h"
#include "ui/shell/viewtabs.h"

#include <optional>

namespace ottla {

struct Bookmark;
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

    /// Opens the view that it defines; says nothing where the connection is gone.
    void openBookmark(const Bookmark& bookmark);

    /// Puts the cursor into the current view.
    void focusCurrent();
    /// The current view as a bookmark named after its topic; none where it shows no messages.
    [[nodiscard]] std::optional<Bookmark> currentDefinition() const;
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
    /// What a page shows is there: from here on currentTopic() may have another answer.
    void contentMade();

private:
    ConnectedPage* openTopicPage(const QString& connection, const QString& topic, bool keep,
                                 bool another);
    ConnectedPage* openPage(const QString& connection, ViewTabs::View view, bool keep,
                            std::function<QWidget*(ClusterService&, QWidget*)> make);
    /// Does it when the view is there: at once, or once the cluster is connected.
    static void withTopic(ConnectedPage* page, std::function<void(TopicView&)> action);
    [[nodiscard]] QString nameOf(const QString& connection) const;

    Workspace& m_workspace;
    ViewTabs& m_tabs;
    TaskModel* m_tasks = nullptr;
    int m_serial = 0; // tells views of the same topic apart
};

} // namespace ottla
