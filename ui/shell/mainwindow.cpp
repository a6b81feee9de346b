// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/mainwindow.h"

#include "model/cluster/workspace.h"
#include "ui/shell/bookmarkactions.h"
#include "ui/shell/connectionactions.h"
#include "ui/shell/quickopen.h"
#include "ui/shell/settingsnotice.h"
#include "ui/shell/views.h"
#include "ui/shell/viewtabs.h"
#include "ui/tasks/logdock.h"
#include "ui/tasks/taskbar.h"
#include "ui/topics/topicview.h"

#include <QApplication>
#include <QClipboard>
#include <QCloseEvent>
#include <QJsonArray>
#include <QMenu>
#include <QMessageBox>
#include <QMimeData>
#include <QScreen>
#include <QStatusBar>
#include <QToolButton>
#include <QVBoxLayout>

namespace ottla {

namespace {

const QString geometryKey = QStringLiteral("window/geometry");
const QString stateKey = QStringLiteral("window/state");
const QString openKey = QStringLiteral("window/open");
constexpr int stateVersion = 1;
constexpr int treeWidth = 260;
constexpr int logHeight = 160;

bool hasFiles(const QMimeData& data)
{
    const QList<QUrl> urls = data.urls();
    return std::any_of(urls.begin(), urls.end(), [](const QUrl& url) { return url.isLocalFile(); });
}

QString encoded(const QByteArray& bytes)
{
    return QString::fromLatin1(bytes.toBase64());
}

QByteArray decoded(const QJsonValue& value)
{
    return QByteArray::fromBase64(value.toString().toLatin1());
}

} // namespace

MainWindow::MainWindow(Workspace& workspace, QWidget* parent)
    : QMainWindow(parent)
    , m_workspace(workspace)
    , m_bookmarks(workspace.settings())
    , m_tabs(new ViewTabs(this))
    , m_views(new Views(workspace, *m_tabs, this))
    , m_connections(new ConnectionActions(workspace, this))
    , m_bookmarkActions(new BookmarkActions(m_bookmarks, *m_views, this))
{
    setObjectName(QStringLiteral("mainWindow"));
    setWindowTitle(QStringLiteral("Ottla"));
    auto* notice = new SettingsNotice(workspace.settings(), this);
    connect(notice, &SettingsNotice::setAside, this, [this](const QString& path) {
        m_log.add(LogModel::Level::Info, {}, tr("The former settings are in %1").arg(path));
    });
    auto* central = new QWidget(this);
    auto* column = new QVBoxLayout(central);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(notice);
    column->addWidget(m_tabs, 1);
    setCentralWidget(central);
    setAcceptDrops(true);
    qApp->installEventFilter(this);
    m_views->setTasks(&m_tasks);
    buildDocks();
    buildMenus();
    followWorkspace();
    connect(m_views, &Views::startRequested, this, &MainWindow::startLocal);
    connect(m_views, &Views::addConnectionRequested, m_connections, &ConnectionActions::add);
    connect(m_views, &Views::editConnectionRequested, m_connections, &ConnectionActions::edit);
    connect(m_views, &Views::contentMade, this, &MainWindow::updateActions);
    connect(m_connections, &ConnectionActions::added, this, [this](const QString& id) {
        m_views->open({ClusterTreeModel::Kind::Connection, id, {}}, true);
        m_tree->expandConnection(id);
    });
    connect(m_tabs, &QTabWidget::currentChanged, this, &MainWindow::updateActions);
    m_views->openWelcome();
    restore();
    updateActions();
}

MainWindow::~MainWindow()
{
    // Views go before what they look at: the models of tasks and log are members.
    delete takeCentralWidget();
}

void MainWindow::buildDocks()
{
    setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
    m_tree = new ClusterTree(*m_workspace.tree(), this);
    m_treeDock = new QDockWidget(tr("Clusters"), this);
    m_treeDock->setObjectName(QStringLiteral("treeDock"));
    m_treeDock->setFeatures(QDockWidget::DockWidgetClosable);
    m_treeDock->setTitleBarWidget(new QWidget(m_treeDock));
    m_treeDock->setWidget(m_tree);
    addDockWidget(Qt::LeftDockWidgetArea, m_treeDock);
    m_logDock = new LogDock(m_log, this);
    addDockWidget(Qt::BottomDockWidgetArea, m_logDock);
    m_logDock->hide();

    m_taskBar = new TaskBar(m_tasks, this);
    statusBar()->setSizeGripEnabled(false);
    statusBar()->addPermanentWidget(m_taskBar, 1);
    connect(m_taskBar->logButton(), &QToolButton::toggled, m_logDock, &QWidget::setVisible);
    connect(m_logDock, &QDockWidget::visibilityChanged, m_taskBar->logButton(),
            &QToolButton::setChecked);
    connect(&m_log, &QAbstractItemModel::rowsInserted, this, [this](const QModelIndex&, int row) {
        const auto level = m_log.index(row, 0).data(LogModel::LevelRole).value<LogModel::Level>();
        if (level == LogModel::Level::Bad && !m_logDock->isVisible()) {
            m_taskBar->markLog(++m_unseen);
        }
    });
    connect(m_logDock, &QDockWidget::visibilityChanged, this, [this](bool visible) {
        if (visible) {
            m_taskBar->markLog(m_unseen = 0);
        }
    });
    connect(m_tree, &ClusterTree::opened, this, [this](const ClusterTree::Place& place, bool keep) {
        m_views->open(place, keep);
        if (keep) { // a click only looks
            m_views->focusCurrent();
        }
    });
    connect(m_tree, &ClusterTree::menuRequested, this, &MainWindow::treeMenu);
}

void MainWindow::followWorkspace()
{
    for (const Connection& connection : m_workspace.store().connections()) {
        followService(connection.id);
    }
    connect(&m_workspace.store(), &ConnectionStore::added, this, &MainWindow::followService);
    connect(&m_workspace.store(), &ConnectionStore::updated, this, &MainWindow::followService);
    for (const QString& path : m_workspace.decoderPlugins().loaded) {
        m_log.add(LogModel::Level::Info, {}, tr("Decoders loaded from %1").arg(path));
    }
    for (const Error& refused : m_workspace.decoderPlugins().refused) {
        m_log.add({}, refused);
    }
    if (const Result<void>& settings = m_workspace.settings().state(); !settings) {
        m_log.add({}, settings.error()); // the connections that are missed are in there
        m_logDock->show();
    }
    connect(&m_workspace.settings(), &Settings::writeFailed, this,
            [this](const QString& message) { m_log.add(LogModel::Level::Bad, {}, message); });
    connect(&m_workspace.local(), &LocalCluster::stateChanged, this, &MainWindow::localChanged);
    connect(&m_workspace.local(), &LocalCluster::logLine, this, [this](const QString& line) {
        m_log.add(LogModel::levelOf(line), tr("Local cluster"), line);
    });
    connect(&m_workspace, &Workspace::localReady, this, [this](const QString& id) {
        m_tree->expandConnection(id);
        if (std::exchange(m_openLocal, false)) {
            m_views->openTopics(id, false);
        }
    });
}

void MainWindow::followService(const QString& id)
{
    ClusterService* service = m_workspace.service(id);
    if (service == nullptr) {
        return;
    }
    connect(service, &ClusterService::stateChanged, this,
            [this, service, id, first = true]() mutable {
                if (service->state() == ClusterService::State::Connected
                    && std::exchange(first, false)) {
                    m_tree->expandConnection(id);
                }
                const QString& name = service->connection().name;
                if (service->state() == ClusterService::State::Failed && service->failure()) {
                    m_log.add(name, *service->failure());
                } else if (service->state() == ClusterService::State::Connected) {
                    m_log.add(LogModel::Level::Info, name,
                              tr("Connected to %1").arg(service->connection().bootstrapServers));
                }
                updateActions();
            });
}

void MainWindow::startLocal(int brokers)
{
    m_openLocal = true;
    if (m_workspace.local().state() == LocalCluster::State::Running) {
        m_openLocal = false;
        m_views->openTopics(m_workspace.localConnection(), false);
        return;
    }
    m_workspace.startLocal(brokers);
}

void MainWindow::localChanged()
{
    using State = LocalCluster::State;
    const LocalCluster& local = m_workspace.local();
    if (local.state() == State::Starting && !m_starting) {
        m_starting = m_tasks.add(std::make_unique<Task>(tr("Starting the local cluster")));
        connect(m_starting, &Task::cancelRequested, &m_workspace.local(), &LocalCluster::stop);
    } else if (m_starting && local.state() == State::Running) {
        m_starting->finish();
        m_starting = nullptr;
    } else if (m_starting && local.state() == State::Failed) {
        m_starting->fail(Error{Errc::Io, local.failure().toStdString()});
        m_starting = nullptr;
    } else if (m_starting && local.state() == State::Stopped) {
        m_starting = nullptr;
    }
    if (local.state() == State::Failed) {
        m_log.add(LogModel::Level::Bad, tr("Local cluster"), local.failure());
    }
    updateActions();
}

void MainWindow::updateActions()
{
    using State = LocalCluster::State;
    const State local = m_workspace.local().state();
    m_start->setEnabled(local == State::Stopped || local == State::Failed);
    m_stop->setEnabled(local == State::Running || local == State::Starting);
    const ClusterService* service = m_views->currentService();
    const bool connected =
        service != nullptr && service->state() == ClusterService::State::Connected;
    const bool writable = connected && !service->connection().readOnly;
    m_createTopic->setEnabled(writable);
    m_addMessage->setEnabled(writable && m_views->currentTopic() != nullptr);
    m_another->setEnabled(m_views->currentTopic() != nullptr);
    m_bookmark->setEnabled(m_views->currentTopic() != nullptr);
    m_detach->setEnabled(service != nullptr);
    m_refresh->setEnabled(service != nullptr);
    for (QAction* each : {m_createTopic, m_addMessage}) {
        each->setToolTip(connected && !writable ? tr("This connection is read-only") : QString());
    }
    const QString title = m_tabs->tabText(m_tabs->currentIndex());
    setWindowTitle(service == nullptr
                       ? QStringLiteral("Ottla")
                       : tr("%1 — %2 — Ottla").arg(title, service->connection().name));
    if (service == nullptr) {
        m_taskBar->setQuietText({});
    } else {
        QString text =
            tr("%1 · %2").arg(service->connection().name, service->connection().bootstrapServers);
        if (service->connection().readOnly) {
            text += QStringLiteral(" · ") + tr("read-only");
        }
        if (service->connection().production) {
            text += QStringLiteral(" · ") + tr("production");
        }
        m_taskBar->setQuietText(text);
    }
}

void MainWindow::treeMenu(const ClusterTree::Place& place, const QPoint& at)
{
    using Kind = ClusterTreeModel::Kind;
    if (place.kind == Kind::Connection) {
        m_connections->showMenu(place.connection, at);
        return;
    }
    QMenu menu(this);
    menu.addAction(tr("Open"), this, [this, place] { m_views->open(place, true); });
    if (place.kind == Kind::Broker) {
        addBrokerActions(menu, place);
    }
    if (place.kind == Kind::Topic) {
        menu.addAction(tr("Open another view"), this, [this, place] {
            m_views->openTopic(place.connection, place.name, true, true);
        });
    }
    addTopicActions(menu, place);
    if (!place.name.isEmpty()) {
        menu.addAction(tr("Copy name"), this,
                       [name = place.name] { QApplication::clipboard()->setText(name); });
    }
    menu.exec(at);
}

void MainWindow::addTopicActions(QMenu& menu, const ClusterTree::Place& place)
{
    using Kind = ClusterTreeModel::Kind;
    ClusterService* service = m_workspace.service(place.connection);
    if (service == nullptr) {
        return;
    }
    QList<QAction*> writing;
    if (place.kind == Kind::Topic || place.kind == Kind::Partition) {
        writing << menu.addAction(tr("Add message…"), this, [this, place] {
            m_views->openTopic(place.connection, place.name, true, false, true);
        });
        writing.last()->setObjectName(QStringLiteral("treeAddMessage"));
    }
    if (place.kind == Kind::Topic || place.kind == Kind::Topics) {
        writing << menu.addAction(tr("Create topic…"), this,
                                  [this, place] { m_views->openTopics(place.connection, true); });
        writing.last()->setObjectName(QStringLiteral("treeCreateTopic"));
    }
    const bool readOnly = service->connection().readOnly;
    menu.setToolTipsVisible(true);
    for (QAction* action : std::as_const(writing)) {
        action->setEnabled(!readOnly);
        action->setToolTip(readOnly ? tr("This connection is read-only") : QString());
    }
    menu.addAction(tr("Refresh"), service, &ClusterService::refresh);
}

void MainWindow::addBrokerActions(QMenu& menu, const ClusterTree::Place& place)
{
    using State = LocalBroker::State;
    using Order = LocalCluster::Order;
    LocalCluster& local = m_workspace.local();
    const int id = place.name.toInt();
    const auto found = std::find_if(local.brokers().begin(), local.brokers().end(),
                                    [id](const LocalBroker& each) { return each.id == id; });
    if (place.connection != m_workspace.localConnection() || !local.takesOrders()
        || found == local.brokers().end()) {
        return;
    }
    const auto add = [&](const QString& name, const QString& text, Order order, bool enabled) {
        QAction* action =
            menu.addAction(text, this, [&local, id, order] { local.order(id, order); });
        action->setObjectName(name);
        action->setEnabled(enabled);
    };
    const State state = found->state;
    menu.addSeparator();
    add(QStringLiteral("startBroker"), tr("Start"), Order::Start, state == State::Ended);
    add(QStringLiteral("stopBroker"), tr("Stop"), Order::Stop, state != State::Ended);
    add(QStringLiteral("restartBroker"), tr("Restart"), Order::Restart, state != State::Ended);
    add(QStringLiteral("killBroker"), tr("Kill (SIGKILL)"), Order::Kill, state != State::Ended);
    add(QStringLiteral("pauseBroker"), tr("Pause (SIGSTOP)"), Order::Pause,
        state == State::Running);
    add(QStringLiteral("resumeBroker"), tr("Resume (SIGCONT)"), Order::Resume,
        state == State::Paused);
    menu.addSeparator();
}

void MainWindow::raiseWindow()
{
    setWindowState(windowState() & ~Qt::WindowMinimized);
    show();
    raise();
    activateWindow();
}

QSize MainWindow::firstSize(const QSize& screen)
{
    constexpr QSize wanted(1200, 760);
    constexpr QSize frame(8, 40); // what the desktop puts around it
    return wanted.boundedTo(screen - frame);
}

void MainWindow::restore()
{
    Settings& settings = m_workspace.settings();
    if (!restoreGeometry(decoded(settings.value(geometryKey)))) {
        // A screen of nobody is no measure of what pictures should show.
        const bool seen = QGuiApplication::platformName() != u"offscreen";
        resize(firstSize(seen ? screen()->availableSize() : QSize(1920, 1080)));
    }
    if (!restoreState(decoded(settings.value(stateKey)), stateVersion)) {
        resizeDocks({m_treeDock}, {treeWidth}, Qt::Horizontal);
        resizeDocks({m_logDock}, {logHeight}, Qt::Vertical);
    }
    // What was open is opened again, except the local cluster, which has to be started first.
    const QJsonArray open = settings.value(openKey).toArray();
    for (const QJsonValue& id : open) {
        if (id.toString() != m_workspace.localConnection()) {
            m_connections->connectTo(id.toString());
            m_tree->expandConnection(id.toString());
        }
    }
}

bool MainWindow::eventFilter(QObject* watched, QEvent* event)
{
    // Editors and lines in the window would take a file's name for text.
    const bool drags = event->type() == QEvent::DragEnter || event->type() == QEvent::DragMove
        || event->type() == QEvent::Drop;
    const auto* widget = drags ? qobject_cast<QWidget*>(watched) : nullptr;
    if (widget == nullptr || widget == this || widget->window() != this
        || !hasFiles(*static_cast<QDropEvent*>(event)->mimeData())) {
        return QMainWindow::eventFilter(watched, event);
    }
    if (event->type() == QEvent::Drop) {
        dropEvent(static_cast<QDropEvent*>(event));
    } else {
        static_cast<QDropEvent*>(event)->acceptProposedAction();
    }
    return true;
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    if (hasFiles(*event->mimeData())) {
        event->acceptProposedAction();
    }
}

void MainWindow::dropEvent(QDropEvent* event)
{
    for (const QUrl& url : event->mimeData()->urls()) {
        if (url.isLocalFile()) {
            m_views->openSaved(url.toLocalFile());
        }
    }
    event->acceptProposedAction();
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    Settings& settings = m_workspace.settings();
    settings.setValue(geometryKey, encoded(saveGeometry()));
    settings.setValue(stateKey, encoded(saveState(stateVersion)));
    QJsonArray open;
    for (const QString& id : m_tree->expandedConnections()) {
        open.append(id);
    }
    settings.setValue(openKey, open);
    QMainWindow::closeEvent(event);
}

} // namespace ottla
