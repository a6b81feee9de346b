// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/messages/bookmarks.h"
#include "model/messages/storesettings.h"
#include "person.h"
#include "support/brokerprocess.h"
#include "ui/messages/messagesview.h"
#include "ui/messages/messagetable.h"
#include "ui/shell/detachedview.h"
#include "ui/shell/settingsdialog.h"
#include "ui/shell/theme.h"
#include "ui/shell/views.h"
#include "ui/shell/viewtabs.h"
#include "ui/topics/topicview.h"

#include <QComboBox>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QShortcut>
#include <QSpinBox>
#include <QTreeView>

using namespace ottla;
using namespace ottla::test;

namespace {
constexpr int patience = 20'000;
} // namespace

/// Several views of a topic, views in windows of their own, and bookmarks.
class TestViews : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        if (!BrokerProcess::isAvailable()) {
            QSKIP("ottla-broker is not built");
        }
        m_broker.setProperties({QStringLiteral("auto.create.topics.enable=true")});
        QVERIFY2(m_broker.start(), qPrintable(m_broker.errorOutput()));
        auto producer =
            MessageProducer::create({{"bootstrap.servers", m_broker.bootstrap().toStdString()}},
                                    WriteGate(QStringLiteral("test"), false));
        QVERIFY(producer.ok());
        for (int i = 0; i < 22; ++i) {
            NewMessage message;
            message.topic = i < 20 ? "letters" : "parcels";
            message.key = "key-" + std::to_string(i);
            message.value = R"({"number": )" + std::to_string(i) + "}";
            QVERIFY((*producer)->send(message, std::chrono::seconds(20)).ok());
        }
    }

    void init()
    {
        applyTheme(*qApp, ThemeChoice::Light);
        m_folder = std::make_unique<QTemporaryDir>();
        begin();
        Connection connection;
        connection.name = QStringLiteral("test");
        connection.bootstrapServers = m_broker.bootstrap();
        m_id = m_session->workspace().store().add(connection);
        openTopic();
    }

    void cleanup() { m_session.reset(); }

    void showsATopicInSeveralViews()
    {
        QAction* another = action("actionAnotherView");
        QVERIFY(another->isEnabled());
        another->trigger();
        QTRY_VERIFY(view() != nullptr);
        QCOMPARE(topicTabs(), 2);
        QTRY_COMPARE_WITH_TIMEOUT(view()->table()->model()->rowCount(), 20, patience);
        view()
            ->findChild<QLineEdit*>(QStringLiteral("filterLine"))
            ->setText(QStringLiteral("key-7"));
        QTRY_COMPARE_WITH_TIMEOUT(view()->table()->model()->rowCount(), 1, patience);
        m_session->window().tabs().setCurrentIndex(m_session->window().tabs().currentIndex() - 1);
        QCOMPARE(view()->table()->model()->rowCount(), 20);
    }

    void movesAViewToAWindowAndBack()
    {
        view()->table()->selectRow(5);
        QWidget* page = m_session->window().tabs().currentWidget();
        action("actionDetachView")->trigger();
        auto* window = visible<DetachedView>("detachedView");
        QVERIFY(window != nullptr);
        QCOMPARE(window->view(), page);
        QCOMPARE(topicTabs(), 0);
        QVERIFY(window->windowTitle().contains(QStringLiteral("letters")));
        QTRY_VERIFY(visible<MessageTable>("messagesTable") != nullptr);
        shoot("detached", window);
        // Opened again, it comes to the front.
        m_session->window().views().openTopic(m_id, QStringLiteral("letters"), true);
        QCOMPARE(topicTabs(), 0);
        QVERIFY(click("attachView"));
        QCOMPARE(topicTabs(), 1);
        QCOMPARE(m_session->window().tabs().currentWidget(), page);
        QCOMPARE(view()->table()->currentIndex().row(), 5);
        QTRY_VERIFY(visible("detachedView") == nullptr);

        action("actionDetachView")->trigger();
        window = visible<DetachedView>("detachedView");
        const QPointer<QWidget> gone = page;
        window->close();
        QTRY_VERIFY(gone == nullptr);
        QVERIFY(m_session->window().tabs().detached().isEmpty());
        openTopic();
    }

    // A key that two things want does neither.
    void sharesNoKeyBetweenTheMenuAndTheView()
    {
        QSet<QString> ofMenus;
        for (const QAction* each : m_session->window().findChildren<QAction*>()) {
            for (const QKeySequence& keys : each->shortcuts()) {
                ofMenus.insert(keys.toString());
            }
        }
        QVERIFY(ofMenus.contains(QStringLiteral("Ctrl+D")));
        const auto ofView = view()->findChildren<QShortcut*>();
        QVERIFY(!ofView.isEmpty());
        for (const QShortcut* each : ofView) {
            QVERIFY2(!ofMenus.contains(each->key().toString()), qPrintable(each->key().toString()));
        }

        MessageTable* table = view()->table();
        table->setFocus();
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                          table->visualRect(table->model()->index(1, 1)).center());
        QTest::mouseClick(table->viewport(), Qt::LeftButton, Qt::ControlModifier,
                          table->visualRect(table->model()->index(3, 1)).center());
        QTest::keyClick(table, Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_VERIFY(visible("compareWindow") != nullptr);
        visible("compareWindow")->close();
        table->setFocus();
        QTest::keyClick(table, Qt::Key_D, Qt::ControlModifier);
        QTRY_VERIFY(visible("bookmarkName") != nullptr);
        QTest::keyClick(visible("bookmarkName"), Qt::Key_Escape);
    }

    // Wherever the cursor is in the window: after a click in the tree it is there.
    void hearsItsKeysWithTheCursorInTheTree()
    {
        auto& window = m_session->window();
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        auto* tree = visible<QTreeView>("clusterTree");
        const QModelIndex cluster = tree->model()->index(0, 0);
        const QModelIndex topics = tree->model()->index(1, 0, cluster);
        tree->expand(cluster);
        tree->expand(topics);
        QTRY_COMPARE(tree->model()->rowCount(topics), 2);
        const QModelIndex parcels = tree->model()->index(1, 0, topics);
        tree->scrollTo(parcels);
        tree->setFocus();
        QTest::mouseClick(tree->viewport(), Qt::LeftButton, {}, tree->visualRect(parcels).center());
        QTRY_VERIFY_WITH_TIMEOUT(view() != nullptr && view()->browser().topic() == "parcels",
                                 patience);
        QTRY_COMPARE_WITH_TIMEOUT(view()->table()->model()->rowCount(), 2, patience);
        QCOMPARE(window.focusWidget(), tree);
        line()->setText(QStringLiteral("nothing of that"));
        QTRY_COMPARE_WITH_TIMEOUT(view()->table()->model()->rowCount(), 0, patience);
        QTRY_VERIFY_WITH_TIMEOUT(!view()->browser().active(), patience);
        QTest::keyClick(tree, Qt::Key_Escape);
        QCOMPARE(line()->text(), QString());
        QTest::keyClick(tree, Qt::Key_S, Qt::ControlModifier);
        QTRY_VERIFY(visible("saveDialog") != nullptr);
        QTest::keyClick(visible("saveDialog"), Qt::Key_Escape);
        QTRY_VERIFY(visible("saveDialog") == nullptr);
        tree->setFocus();
        QTest::keyClick(tree, Qt::Key_L, Qt::ControlModifier);
        QCOMPARE(window.focusWidget(), line());
    }

    void goesToTheMessagesFromThePalette()
    {
        auto& window = m_session->window();
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        action("actionGoTo")->trigger();
        QTRY_VERIFY(visible("quickOpenLine") != nullptr);
        QVERIFY(type("quickOpenLine", QStringLiteral("parcels")));
        QTest::keyClick(visible("quickOpenLine"), Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(view() != nullptr && view()->browser().topic() == "parcels",
                                 patience);
        QTRY_COMPARE_WITH_TIMEOUT(window.focusWidget(), view()->table(), patience);
        QVERIFY(QTest::qWaitForWindowActive(&window));
        QTest::keyClick(window.focusWidget(), Qt::Key_L, Qt::ControlModifier);
        QCOMPARE(window.focusWidget(), line());
    }

    void opensWhatTheTreesFilterFinds()
    {
        auto& window = m_session->window();
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        action("actionFilterTree")->trigger();
        auto* filter = visible<QLineEdit>("treeFilter");
        auto* tree = visible<QTreeView>("clusterTree");
        QCOMPARE(window.focusWidget(), filter);
        QTest::keyClicks(filter, QStringLiteral("PARC"));
        QTest::keyClick(filter, Qt::Key_Down);
        QCOMPARE(window.focusWidget(), tree);
        QCOMPARE(tree->currentIndex().data().toString(), QStringLiteral("parcels"));
        filter->setFocus();
        QTest::keyClick(filter, Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(view() != nullptr && view()->browser().topic() == "parcels",
                                 patience);
        QTRY_COMPARE_WITH_TIMEOUT(window.focusWidget(), view()->table(), patience);
        filter->setFocus();
        QTest::keyClick(filter, Qt::Key_Escape);
        QCOMPARE(filter->text(), QString());
    }

    void closesTheFindBarByEscape()
    {
        auto& window = m_session->window();
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        line()->setText(QStringLiteral("key"));
        QTRY_COMPARE_WITH_TIMEOUT(view()->table()->model()->rowCount(), 20, patience);
        view()->table()->selectRow(3);
        QTest::keyClick(view()->table(), Qt::Key_F, Qt::ControlModifier);
        QTRY_VERIFY(visible("findText") != nullptr);
        QTest::keyClick(visible("findText"), Qt::Key_Escape);
        QVERIFY(visible("findText") == nullptr);
        // From its buttons, too; the filter stays.
        QTest::keyClick(view()->table(), Qt::Key_F, Qt::ControlModifier);
        QTRY_VERIFY(visible("findNext") != nullptr);
        visible("findNext")->setFocus();
        QTest::keyClick(visible("findNext"), Qt::Key_Escape);
        QVERIFY(visible("findText") == nullptr);
        QTest::keyClick(window.focusWidget(), Qt::Key_F, Qt::ControlModifier);
        QTRY_VERIFY(visible("findText") != nullptr);
        QCOMPARE(line()->text(), QStringLiteral("key"));
        QVERIFY(click("findClose"));
    }

    void keepsACautionThroughARefresh()
    {
        view()->table()->selectRow(3);
        view()->compare(); // of one message
        auto* problem = view()->findChild<QLabel*>(QStringLiteral("messagesProblem"));
        QVERIFY(problem->isVisible());
        const QString text = problem->text();
        Q_EMIT view()->browser().progressChanged();
        QVERIFY(problem->isVisible());
        QCOMPARE(problem->text(), text);
        view()->table()->selectRow(4);
        QVERIFY(!problem->isVisible());
    }

    void hintsAtAConditionThatReadsAsText()
    {
        line()->setText(QStringLiteral(R"(header.trace == "dup")"));
        QTRY_VERIFY(note()->isVisible()
                    && note()->text().contains(QStringLiteral(R"(header["trace"])")));
        line()->clear();
        QTRY_VERIFY(!note()->isVisible());
    }

    void keepsAViewAsABookmark()
    {
        view()
            ->findChild<QLineEdit*>(QStringLiteral("filterLine"))
            ->setText(QStringLiteral("key-1"));
        view()->table()->setColumnHidden(MessagesModel::Headers, true);
        QTRY_COMPARE_WITH_TIMEOUT(view()->table()->model()->rowCount(), 11, patience);
        action("actionBookmark")->trigger();
        QTRY_VERIFY(visible("bookmarkName") != nullptr);
        visible<QLineEdit>("bookmarkName")->clear();
        QVERIFY(!visible("saveBookmark")->isEnabled());
        QVERIFY(type("bookmarkName", QStringLiteral("Ones")));
        shoot("bookmark", visible("bookmarkNameDialog"));
        QVERIFY(click("saveBookmark"));

        // After a restart it is there, by the palette.
        m_session.reset();
        begin();
        action("actionGoTo")->trigger();
        QTRY_VERIFY(visible("quickOpenLine") != nullptr);
        QVERIFY(type("quickOpenLine", QStringLiteral("Ones")));
        QTest::keyClick(visible("quickOpenLine"), Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(view() != nullptr, patience);
        QTRY_COMPARE_WITH_TIMEOUT(view()->table()->model()->rowCount(), 11, patience);
        QVERIFY(view()->table()->isColumnHidden(MessagesModel::Headers));

        // In the menu, too.
        auto* menu = m_session->window().findChild<QMenu*>(QStringLiteral("bookmarksMenu"));
        Q_EMIT menu->aboutToShow();
        QCOMPARE(menu->actions().last()->text(), QStringLiteral("Ones"));

        action("actionEditBookmarks")->trigger();
        QTRY_VERIFY(visible("bookmarksList") != nullptr);
        auto* list = visible<QListWidget>("bookmarksList");
        QCOMPARE(list->count(), 1);
        QVERIFY(click("renameBookmark"));
        auto* editor = list->findChild<QLineEdit*>();
        QVERIFY(editor != nullptr);
        QTest::keyClicks(editor, QStringLiteral("Elevens"));
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_COMPARE(list->item(0)->data(Qt::UserRole).toString(), QStringLiteral("Elevens"));
        shoot("bookmarks", visible("bookmarksDialog"));
        QVERIFY(click("removeBookmark"));
        QTRY_COMPARE(list->count(), 0);
        Q_EMIT menu->aboutToShow();
        QVERIFY(menu->actions().last()->isSeparator());
    }

    void keepsTheColumnsOfATopicThroughARestart()
    {
        view()->table()->setColumnHidden(MessagesModel::KeySize, false);
        view()->table()->setColumnWidth(MessagesModel::Key, 234);
        m_session.reset();
        begin();
        openTopic();
        QVERIFY(!view()->table()->isColumnHidden(MessagesModel::KeySize));
        QCOMPARE(view()->table()->columnWidth(MessagesModel::Key), 234);
    }

    void bringsBackTheFilterOfATopicAndSaysSo()
    {
        auto* start = view()->findChild<QComboBox*>(QStringLiteral("startChoice"));
        start->setFocus();
        QTest::keyClicks(start, QStringLiteral("Beginning"));
        QTest::keyClicks(line(), QStringLiteral("key-1"));
        QTRY_COMPARE_WITH_TIMEOUT(view()->table()->model()->rowCount(), 11, patience);
        QVERIFY(!note()->isVisible()); // whoever typed it knows
        m_session.reset();
        begin();
        openTopic(QStringLiteral("parcels"), 2);
        QCOMPARE(line()->text(), QString());
        openTopic(QStringLiteral("letters"), 11);
        QCOMPARE(line()->text(), QStringLiteral("key-1"));
        QCOMPARE(view()->findChild<QComboBox*>(QStringLiteral("startChoice"))->currentText(),
                 QStringLiteral("Beginning"));
        // Plainly: in the line, in the status, and in words.
        QVERIFY(note()->isVisible());
        QVERIFY2(note()->text().contains(QStringLiteral("filter of last time is on")),
                 qPrintable(note()->text()));
        auto* status = view()->findChild<QLabel*>(QStringLiteral("messagesStatus"));
        QTRY_VERIFY2(status->text().contains(QStringLiteral("11 of 20 match")),
                     qPrintable(status->text()));
        QTRY_VERIFY_WITH_TIMEOUT(!view()->browser().active(), patience);
        shoot("lastfilter", view());
        m_session->window().activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&m_session->window()));
        view()->table()->setFocus();
        QTest::keyClick(view()->table(), Qt::Key_Escape);
        QTRY_COMPARE_WITH_TIMEOUT(view()->table()->model()->rowCount(), 20, patience);
        QVERIFY(!note()->isVisible());
    }

    void bringsBackHowAFilterIsRead()
    {
        const auto readAsText = [this] {
            auto* menu = view()->findChild<QMenu*>(QStringLiteral("filterMenu"));
            Q_EMIT menu->aboutToShow();
            return menu->findChild<QAction*>(QStringLiteral("readAsText"));
        };
        readAsText()->trigger();
        QTest::keyClicks(line(), QStringLiteral("partition == 0"));
        QTRY_COMPARE_WITH_TIMEOUT(view()->table()->model()->rowCount(), 0, patience);
        m_session.reset();
        begin();
        openTopic(QStringLiteral("letters"), 0);
        QTRY_VERIFY_WITH_TIMEOUT(visible("noMatchState") != nullptr, patience);
        QVERIFY(readAsText()->isChecked());
    }

    void letsTheMemoryOfAViewBeSet()
    {
        action("actionSettings")->trigger();
        QTRY_VERIFY(visible("messageMemory") != nullptr);
        auto* memory = visible<QSpinBox>("messageMemory");
        QCOMPARE(memory->value(), 128);
        shoot("settings", visible("settingsDialog"));
        memory->setValue(64);
        const auto options = storeOptions(m_session->settings(), QStringLiteral("/cache"));
        QCOMPARE(options.memoryBudget, std::size_t{64} << 20U);
        QCOMPARE(options.spillFolder.string(), std::string("/cache/spill"));
        memory->setValue(1);
        QCOMPARE(memory->value(), 16);
    }

private:
    void begin() { m_session = std::make_unique<Session>(m_folder->path()); }
    void openTopic(const QString& topic = QStringLiteral("letters"), int rows = 20)
    {
        m_session->workspace().service(m_id)->open();
        QTRY_COMPARE_WITH_TIMEOUT(m_session->workspace().service(m_id)->state(),
                                  ClusterService::State::Connected, patience);
        m_session->window().views().openTopic(m_id, topic, true);
        QTRY_VERIFY_WITH_TIMEOUT(view() != nullptr, patience);
        QTRY_COMPARE_WITH_TIMEOUT(view()->table()->model()->rowCount(), rows, patience);
    }
    QLineEdit* line() const { return view()->findChild<QLineEdit*>(QStringLiteral("filterLine")); }
    QLabel* note() const { return view()->findChild<QLabel*>(QStringLiteral("filterNote")); }
    MessagesView* view() const
    {
        const TopicView* topic = m_session->window().views().currentTopic();
        return topic == nullptr ? nullptr : &topic->messages();
    }
    int topicTabs() const
    {
        return static_cast<int>(
            m_session->window().tabs().keys().filter(QStringLiteral("/topic/")).size());
    }
    QAction* action(const char* name) const
    {
        return m_session->window().findChild<QAction*>(QLatin1String(name));
    }
    static void shoot(const char* name, QWidget* widget)
    {
        const QString folder = qEnvironmentVariable("OTTLA_SCREENS");
        if (!folder.isEmpty() && widget != nullptr) {
            QDir().mkpath(folder);
            widget->grab().save(QStringLiteral("%1/views-%2.png").arg(folder, QLatin1String(name)));
        }
    }

    BrokerProcess m_broker;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Session> m_session;
    QString m_id;
};

QTEST_MAIN(TestViews)
#include "tst_views.moc"
