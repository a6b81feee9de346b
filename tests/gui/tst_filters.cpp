// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/filters/savedfilters.h"
#include "model/settings/settings.h"
#include "support/messagespane.h"
#include "ui/messages/filterline.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QDialog>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QTextBrowser>

using namespace ottla;
using namespace ottla::test;

/// Filters as a person types, saves and uses them, against the real broker. Pictures go to the
/// folder OTTLA_SCREENS, where that is set.
class TestFilters : public QObject, private MessagesPane
{
    Q_OBJECT

public:
    TestFilters()
        : MessagesPane(QStringLiteral("filter"))
    { }

private Q_SLOTS:
    void initTestCase()
    {
        if (!BrokerProcess::isAvailable()) {
            QSKIP("no ottla-broker");
        }
        m_broker.setProperties(
            {QStringLiteral("auto.create.topics.enable=true"), QStringLiteral("num.partitions=2")});
        QVERIFY2(m_broker.start(), qPrintable(m_broker.errorOutput()));
        auto producer = MessageProducer::create(properties(), writable);
        QVERIFY(producer.ok());
        const auto send = [&](std::int32_t partition, std::optional<std::string> key,
                              std::optional<std::string> value) {
            const auto stored = (*producer)->send({.topic = "orders",
                                                   .partition = partition,
                                                   .key = std::move(key),
                                                   .value = std::move(value),
                                                   .headers = {{"trace", "abc"}}},
                                                  std::chrono::seconds(20));
            QVERIFY2(stored.ok(), stored.ok() ? "" : stored.error().describe().c_str());
        };
        for (int i = 0; i < 20; ++i) {
            send(i % 2, "key-" + std::to_string(i),
                 R"({"order":{"id":)" + std::to_string(4700 + i) + R"(,"total":)"
                     + std::to_string(i) + R"(.50},"items":[{"sku":"a-)" + std::to_string(i)
                     + R"("}],"customer":"Grete Samsa"})");
        }
        send(0, std::nullopt, std::nullopt);
        send(1, "broken", R"({"order":{"id":47)");
    }

    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_settings =
            std::make_unique<Settings>(m_folder->filePath(QStringLiteral("settings.json")));
        showTopic(QStringLiteral("orders"), 2);
        m_view->setSavedFilters(std::make_unique<SavedFilters>(*m_settings));
        m_line = m_view->findChild<FilterLine*>();
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 22, patience);
        QTRY_VERIFY_WITH_TIMEOUT(!m_view->browser().active(), patience);
    }

    void cleanup()
    {
        m_view.reset();
        m_settings.reset();
    }

    void textAppliesAfterAPause()
    {
        QTest::keyClick(m_view->table(), Qt::Key_L, Qt::ControlModifier);
        QTRY_VERIFY(m_line->hasFocus());
        QTest::keyClicks(m_line, QStringLiteral("GRETE"));
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 20, patience);
        QVERIFY(!m_line->note()->isVisible());
        QTest::keyClick(m_line, Qt::Key_Escape);
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 22, patience);
        QCOMPARE(m_line->text(), QString());
    }

    void expressionsApplyOnEnter()
    {
        QSignalSpy changed(m_line, &FilterLine::filterChanged);
        QTest::keyClicks(m_line, QStringLiteral("$.order.id >= 4710 and partition == 0"));
        QTRY_VERIFY(m_line->note()->isVisible());
        QVERIFY(m_line->note()->text().contains(QStringLiteral("Enter")));
        QCOMPARE(changed.count(), 0);
        QTest::keyClick(m_line, Qt::Key_Return);
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 5, patience);
        QVERIFY(!m_line->note()->isVisible());
        QTRY_VERIFY2(status().contains(QStringLiteral("5 of 22 match")), qPrintable(status()));
        shoot("expression");
    }

    void undecodableMessagesAreCountedAndCanBeListed()
    {
        QTest::keyClicks(m_line, QStringLiteral("$.order.id == 4711"));
        QTest::keyClick(m_line, Qt::Key_Return);
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 1, patience);
        QTRY_VERIFY2(status().contains(QStringLiteral("1 could not be decoded")),
                     qPrintable(status()));
        m_line->selectAll();
        QTest::keyClicks(m_line, QStringLiteral("value is undecodable"));
        QTest::keyClick(m_line, Qt::Key_Return);
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 1, patience);
        QTRY_VERIFY(m_view->table()
                        ->model()
                        ->index(0, MessagesModel::Key)
                        .data()
                        .toString()
                        .contains(QStringLiteral("broken")));
    }

    void undecodableMessagesAreListedWithTheReason()
    {
        QTest::keyClicks(m_line, QStringLiteral("$.order.id == 4711"));
        QTest::keyClick(m_line, Qt::Key_Return);
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 1, patience);
        QTest::mouseClick(m_view->findChild<QAbstractButton*>(QStringLiteral("coverageButton")),
                          Qt::LeftButton);
        auto* dialog = m_view->findChild<QDialog*>(QStringLiteral("coverageDialog"));
        QVERIFY(dialog && QTest::qWaitForWindowExposed(dialog));
        auto* title = dialog->findChild<QLabel*>(QStringLiteral("undecodableTitle"));
        auto* table = dialog->findChild<QTableView*>(QStringLiteral("undecodableTable"));
        const auto listed = [table] {
            QStringList cells;
            for (int column = 1; column < table->model()->columnCount(); ++column) {
                cells << table->model()->index(0, column).data().toString();
            }
            return cells.join(u'|');
        };
        QTRY_VERIFY(title->isVisible() && table->isVisible());
        QVERIFY2(title->text().endsWith(QStringLiteral(": 1")), qPrintable(title->text()));
        QCOMPARE(table->model()->rowCount(), 1);
        const QString why = QStringLiteral("1|10|value: not valid JSON, line 1, column 18: ");
        QVERIFY2(listed().startsWith(why), qPrintable(listed()));
        shoot("undecodable", dialog);
        QTest::mouseClick(dialog->findChild<QAbstractButton*>(QStringLiteral("copyCoverage")),
                          Qt::LeftButton);
        QVERIFY(QApplication::clipboard()->text().contains(
            QStringLiteral("orders partition 1 offset 10: value: not valid JSON")));

        // It goes with the filter, and is there too where the message was not kept.
        m_line->clear();
        QTRY_VERIFY(!title->isVisible() && !table->isVisible());
        QTest::keyClicks(m_line, QStringLiteral("$.order.id == 4711"));
        QTest::keyClick(m_line, Qt::Key_Return);
        m_line->findChild<QAction*>(QStringLiteral("keepOnlyMatches"))->trigger();
        QTest::mouseClick(m_view->findChild<QAbstractButton*>(QStringLiteral("readButton")),
                          Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(m_view->browser().kept() && !m_view->browser().active(), patience);
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 1, patience);
        QTRY_VERIFY(title->isVisible());
        QCOMPARE(table->model()->rowCount(), 1);
        QVERIFY2(listed().startsWith(why), qPrintable(listed()));
        QTest::keyClick(dialog, Qt::Key_Escape);
    }

    void nothingIsSaidToBeFoundWhereSomethingIsUnknown()
    {
        QTest::keyClicks(m_line, QStringLiteral("$.order.id == 1"));
        QTest::keyClick(m_line, Qt::Key_Return);
        auto* state = m_view->findChild<QWidget*>(QStringLiteral("noMatchState"));
        QTRY_VERIFY_WITH_TIMEOUT(state->isVisible(), patience);
        QString said;
        for (const QLabel* label : state->findChildren<QLabel*>()) {
            said += label->text();
        }
        QVERIFY2(said.contains(QStringLiteral("0 of 22 match")), qPrintable(said));
        QVERIFY2(said.contains(QStringLiteral("1 could not be decoded")), qPrintable(said));
    }

    void errorsAreShownInPlace()
    {
        QTest::keyClicks(m_line, QStringLiteral("$.order.id == 4711"));
        QTest::keyClick(m_line, Qt::Key_Return);
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 1, patience);
        QTest::keyClicks(m_line, QStringLiteral(" and $.customer == Grete and"));
        QTRY_VERIFY(m_line->note()->text().contains(QStringLiteral("Text stands in quotes")));
        QVERIFY(m_line->note()->isVisible());
        QVERIFY(
            m_line->note()->text().contains(QStringLiteral("Still applied: $.order.id == 4711")));
        QCOMPARE(m_line->accessibleDescription(), m_line->note()->text());
        QTest::keyClick(m_line, Qt::Key_Return);
        QCOMPARE(rows(), 1);
        shoot("error");
        // The place is drawn in another colour than the same text without an error.
        const QImage marked = m_line->grab().toImage();
        m_line->clear();
        QVERIFY(!m_line->note()->isVisible());
        m_line->setText(QStringLiteral("$.order.id == 4711 and $.customer == \"abc\" and"));
        QVERIFY(redPixels(marked) > redPixels(m_line->grab().toImage()) + 20);
    }

    void existsTheWrongWayRoundIsToldTheRightOne()
    {
        for (const auto& [typed, right] :
             {std::pair("$.order.id exists", "exists $.order.id"),
              std::pair("header[\"trace\"] not exists", "not exists header[\"trace\"]"),
              std::pair("exists($.order.id)", "exists $.name")}) {
            m_line->selectAll();
            QTest::keyClicks(m_line, QString::fromLatin1(typed));
            QTest::keyClick(m_line, Qt::Key_Return);
            const QString said = m_line->note()->text();
            QVERIFY2(m_line->note()->isVisible() && said.contains(QLatin1String(right)),
                     qPrintable(said));
            QCOMPARE(rows(), 22);
        }
        shoot("exists");
        m_line->selectAll();
        QTest::keyClicks(m_line, QStringLiteral("not exists $.order.total"));
        QTest::keyClick(m_line, Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(rows() < 22, patience);
        QVERIFY(!m_line->note()->isVisible());
    }

    void whatIsMissingAtTheEndIsSaidOnlyOnEnter()
    {
        QTest::keyClicks(m_line, QStringLiteral("$.order.id =="));
        QTRY_COMPARE(m_line->note()->text(), QStringLiteral("Expression"));
        QTest::keyClick(m_line, Qt::Key_Return);
        QVERIFY(m_line->note()->text().contains(QStringLiteral("missing")));
    }

    void anExpressionCanBeReadAsText()
    {
        QTest::keyClicks(m_line, QStringLiteral("key == 4711"));
        QTest::keyClick(m_line, Qt::Key_Return);
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 0, patience);
        auto* menu = m_view->findChild<QMenu*>(QStringLiteral("filterMenu"));
        Q_EMIT menu->aboutToShow();
        menu->findChild<QAction*>(QStringLiteral("readAsText"))->trigger();
        QTRY_VERIFY(status().contains(QStringLiteral("0 of 22 match")));
        m_line->selectAll();
        QTest::keyClicks(m_line, QStringLiteral("partition == 0"));
        QTRY_VERIFY(m_line->filter());
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 0, patience);
        Q_EMIT menu->aboutToShow();
        menu->findChild<QAction*>(QStringLiteral("readAutomatically"))->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 11, patience);
    }

    void onlyMatchesAreKeptWhileReading()
    {
        QTest::keyClicks(m_line, QStringLiteral("$.order.total < 3"));
        QTest::keyClick(m_line, Qt::Key_Return);
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 3, patience);
        m_line->findChild<QAction*>(QStringLiteral("keepOnlyMatches"))->trigger();
        QVERIFY(m_line->note()->isVisible());
        QTest::keyClick(m_line, Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE_WITH_TIMEOUT(m_view->browser().progress().state, ReadProgress::State::Finished,
                                  patience);
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 3, patience);
        QCOMPARE(m_view->browser().model()->store()->size(), 3U);
        const FilterSink* kept = m_view->browser().kept();
        QVERIFY(kept);
        QCOMPARE(kept->examined(), 22U);
        QCOMPARE(kept->matched(), 3U);
        QCOMPARE(kept->undecodableCount(), 1U);
        QTRY_VERIFY2(status().contains(QStringLiteral("only the 3 that matched were kept")),
                     qPrintable(status()));
        QVERIFY2(status().contains(QStringLiteral("1 could not be decoded")), qPrintable(status()));
        shoot("kept");
        // Without the filter, nobody claims that these three were all.
        m_line->clear();
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 3, patience);
        QVERIFY(status().contains(QStringLiteral("only the 3 that matched were kept")));
        QTest::keyClick(m_line, Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 22, patience);
        QVERIFY(!m_view->browser().kept());
    }

    void filtersAreSavedUsedEditedAndRemoved()
    {
        QTest::keyClicks(m_line, QStringLiteral("$.order.id == 4711"));
        QTest::keyClick(m_line, Qt::Key_Return);
        auto* menu = m_view->findChild<QMenu*>(QStringLiteral("filterMenu"));
        trigger(menu, "saveFilter");
        auto* dialog = m_view->findChild<QDialog*>(QStringLiteral("savedFiltersDialog"));
        QVERIFY(QTest::qWaitForWindowActive(dialog));
        auto* table = dialog->findChild<QTableWidget*>();
        QTRY_VERIFY(table->findChild<QLineEdit*>());
        QTest::keyClicks(table->findChild<QLineEdit*>(), QStringLiteral("The order"));
        QTest::keyClick(table->findChild<QLineEdit*>(), Qt::Key_Return);
        SavedFilters saved(*m_settings);
        const QList<SavedFilters::Named> one{
            {QStringLiteral("The order"), QStringLiteral("$.order.id == 4711")}};
        QTRY_VERIFY(saved.saved() == one);
        shoot("saved", dialog);

        // A filter that is wrong is not kept, and says why.
        auto* problem = dialog->findChild<QLabel*>(QStringLiteral("savedFiltersProblem"));
        table->item(0, 1)->setText(QStringLiteral("$.order.id =="));
        QVERIFY(problem->isVisible());
        QVERIFY(saved.saved() == one);
        table->item(0, 1)->setText(QStringLiteral("$.order.id == 4712"));
        QVERIFY(!problem->isVisible());
        QCOMPARE(saved.saved().value(0).text, QStringLiteral("$.order.id == 4712"));
        m_line->clear();
        QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("useFilter")),
                          Qt::LeftButton);
        QCOMPARE(m_line->text(), QStringLiteral("$.order.id == 4712"));
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 1, patience);

        // Offered under its name, and among the recent ones.
        m_line->clear();
        m_line->setFocus();
        QTest::keyClick(m_line, Qt::Key_Down);
        QTRY_VERIFY(menu->isVisible());
        shoot("menu", menu);
        QStringList offered;
        for (const QAction* action : menu->actions()) {
            offered += action->text();
        }
        QVERIFY2(offered.contains(QStringLiteral("The order\t$.order.id == 4712")),
                 qPrintable(offered.join(u'|')));
        QVERIFY(offered.contains(QStringLiteral("$.order.id == 4711")));
        QTest::keyClick(menu, Qt::Key_Down);
        QTest::keyClick(menu, Qt::Key_Return);
        QTRY_COMPARE(m_line->text(), QStringLiteral("$.order.id == 4712"));
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 1, patience);

        trigger(menu, "editFilters");
        QVERIFY(QTest::qWaitForWindowActive(dialog));
        QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("removeFilter")),
                          Qt::LeftButton);
        QVERIFY(saved.saved().isEmpty());
    }

    void savedFiltersSurviveARestart()
    {
        SavedFilters(*m_settings).setSaved({{QStringLiteral("a"), QStringLiteral("$.x == 1")}});
        for (int i = 0; i < 20; ++i) {
            SavedFilters(*m_settings).used(QString::number(i % 15));
        }
        QVERIFY(m_settings->flush().ok());
        Settings again(m_folder->filePath(QStringLiteral("settings.json")));
        QCOMPARE(SavedFilters(again).saved().value(0).text, QStringLiteral("$.x == 1"));
        const QStringList recent = SavedFilters(again).recent();
        QCOMPARE(recent.size(), SavedFilters::mostRecent);
        QCOMPARE(recent.first(), QStringLiteral("4"));
        QCOMPARE(recent.count(QStringLiteral("4")), 1);
    }

    void helpShowsTheLanguage()
    {
        m_line->setFocus();
        QTest::keyClick(m_line, Qt::Key_F1);
        auto* help = m_view->findChild<QDialog*>(QStringLiteral("filterHelp"));
        QVERIFY(help);
        QVERIFY(QTest::qWaitForWindowActive(help));
        QVERIFY(help->findChild<QTextBrowser*>()->toPlainText().contains(
            QStringLiteral("timestamp >= -15m")));
        shoot("help", help);
        QTest::keyClick(help, Qt::Key_Escape);
        QTRY_VERIFY(!help->isVisible());
    }

private:
    static void trigger(QMenu* menu, const char* action)
    {
        Q_EMIT menu->aboutToShow();
        auto* found = menu->findChild<QAction*>(QLatin1String(action));
        QVERIFY2(found && found->isEnabled(), action);
        found->trigger();
    }
    static int redPixels(const QImage& image)
    {
        int count = 0;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) {
                const QColor colour = image.pixelColor(x, y);
                count += colour.red() > colour.green() + 60 && colour.red() > colour.blue() + 60;
            }
        }
        return count;
    }
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Settings> m_settings;
    FilterLine* m_line = nullptr; // of the view
};

QTEST_MAIN(TestFilters)
#include "tst_filters.moc"
