// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/topics/partitionsmodel.h"
#include "person.h"
#include "support/brokerprocess.h"
#include "ui/shell/views.h"
#include "ui/widgets/codeview.h"

#include <QAction>
#include <QContextMenuEvent>
#include <QDir>
#include <QLabel>
#include <QMenu>
#include <QSpinBox>
#include <QTabBar>
#include <QTableView>
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
    void showsAnotherLeaderWhenOneIsKilled();
};

void TestFailover::showsAnotherLeaderWhenOneIsKilled()
{
    if (!BrokerProcess::isAvailable()) {
        QSKIP("ottla-broker is not built");
    }
    QTemporaryDir folder;
    Session session(folder.path());
    session.window().resize(1280, 800);
    auto* brokers = visible<QSpinBox>("localBrokers");
    QVERIFY(brokers != nullptr);
    brokers->setFocus();
    QTest::keyClick(brokers, Qt::Key_Up);
    QTest::keyClick(brokers, Qt::Key_Up);
    QCOMPARE(brokers->value(), 3);
    save(session.window(), QStringLiteral("cluster-welcome"));
    QVERIFY(click("startLocalCluster"));
    QTRY_VERIFY_WITH_TIMEOUT(visible("createFirstTopic") != nullptr, longMs);
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
    save(session.window(), QStringLiteral("cluster-partitions"));

    const QString broker = QStringLiteral("Broker %1").arg(leader);
    QVERIFY(chooseFromTree(broker, "killBroker"));
    QTRY_VERIFY_WITH_TIMEOUT(cell(PartitionsModel::Leader) != leader
                                 && cell(PartitionsModel::Leader) != u"none",
                             longMs);
    QTRY_COMPARE_WITH_TIMEOUT(cell(PartitionsModel::Isr).count(u',') + 1, 2, longMs);
    save(session.window(), QStringLiteral("cluster-failed-over"));

    QVERIFY(chooseFromTree(broker, "startBroker"));
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
    save(session.window(), QStringLiteral("cluster-registry"));
}

QTEST_MAIN(TestFailover)
#include "tst_failover.moc"
