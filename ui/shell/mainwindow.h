// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/messages/bookmarks.h"
#include "model/tasks/logmodel.h"
#include "model/tasks/taskmodel.h"
#include "ui/shell/clustertree.h"

#include <QMainWindow>
#include <QPointer>

namespace ottla {

class BookmarkActions;
class ConnectionActions;
class LogDock;
class TaskBar;
class ViewTabs;
class Views;
class Workspace;

/// The window: the tree on the left, the views, the task area and the log below. GUI thread.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    /// `workspace` must outlive it.
    explicit MainWindow(Workspace& workspace, QWidget* parent = nullptr);
    ~MainWindow() override;

    [[nodiscard]] Views& views() { return *m_views; }
    [[nodiscard]] ViewTabs& tabs() { return *m_tabs; }
    [[nodiscard]] LogModel& log() { return m_log; }
    [[nodiscard]] TaskModel& tasks() { return m_tasks; }

    /// Of the first window, on a screen with so much room: at a scale of two a laptop has little.
    [[nodiscard]] static QSize firstSize(const QSize& screen);
    /// Starts the local cluster, and opens it when it runs.
    void startLocal(int brokers);
    /// To the front, on a second start of the application.
    void raiseWindow();

protected:
    void closeEvent(QCloseEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    /// Files of saved messages.
    void dropEvent(QDropEvent* event) override;

private:
    void buildMenus();
    void buildDocks();
    void followWorkspace();
    void followService(const QString& id);
    void localChanged();
    void openQuick();
    void treeMenu(const ClusterTree::Place& place, const QPoint& at);
    void addTopicActions(QMenu& menu, const ClusterTree::Place& place);
    void addBrokerActions(QMenu& menu, const ClusterTree::Place& place);
    void updateActions();
    void restore();
    QAction* action(QMenu* menu, const QString& text, const QString& name, const QKeySequence& keys,
                    std::function<void()> run);

    Workspace& m_workspace;
    TaskModel m_tasks;
    LogModel m_log;
    Bookmarks m_bookmarks;
    ViewTabs* m_tabs;
    Views* m_views;
    ConnectionActions* m_connections;
    BookmarkActions* m_bookmarkActions;
    ClusterTree* m_tree = nullptr;
    TaskBar* m_taskBar = nullptr;
    LogDock* m_logDock = nullptr;
    QDockWidget* m_treeDock = nullptr;
    QPointer<Task> m_starting;
    bool m_openLocal = false;
    int m_unseen = 0; // failures in the log since it was last open
    QList<QAction*> m_actions;
    QAction* m_start = nullptr;
    QAction* m_stop = nullptr;
    QAction* m_createTopic = nullptr;
    QAction* m_addMessage = nullptr;
    QAction* m_another = nullptr;
    QAction* m_detach = nullptr;
    QAction* m_bookmark = nullptr;
    QAction* m_refresh = nullptr;
};

} // namespace ottla
