// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/cluster/clustertreemodel.h"
#include "model/topics/partitionsmodel.h"
#include "person.h"
#include "support/brokerprocess.h"
#include "support/clusterprocess.h"
#include "ui/shell/theme.h"
#include "ui/shell/views.h"
#include "ui/widgets/codeview.h"

#include <QAction>
#include <QContextMenuEvent>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QSpinBox>
#include <QTabBar>
#include <QTableView>
#include <QTextBrowser>
#include <QTreeView>

using namespace ottla;
using namespace ottla::test;

namespace {

constexpr int longMs = 30'000;

QModelIndex find(const QAbstractItemModel& model, const QModelIndex& parent, const QString& text)
{
    for (int row = 0; row < model.rowCount(parent); ++row) {
        const QModelIndex index = model.index(row, 0, parent);
        if (index.data().toString() == text) {
            return index;
        }
        if (const QModelIndex below = find(model, index, text); below.isValid()) {
            return below;
        }
    }
    return {};
}

QString cell(PartitionsModel::Column column)
{
    auto* table = visible<QTableView>("partitionsTable");
    return table == nullptr || table->model()->rowCount() == 0
        ? QString()
        : table->model()->index(0, column).data().toString();
}

/// Right-clicks a broker in the tree and clicks an entry of the menu that opens.
bool chooseFromTree(const QString& item, const char* action)
{
    auto* tree = visible<QTreeView>("clusterTree");
    const QModelIndex index = tree == nullptr ? QModelIndex() : find(*tree->model(), {}, item);
    if (!index.isValid()) {
        return false;
    }
    tree->expand(index.parent());
    tree->scrollTo(index);
    bool chosen = false;
    // The menu runs a loop of its own.
    QTimer::singleShot(0, tree, [&] {
        auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
        auto* entry = menu == nullptr ? nullptr : menu->findChild<QAction*>(QLatin1String(action));
        if (entry == nullptr) {
            for (QAction* each : menu == nullptr ? QList<QAction*>() : menu->actions()) {
                if (each->objectName() == QLatin1String(action)) {
                    entry = each;
                }
            }
        }
        chosen = entry != nullptr && entry->isEnabled();
        if (chosen) {
            QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(entry).center());
        } else if (menu != nullptr) {
            menu->close();
        }
    });
    const QPoint at = tree->visualRect(index).center();
    QContextMenuEvent event(QContextMenuEvent::Mouse, at, tree->viewport()->mapToGlobal(at));
    QApplication::sendEvent(tree->viewport(), &event);
    return chosen;
}

void save(QWidget& window, const QString& name)
{
    const QString folder = qEnvironmentVariable("OTTLA_SCREENS");
    if (!folder.isEmpty()) {
        QDir().mkpath(folder);
        window.grab().save(folder + u'/' + name + QStringLiteral(".png"));
    }
}

} // namespace

/// What a presenter shows: a cluster of three, and one of them killed.
class TestFailover : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void opensTheFirstSteps();
    void showsTheZnodesThatAConnectionNames();
    void showsAnotherLeaderWhenOneIsKilled_data();
    void showsAnotherLeaderWhenOneIsKilled();
};

void TestFailover::opensTheFirstSteps()
{
    QTemporaryDir folder;
    Session session(folder.path());
    session.window().activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&session.window()));
    QTest::keyClick(&session.window(), Qt::Key_F1);
    QTRY_VERIFY(visible<QTextBrowser>("manualText") != nullptr);
    auto* text = visible<QTextBrowser>("manualText");
    QVERIFY(text->toPlainText().contains(u"kafka-console-producer.sh"));
    QVERIFY(!text->toPlainText().contains(u"##")); // formatted
    save(*visible("manualWindow"), QStringLiteral("manual"));
    // The link to the program.
    QTextCursor link = text->document()->find(QStringLiteral("first-steps.php"));
    QVERIFY(!link.isNull());
    link.setPosition(link.selectionStart() + 2);
    text->setTextCursor(link);
    text->ensureCursorVisible();
    QTest::mouseClick(text->viewport(), Qt::LeftButton, {}, text->cursorRect(link).center());
    QTRY_VERIFY(text->toPlainText().startsWith(u"<?php"));
    save(*visible("manualWindow"), QStringLiteral("manual-php"));
    QVERIFY(click("manualBack"));
    QTRY_VERIFY(text->toPlainText().startsWith(u"First steps"));
}

void TestFailover::showsTheZnodesThatAConnectionNames()
{
    if (!BrokerProcess::isAvailable()) {
        QSKIP("ottla-broker is not built");
    }
    ClusterProcess cluster; // somebody else's
    QVERIFY2(cluster.start(1), cluster.errorOutput().constData());
    QTemporaryDir folder;
    Session session(folder.path());
    QVERIFY(click("addConnection"));
    QTRY_VERIFY(visible("connectionName") != nullptr);
    QVERIFY(type("connectionName", QStringLiteral("staging")));
    visible<QLineEdit>("bootstrapServers")->clear();
    QVERIFY(type("bootstrapServers", cluster.bootstrap()));
    QVERIFY(type("zookeeperAddress", cluster.registry()));
    save(*visible("zookeeperAddress")->window(), QStringLiteral("connection-zookeeper"));
    QVERIFY(click("saveConnection"));
    auto* tree = visible<QTreeView>("clusterTree");
    const auto registry = [&] {
        return find(*tree->model(), {}, QStringLiteral("Registry"));
    };
    QTRY_VERIFY_WITH_TIMEOUT(registry().isValid(), longMs);
    tree->scrollTo(registry());
    QTest::mouseClick(tree->viewport(), Qt::LeftButton, {}, tree->visualRect(registry()).center());
    QTRY_VERIFY_WITH_TIMEOUT(visible<QTreeView>("znodeTree") != nullptr, longMs);
    auto* znodes = visible<QTreeView>("znodeTree");
    QTRY_VERIFY_WITH_TIMEOUT(
        find(*znodes->model(), {}, QStringLiteral("controller_epoch")).isValid(), longMs);
    // What can be opened shows it without having been touched.
    const auto branch = [znodes](const QString& name) {
        QRect left = znodes->visualRect(find(*znodes->model(), {}, name));
        left.setRight(left.left() - 1);
        left.setLeft(left.right() + 1 - znodes->indentation());
        return znodes->viewport()->grab(left).toImage();
    };
    QTRY_VERIFY_WITH_TIMEOUT(
        znodes->model()->hasChildren(find(*znodes->model(), {}, QStringLiteral("brokers"))),
        longMs);
    QTRY_VERIFY(branch(QStringLiteral("brokers")) != branch(QStringLiteral("controller_epoch")));
}

void TestFailover::showsAnotherLeaderWhenOneIsKilled_data()
{
    QTest::addColumn<QString>("theme");
    QTest::newRow("light") << QStringLiteral("light");
    QTest::newRow("dark") << QStringLiteral("dark");
}

void TestFailover::showsAnotherLeaderWhenOneIsKilled()
{
    if (!BrokerProcess::isAvailable()) {
        QSKIP("ottla-broker is not built");
    }
    QFETCH(QString, theme);
    applyTheme(*qApp, themeChoice(theme));
    const auto picture = [&theme](const char* name) -> QString {
        return QLatin1String(name) + u'-' + theme;
    };
    QTemporaryDir folder;
    Session session(folder.path());
    session.window().resize(1280, 800);
    auto* brokers = visible<QSpinBox>("localBrokers");
    QVERIFY(brokers != nullptr);
    brokers->setFocus();
    QTest::keyClick(brokers, Qt::Key_Up);
    QTest::keyClick(brokers, Qt::Key_Up);
    QCOMPARE(brokers->value(), 3);
    save(session.window(), picture("cluster-welcome"));
    QVERIFY(click("startLocalCluster"));
    QTRY_VERIFY_WITH_TIMEOUT(visible("createFirstTopic") != nullptr, longMs);
    Workspace& workspace = session.workspace();
    const ClusterService* service = workspace.service(workspace.localConnection());
    QTRY_COMPARE_WITH_TIMEOUT(service->cluster().brokers.size(), std::size_t{3}, longMs);
    QVERIFY(click("createFirstTopic"));
    QTRY_VERIFY(visible("topicName") != nullptr);
    QVERIFY(type("topicName", QStringLiteral("letters")));
    auto* replicas = visible<QSpinBox>("replicationFactor");
    replicas->setFocus();
    QTest::keyClick(replicas, Qt::Key_Up);
    QTest::keyClick(replicas, Qt::Key_Up);
    QCOMPARE(replicas->value(), 3);
    QVERIFY(click("createTopicButton"));
    QTRY_VERIFY_WITH_TIMEOUT(visible("sendMessage") != nullptr, longMs);

    auto* tabs = visible<QTabWidget>("topicView");
    QTest::mouseClick(tabs->tabBar(), Qt::LeftButton, {}, tabs->tabBar()->tabRect(1).center());
    QTRY_COMPARE_WITH_TIMEOUT(cell(PartitionsModel::Isr).count(u',') + 1, 3, longMs);
    const QString leader = cell(PartitionsModel::Leader);
    save(session.window(), picture("cluster-partitions"));

    const QString broker = QStringLiteral("Broker %1").arg(leader);
    QVERIFY(chooseFromTree(broker, "killBroker"));
    QTRY_VERIFY_WITH_TIMEOUT(cell(PartitionsModel::Leader) != leader
                                 && cell(PartitionsModel::Leader) != u"none",
                             longMs);
    QTRY_COMPARE_WITH_TIMEOUT(cell(PartitionsModel::Isr).count(u',') + 1, 2, longMs);
    QCOMPARE(cell(PartitionsModel::OutOfSync), QStringLiteral("broker ") + leader);
    save(session.window(), picture("cluster-failed-over"));

    const auto local = [&] {
        auto* all = visible<QTreeView>("clusterTree");
        return find(*all->model(), {}, broker)
            .data(ClusterTreeModel::LocalBrokerRole)
            .value<LocalBroker>();
    };
    QCOMPARE(local().state, LocalBroker::State::Ended);
    QVERIFY(chooseFromTree(broker, "startBroker"));
    QTRY_COMPARE_WITH_TIMEOUT(cell(PartitionsModel::Isr).count(u',') + 1, 3, longMs);

    QTRY_COMPARE(local().state, LocalBroker::State::Running);
    const qint64 pid = local().pid;
    QVERIFY(pid > 0 && !local().address.isEmpty());

    QVERIFY(chooseFromTree(broker, "pauseBroker"));
    QTRY_COMPARE_WITH_TIMEOUT(local().state, LocalBroker::State::Paused, longMs);
    QTRY_COMPARE_WITH_TIMEOUT(cell(PartitionsModel::Isr).count(u',') + 1, 2, longMs);
    save(session.window(), picture("cluster-paused"));
    QVERIFY(chooseFromTree(broker, "resumeBroker"));
    QTRY_COMPARE_WITH_TIMEOUT(local().state, LocalBroker::State::Running, longMs);
    QTRY_COMPARE_WITH_TIMEOUT(cell(PartitionsModel::Isr).count(u',') + 1, 3, longMs);
    QVERIFY(chooseFromTree(broker, "restartBroker"));
    QTRY_VERIFY_WITH_TIMEOUT(local().state == LocalBroker::State::Running && local().pid != pid,
                             longMs);
    QTRY_COMPARE_WITH_TIMEOUT(cell(PartitionsModel::Isr).count(u',') + 1, 3, longMs);

    auto* tree = visible<QTreeView>("clusterTree");
    const QModelIndex registry = find(*tree->model(), {}, QStringLiteral("Registry"));
    QVERIFY(registry.isValid());
    tree->scrollTo(registry);
    QTest::mouseClick(tree->viewport(), Qt::LeftButton, {}, tree->visualRect(registry).center());
    QTRY_VERIFY_WITH_TIMEOUT(visible<QTreeView>("znodeTree") != nullptr, longMs);
    auto* znodes = visible<QTreeView>("znodeTree");
    const auto znode = [&](const QString& name) {
        return find(*znodes->model(), {}, name);
    };
    QTRY_VERIFY_WITH_TIMEOUT(znode(QStringLiteral("brokers")).isValid(), longMs);
    znodes->expand(znode(QStringLiteral("brokers")));
    QTRY_VERIFY_WITH_TIMEOUT(znode(QStringLiteral("ids")).isValid(), longMs);
    QTRY_VERIFY_WITH_TIMEOUT(znodes->model()->hasChildren(znode(QStringLiteral("ids"))), longMs);
    znodes->expand(znode(QStringLiteral("ids")));
    QTRY_VERIFY_WITH_TIMEOUT(znode(QStringLiteral("1")).isValid(), longMs);
    QTest::mouseClick(znodes->viewport(), Qt::LeftButton, {},
                      znodes->visualRect(znode(QStringLiteral("1"))).center());
    QTRY_VERIFY_WITH_TIMEOUT(visible<CodeView>("znodeData")->text().contains("endpoints"), longMs);
    QCOMPARE(visible<QLabel>("znodePath")->text(), QStringLiteral("/brokers/ids/1"));
    save(session.window(), picture("cluster-registry"));
}

QTEST_MAIN(TestFailover)
#include "tst_failover.moc"
