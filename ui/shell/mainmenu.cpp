// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
// The menus, the keys and "Go to anything" of MainWindow.
#include "model/cluster/workspace.h"
#include "ui/shell/bookmarkactions.h"
#include "ui/shell/connectionactions.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/manualwindow.h"
#include "ui/shell/quickopen.h"
#include "ui/shell/settingsdialog.h"
#include "ui/shell/shortcutsdialog.h"
#include "ui/shell/views.h"
#include "ui/shell/viewtabs.h"
#include "ui/tasks/logdock.h"
#include "ui/topics/topicview.h"

#include <QApplication>
#include <QFileDialog>
#include <QMenuBar>
#include <QMessageBox>
#include <QShortcut>
#include <QToolButton>

namespace ottla {

QAction* MainWindow::action(QMenu* menu, const QString& text, const QString& name,
                            const QKeySequence& keys, std::function<void()> run)
{
    QAction* made = menu->addAction(text, this, std::move(run));
    made->setObjectName(name);
    made->setShortcut(keys);
    m_actions.append(made);
    return made;
}

void MainWindow::buildMenus()
{
    QMenu* file = menuBar()->addMenu(tr("&File"));
    action(file, tr("&Add connection…"), QStringLiteral("actionAddConnection"), {},
           [this] { m_connections->add(); });
    action(file, tr("&Open saved messages…"), QStringLiteral("actionOpenSaved"), QKeySequence::Open,
           [this] {
               const QString path =
                   QFileDialog::getOpenFileName(this, tr("Open saved messages"), {},
                                                tr("Saved messages (*.jsonl);;All files (*)"));
               if (!path.isEmpty()) {
                   m_views->openSaved(path);
               }
           });
    action(file, tr("&Welcome page"), QStringLiteral("actionWelcome"), {},
           [this] { m_views->openWelcome(); });
    file->addSeparator();
    action(file, tr("&Close view"), QStringLiteral("actionCloseView"),
           QKeySequence(Qt::CTRL | Qt::Key_W), [this] { m_tabs->close(m_tabs->currentIndex()); });
    action(file, tr("&Quit"), QStringLiteral("actionQuit"), QKeySequence(Qt::CTRL | Qt::Key_Q),
           [this] { close(); });

    QMenu* edit = menuBar()->addMenu(tr("&Edit"));
    action(edit, tr("&Go to anything…"), QStringLiteral("actionGoTo"),
           QKeySequence(Qt::CTRL | Qt::Key_K), [this] { openQuick(); });
    action(edit, tr("&Filter the tree"), QStringLiteral("actionFilterTree"),
           QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_F), [this] {
               m_treeDock->show();
               m_tree->focusFilter();
           });
    edit->addSeparator();
    action(edit, tr("&Settings…"), QStringLiteral("actionSettings"),
           QKeySequence(Qt::CTRL | Qt::Key_Comma), [this] {
               auto* dialog = new SettingsDialog(m_workspace.settings(), this);
               dialog->setAttribute(Qt::WA_DeleteOnClose);
               dialog->open();
           });

    QMenu* view = menuBar()->addMenu(tr("&View"));
    m_refresh = action(view, tr("&Refresh"), QStringLiteral("actionRefresh"), QKeySequence::Refresh,
                       [this] {
                           if (ClusterService* service = m_views->currentService()) {
                               service->refresh();
                           }
                       });
    m_another =
        action(view, tr("&Another view of this topic"), QStringLiteral("actionAnotherView"),
               QKeySequence(Qt::CTRL | Qt::Key_T), [this] {
                   const TopicView* topic = m_views->currentTopic();
                   const ClusterService* service = m_views->currentService();
                   if (topic != nullptr && service != nullptr) {
                       m_views->openTopic(service->connection().id, topic->topic(), true, true);
                   }
               });
    m_detach = action(view, tr("&Move to a window of its own"), QStringLiteral("actionDetachView"),
                      QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_D),
                      [this] { m_tabs->detach(m_tabs->currentIndex()); });
    view->addSeparator();
    QAction* tree = m_treeDock->toggleViewAction();
    tree->setText(tr("&Clusters"));
    view->addAction(tree);
    QAction* log = m_logDock->toggleViewAction();
    log->setText(tr("&Log"));
    view->addAction(log);
    view->addSeparator();
    const auto step = [this](int by) {
        const int count = m_tabs->count();
        if (count > 0) {
            m_tabs->setCurrentIndex((m_tabs->currentIndex() + by + count) % count);
        }
    };
    action(view, tr("&Next view"), QStringLiteral("actionNextView"),
           QKeySequence(Qt::CTRL | Qt::Key_Tab), [step] { step(1); });
    action(view, tr("&Previous view"), QStringLiteral("actionPreviousView"),
           QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Tab), [step] { step(-1); });

    QMenu* bookmarks = menuBar()->addMenu(tr("&Bookmarks"));
    bookmarks->setObjectName(QStringLiteral("bookmarksMenu"));
    m_bookmark = action(bookmarks, tr("&Bookmark this view…"), QStringLiteral("actionBookmark"),
                        QKeySequence(Qt::CTRL | Qt::Key_D), [this] { m_bookmarkActions->add(); });
    action(bookmarks, tr("&Edit bookmarks…"), QStringLiteral("actionEditBookmarks"), {},
           [this] { m_bookmarkActions->manage(); });
    bookmarks->addSeparator();
    m_bookmarkActions->follow(bookmarks);

    QMenu* cluster = menuBar()->addMenu(tr("&Cluster"));
    cluster->setToolTipsVisible(true); // why something cannot be done
    m_createTopic =
        action(cluster, tr("&Create topic…"), QStringLiteral("actionCreateTopic"), {}, [this] {
            if (const ClusterService* service = m_views->currentService()) {
                m_views->openTopics(service->connection().id, true);
            }
        });
    m_addMessage = action(cluster, tr("&Add message…\tCtrl+N"), QStringLiteral("actionAddMessage"),
                          {}, [this] {
                              // The key itself is the messages pane's.
                              if (TopicView* topic = m_views->currentTopic()) {
                                  topic->addMessage();
                              }
                          });

    QMenu* tools = menuBar()->addMenu(tr("&Tools"));
    m_start = action(tools, tr("&Start local cluster"), QStringLiteral("actionStartLocal"), {},
                     [this] { startLocal(m_workspace.localBrokers()); });
    m_stop = action(tools, tr("S&top local cluster"), QStringLiteral("actionStopLocal"), {},
                    [this] { m_workspace.local().stop(); });

    QMenu* help = menuBar()->addMenu(tr("&Help"));
    action(help, tr("&First steps"), QStringLiteral("actionManual"), QKeySequence::HelpContents,
           [this] {
               auto* manual = new ManualWindow(this);
               manual->setAttribute(Qt::WA_DeleteOnClose);
               manual->show();
           });
    action(help, tr("&Keys"), QStringLiteral("actionKeys"), Qt::CTRL | Qt::Key_F1, [this] {
        auto* dialog = new ShortcutsDialog(this);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->open();
    });
    action(help, tr("A&bout Ottla"), QStringLiteral("actionAbout"), {}, [this] {
        auto* about = new QMessageBox(
            QMessageBox::NoIcon, tr("About Ottla"),
            tr("Ottla %1\n\nBrowses Apache Kafka clusters, and has one inside.\nThe program is "
               "distributed under the GNU General Public License 3; its source under the Apache "
               "License 2.0.")
                .arg(QApplication::applicationVersion()),
            QMessageBox::Close, this);
        about->setAttribute(Qt::WA_DeleteOnClose);
        about->open();
    });

    auto* goTo = new QToolButton(this);
    goTo->setObjectName(QStringLiteral("goToAnything"));
    goTo->setText(tr("Go to anything…   %1")
                      .arg(QKeySequence(Qt::CTRL | Qt::Key_K).toString(QKeySequence::NativeText)));
    goTo->setAutoRaise(true);
    connect(goTo, &QToolButton::clicked, this, &MainWindow::openQuick);
    menuBar()->setCornerWidget(goTo);
}

void MainWindow::openQuick()
{
    using Kind = ClusterTreeModel::Kind;
    std::vector<QuickOpen::Entry> entries;
    for (const Connection& connection : m_workspace.store().connections()) {
        const QString id = connection.id;
        entries.push_back({connection.name, connection.bootstrapServers,
                           QStringLiteral("connection"), [this, id] {
                               m_views->open({Kind::Connection, id, {}}, true);
                               m_views->focusCurrent();
                           }});
        const ClusterService* service = m_workspace.service(id);
        if (service == nullptr) {
            continue;
        }
        for (const TopicInfo& topic : service->cluster().topics) {
            const QString name = QString::fromStdString(topic.name);
            entries.push_back({name, connection.name, QStringLiteral("topic"), [this, id, name] {
                                   m_views->openTopic(id, name, true);
                                   m_views->focusCurrent();
                               }});
        }
        for (const GroupInfo& group : service->groups()) {
            const QString name = QString::fromStdString(group.id);
            entries.push_back({name, connection.name, QStringLiteral("group"), [this, id, name] {
                                   m_views->open({Kind::Group, id, name}, true);
                                   m_views->focusCurrent();
                               }});
        }
    }
    for (QuickOpen::Entry& entry : m_bookmarkActions->entries()) {
        entries.push_back(std::move(entry));
    }
    for (QAction* each : std::as_const(m_actions)) {
        if (each->isEnabled() && each->objectName() != u"actionGoTo") {
            entries.push_back({QString(each->text()).remove(u'&').section(u'\t', 0, 0),
                               each->shortcut().toString(QKeySequence::NativeText),
                               QStringLiteral("play"), [each] {
                                   each->trigger();
                               }});
        }
    }
    (new QuickOpen(std::move(entries), this))->open();
}

} // namespace ottla
