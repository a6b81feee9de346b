// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/messages/messagetable.h"
#include "ui/shell/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QHeaderView>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QTest>

#include <functional>

using namespace ottla;

namespace {

constexpr int patience = 20'000;
constexpr int many = 2000;

} // namespace

/// The table over a store without a cluster, used with mouse and keys. Pictures go to the folder
/// OTTLA_SCREENS, where that is set.
class TestMessageTable : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        applyTheme(*qApp, ThemeChoice::Light);
        m_store = std::make_shared<MessageStore>();
        m_model = std::make_unique<MessagesModel>();
        m_model->setStore(m_store);
        m_table = std::make_unique<MessageTable>(m_model.get());
        m_table->resize(1200, 500);
        m_table->show();
        m_table->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_table.get()));
        add(0, many);
    }

    void cleanup()
    {
        m_table.reset();
        m_model.reset();
    }

    void sortsByClicksOnATitle()
    {
        // Ascending, descending, as they arrived.
        clickTitle(MessagesModel::Offset);
        settle();
        QCOMPARE(m_model->message(0).offset(), 1);
        QVERIFY(m_table->horizontalHeader()->isSortIndicatorShown());
        shoot("sorted");
        clickTitle(MessagesModel::Offset);
        settle();
        QCOMPARE(m_model->message(0).offset(), many);
        clickTitle(MessagesModel::Offset);
        settle();
        QCOMPARE(m_model->sortColumn(), -1);
        QCOMPARE(m_model->storeRow(0), 0U);
        clickTitle(MessagesModel::Value);
        settle();
        QCOMPARE(m_model->sortColumn(), static_cast<int>(MessagesModel::Value));
    }

    void keepsTheSelectionThroughSortsAndFilters()
    {
        m_table->selectRow(3);
        click(7, Qt::ControlModifier);
        QCOMPARE(selectedRows(), (RowOrder{3, 7}));
        m_model->setFilter(MessageFilter::parse("odd").filter);
        settle();
        QCOMPARE(m_model->rowCount(), many / 2);
        QCOMPARE(selectedRows(), (RowOrder{3, 7}));
        m_model->setFilter(nullptr);
        settle();
        QCOMPARE(selectedRows(), (RowOrder{3, 7}));
        clickTitle(MessagesModel::Offset);
        settle();
        QCOMPARE(selectedRows(), (RowOrder{3, 7}));
        QVERIFY(m_table->selected().holds(m_model->index(many - 4, 0)));
        QCOMPARE(currentRow(), 7);
        m_model->setFilter(MessageFilter::parse("even").filter);
        settle();
        m_model->setFilter(nullptr);
        settle();
        // Neither was shown in between, and both are selected again.
        QCOMPARE(selectedRows(), (RowOrder{3, 7}));
        QCOMPARE(currentRow(), 7);
        m_table->selectAll();
        clickTitle(MessagesModel::Key);
        settle();
        QCOMPARE(m_table->selected().count(), std::size_t{many});
    }

    void takesFromAndAddsToWhatASortKept()
    {
        m_table->selectRow(3);
        click(7, Qt::ControlModifier);
        clickTitle(MessagesModel::Offset); // the other way round
        settle();
        m_table->scrollToBottom();
        click(many - 8, Qt::ControlModifier);
        QCOMPARE(selectedRows(), RowOrder{3});
        click(many - 6, Qt::ControlModifier);
        QCOMPARE(selectedRows(), (RowOrder{3, 5}));
        QTest::mouseClick(m_table->viewport(), Qt::RightButton, {}, placeOf(many - 4));
        QCOMPARE(selectedRows(), (RowOrder{3, 5}));
        shoot("kept");
        click(many - 10, {});
        QCOMPARE(selectedRows(), RowOrder{9});
        // What was selected once does not come back.
        add(many, 10);
        QCOMPARE(selectedRows(), RowOrder{9});
    }

    void keepsAMillionSelectedThroughASort()
    {
        constexpr int million = 1'000'000;
        fill(million - many);
        QTest::keyClick(m_table.get(), Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(m_table->selected().count(), std::size_t{million});
        clickTitle(MessagesModel::Partition);
        settle();
        QCOMPARE(m_table->selected().count(), std::size_t{million});
        QVERIFY(m_table->selected().holds(m_model->index(million / 2, 0)));
        // A filter hides most of them, and shows them again.
        m_model->setFilter(MessageFilter::parse("partition == 5").filter);
        settle();
        QCOMPARE(m_table->selected().count(), static_cast<std::size_t>(m_model->rowCount()));
        QVERIFY(m_model->rowCount() < million / 4);
        m_model->setFilter(nullptr);
        settle();
        QCOMPARE(m_table->selected().count(), std::size_t{million});

        clickTitle(MessagesModel::Partition);
        clickTitle(MessagesModel::Partition); // as they arrived
        settle();
        click(m_table->rowAt(0), {});
        m_table->verticalScrollBar()->setValue(50'000);
        click(50'001, Qt::ShiftModifier);
        const RowOrder chosen = selectedRows();
        QVERIFY2(chosen.size() > 49'900, qPrintable(QString::number(chosen.size())));
        clickTitle(MessagesModel::Partition);
        settle();
        QCOMPARE(selectedRows(), chosen);
        // They are scattered now, and stand out where they are.
        const auto stored = static_cast<std::uint32_t>(chosen[chosen.size() / 2]);
        const QModelIndex row =
            m_model->index(m_model->rowsOf({stored}).front(), MessagesModel::Size);
        m_table->clearFocus();
        m_table->scrollTo(row, QAbstractItemView::PositionAtCenter);
        QCOMPARE(m_table->grab(m_table->visualRect(row).translated(m_table->viewport()->pos()))
                     .toImage()
                     .pixelColor(1, 1),
                 m_table->palette().color(QPalette::Highlight));
    }

    void copiesManyRowsFromAnotherThread()
    {
        constexpr int rows = 30'000;
        fill(rows - many);
        for (int column = 0; column < m_model->columnCount(); ++column) {
            m_table->setColumnHidden(column, column != MessagesModel::Offset);
        }
        m_table->selectAll();
        QApplication::clipboard()->setText(QStringLiteral("before"));
        QTest::keyClick(m_table.get(), Qt::Key_C, Qt::ControlModifier);
        auto* note = m_table->findChild<QLabel*>(QStringLiteral("tableNote"));
        QCOMPARE(note->text(), QStringLiteral("Copying 30,000 rows…"));
        QVERIFY(note->isVisible());
        QTRY_COMPARE_WITH_TIMEOUT(note->text(), QStringLiteral("30,000 rows copied"), patience);
        const QStringList lines = QApplication::clipboard()->text().split(u'\n');
        QCOMPARE(lines.size(), rows + 1);
        QCOMPARE(lines.first(), QString::number(many));
        QCOMPARE(lines[rows - 1], QString::number(rows - 1));
    }

    void saysWhatIsTooMuchForAClipboard()
    {
        fill(1'000'001 - many);
        m_table->selectAll();
        QApplication::clipboard()->setText(QStringLiteral("before"));
        QTest::keyClick(m_table.get(), Qt::Key_C, Qt::ControlModifier);
        auto* note = m_table->findChild<QLabel*>(QStringLiteral("tableNote"));
        QVERIFY2(note->text().contains(QStringLiteral("1,000,001 rows are selected")),
                 qPrintable(note->text()));
        shoot("toomany");
        QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("before"));
    }

    void neverMovesWhatIsLookedAt()
    {
        clickTitle(MessagesModel::Offset);
        settle();
        m_table->verticalScrollBar()->setValue(900);
        const std::size_t top = m_model->storeRow(900);
        add(many, 300); // all of them go before it
        settle();
        QCOMPARE(m_model->storeRow(m_table->verticalScrollBar()->value()), top);
        QVERIFY(m_table->verticalScrollBar()->value() > 1100);
        // At the very beginning one stays, and sees what comes.
        m_table->verticalScrollBar()->setValue(0);
        add(many + 300, 10);
        settle();
        QCOMPARE(m_table->verticalScrollBar()->value(), 0);
    }

    void staysInPlaceWhenTheOldestAreDropped()
    {
        m_store->keepNewest(1);
        m_table->verticalScrollBar()->setValue(1500);
        const std::size_t top = m_model->storeRow(1500);
        const std::string big(std::size_t{3} << 20U, 'b');
        for (int i = 0; i < 3; ++i) { // fill chunks, so that the first one goes
            QVERIFY(m_store->add({.offset = 90'000 + i, .value = big}).ok());
        }
        m_store->batchAdded();
        QTRY_VERIFY_WITH_TIMEOUT(m_store->first() > 0, patience);
        settle();
        QVERIFY(m_store->first() > top
                || m_model->storeRow(m_table->verticalScrollBar()->value()) == top);
    }

    void letsColumnsBeChosenFromTheTitlesMenu()
    {
        QVERIFY(m_table->isColumnHidden(MessagesModel::ValueSize));
        inMenu(QStringLiteral("Columns"), QStringLiteral("Value size"));
        QVERIFY(!m_table->isColumnHidden(MessagesModel::ValueSize));
        inMenu(QStringLiteral("Columns"), QStringLiteral("Headers"));
        QVERIFY(m_table->isColumnHidden(MessagesModel::Headers));
        inMenu(QStringLiteral("Times as"), QStringLiteral("UTC"));
        QVERIFY(m_model->index(0, MessagesModel::Timestamp).data().toString().endsWith(u'Z'));
        inMenu({}, QStringLiteral("Sort descending"), MessagesModel::Offset);
        settle();
        QCOMPARE(m_model->message(0).offset(), many);
        m_table->horizontalHeader()->moveSection(0, 3);
        shoot("columns");

        const QJsonObject state = m_table->columnState();
        MessageTable another(m_model.get());
        another.restoreColumnState(QJsonDocument::fromJson(QJsonDocument(state).toJson()).object());
        QCOMPARE(another.columnState(), state);
        QVERIFY(another.isColumnHidden(MessagesModel::Headers));
        QCOMPARE(another.horizontalHeader()->visualIndex(MessagesModel::Topic), 3);
        inMenu({}, QStringLiteral("Columns as at first"));
        QVERIFY(!m_table->isColumnHidden(MessagesModel::Headers));
    }

    void showsAFieldAsAColumn()
    {
        const int number = MessagesModel::FixedCount;
        m_table->selectRow(3);
        inMenu({}, QStringLiteral("Add a field as a column…"));
        auto* dialog = m_table->findChild<QDialog*>(QStringLiteral("fieldColumnDialog"));
        QVERIFY(dialog != nullptr);
        QVERIFY(QTest::qWaitForWindowExposed(dialog));
        auto* path = dialog->findChild<QLineEdit*>(QStringLiteral("fieldPath"));
        auto* add = dialog->findChild<QPushButton*>(QStringLiteral("addFieldColumn"));
        auto* problem = dialog->findChild<QLabel*>(QStringLiteral("fieldProblem"));
        path->selectAll();
        QTest::keyClicks(path, QStringLiteral("number"));
        QTest::mouseClick(add, Qt::LeftButton);
        QVERIFY(dialog->isVisible());
        QVERIFY2(problem->text().contains(QStringLiteral("begins with $")),
                 qPrintable(problem->text()));
        shoot("fielddialog", dialog);
        path->selectAll();
        QTest::keyClicks(path, QStringLiteral("$.id"));
        QTest::keyClick(path, Qt::Key_Return);
        QTRY_COMPARE(m_table->findChild<QDialog*>(QStringLiteral("fieldColumnDialog")), nullptr);

        QCOMPARE(m_model->columnCount(), number + 1);
        QVERIFY(!m_table->isColumnHidden(number));
        QCOMPARE(m_table->horizontalHeader()->visualIndex(number) + 1,
                 m_table->horizontalHeader()->visualIndex(MessagesModel::Value));
        QCOMPARE(m_model->index(0, number).data().toString(), QStringLiteral("0"));
        QCOMPARE(selectedRows(), RowOrder{3});
        clickTitle(number);
        clickTitle(number);
        settle();
        QCOMPARE(m_model->sortOrder(), Qt::DescendingOrder);
        QCOMPARE(m_model->index(0, number).data().toString(), QString::number(many - 1));
        QCOMPARE(selectedRows(), RowOrder{3});
        shoot("field");

        // It comes back with the layout, in its place and sorted by.
        const QJsonObject state = m_table->columnState();
        inMenu({}, QStringLiteral("Remove this column"), number);
        QCOMPARE(m_model->columnCount(), number);
        QVERIFY(m_table->columnState() != state);
        settle();
        QCOMPARE(m_model->storeRow(0), 0U);
        m_table->restoreColumnState(QJsonDocument(state).object());
        QCOMPARE(m_table->columnState(), state);
        settle();
        QCOMPARE(m_model->index(0, number).data().toString(), QString::number(many - 1));
        inMenu({}, QStringLiteral("Columns as at first"));
        QCOMPARE(m_model->columnCount(), number);
    }

    void findsAsOneTypes()
    {
        m_table->setCurrentIndex(m_model->index(0, MessagesModel::Value));
        QTest::keyClicks(m_table.get(), QStringLiteral("no-1234"));
        QTRY_COMPARE_WITH_TIMEOUT(m_table->currentIndex().row(), 1234, patience);
        auto* label = m_table->findChild<QLabel*>(QStringLiteral("tableNote"));
        QVERIFY(label->isVisible());
        QCOMPARE(label->text(), QStringLiteral("Find: no-1234"));
        shoot("find");
        QTest::qWait(QApplication::keyboardInputInterval() + 50); // a new word begins
        QTest::keyClicks(m_table.get(), QStringLiteral("no-19"));
        QTRY_COMPARE_WITH_TIMEOUT(m_table->currentIndex().row(), 1900, patience);
        QTest::keyClick(m_table.get(), Qt::Key_F3);
        QTRY_COMPARE_WITH_TIMEOUT(m_table->currentIndex().row(), 1901, patience);
        QTest::keyClick(m_table.get(), Qt::Key_F3, Qt::ShiftModifier);
        QTRY_COMPARE_WITH_TIMEOUT(m_table->currentIndex().row(), 1900, patience);
        QTest::qWait(QApplication::keyboardInputInterval() + 50);
        QTest::keyClicks(m_table.get(), QStringLiteral("nowhere"));
        QTRY_VERIFY_WITH_TIMEOUT(label->text().endsWith(QStringLiteral("not found")), patience);
    }

    void copiesWhatIsSelected()
    {
        for (int column = 0; column < m_model->columnCount(); ++column) {
            m_table->setColumnHidden(
                column, column != MessagesModel::Offset && column != MessagesModel::Key);
        }
        m_table->selectRow(1);
        click(2, Qt::ControlModifier);
        QTest::keyClick(m_table.get(), Qt::Key_C, Qt::ControlModifier);
        QTRY_COMPARE(QApplication::clipboard()->text(), QStringLiteral("1999\tno-1\n1998\t\n"));
        QCOMPARE(m_table->selection().csv(), QStringLiteral("1999,no-1\n1998,\n"));
        const QJsonArray json =
            QJsonDocument::fromJson(m_table->selection().json().toUtf8()).array();
        QCOMPARE(json.size(), 2);
        QCOMPARE(json[0].toObject().value(QStringLiteral("Offset")).toInteger(), 1999);
        QVERIFY(json[1].toObject().value(QStringLiteral("Key")).isNull());
    }

private:
    /// Row i has offset many - i; every even one from 2 on has no key.
    void add(int from, int count)
    {
        for (int i = from; i < from + count; ++i) {
            const std::string key = "no-" + std::to_string(i);
            const std::string value = "{\"id\": " + std::to_string(i) + ", \"kind\": \""
                + (i % 2 == 0 ? "even" : "odd") + "\", \"paid\": true, \"name\": \"no-"
                + std::to_string(i) + "\"}";
            MessageView message{.partition = i % 3,
                                .offset = many - i,
                                .timestamp = 1'700'000'000'000 + i,
                                .timestampType = TimestampType::Create};
            message.value = value;
            if (i == 0 || i % 2 == 1) {
                message.key = key;
            }
            QVERIFY(m_store->add(message).ok());
        }
        m_store->batchAdded();
        settle();
    }
    /// Small messages in seven partitions at random; row i has offset i.
    void fill(int count)
    {
        std::uint32_t random = 1;
        const auto first = static_cast<int>(m_store->size());
        for (int i = 0; i < count; ++i) {
            random = random * 1'664'525U + 1'013'904'223U;
            QVERIFY(m_store
                        ->add({.partition = static_cast<std::int32_t>(random >> 16U) % 7,
                               .offset = first + i,
                               .value = "v"})
                        .ok());
        }
        m_store->batchAdded();
        settle();
    }
    void settle() { QTRY_VERIFY_WITH_TIMEOUT(m_model->upToDate(), patience); }
    QPoint titleAt(int column) const
    {
        const QHeaderView* header = m_table->horizontalHeader();
        return {header->sectionViewportPosition(column) + 20, header->height() / 2};
    }
    void clickTitle(int column)
    {
        QTest::mouseClick(m_table->horizontalHeader()->viewport(), Qt::LeftButton, {},
                          titleAt(column));
    }
    void click(int row, Qt::KeyboardModifiers modifiers)
    {
        QTest::mouseClick(m_table->viewport(), Qt::LeftButton, modifiers, placeOf(row));
    }
    QPoint placeOf(int row) const
    {
        return m_table->visualRect(m_model->index(row, MessagesModel::Offset)).center();
    }
    RowOrder selectedRows() const
    {
        RowOrder rows = m_table->selected().rows();
        std::sort(rows.begin(), rows.end());
        return rows;
    }
    int currentRow() const
    {
        return static_cast<int>(m_model->storeRow(m_table->currentIndex().row()));
    }
    /// Chooses an entry of the titles' menu, or of a menu in it.
    void inMenu(const QString& submenu, const QString& entry, int column = MessagesModel::Value)
    {
        bool chosen = false;
        QTimer::singleShot(0, this, [&] {
            auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
            QMenu* owner = menu;
            for (QAction* action : menu->actions()) {
                if (!submenu.isEmpty() && action->text() == submenu) {
                    owner = action->menu();
                }
            }
            for (QAction* action : owner->actions()) {
                if (action->text() == entry) {
                    shoot("menu", menu);
                    action->trigger();
                    chosen = true;
                    break;
                }
            }
            menu->close();
        });
        Q_EMIT m_table->horizontalHeader()->customContextMenuRequested(titleAt(column));
        QVERIFY2(chosen, qPrintable(entry));
    }
    void shoot(const char* name, QWidget* widget = nullptr)
    {
        const QString folder = qEnvironmentVariable("OTTLA_SCREENS");
        if (folder.isEmpty()) {
            return;
        }
        QDir().mkpath(folder);
        for (const auto choice : {ThemeChoice::Dark, ThemeChoice::Light}) {
            applyTheme(*qApp, choice);
            QCoreApplication::sendPostedEvents();
            (widget != nullptr ? widget : m_table.get())
                ->grab()
                .save(QStringLiteral("%1/table-%2-%3.png")
                          .arg(folder, QLatin1String(name),
                               choice == ThemeChoice::Dark ? QStringLiteral("dark")
                                                           : QStringLiteral("light")));
        }
    }

    std::shared_ptr<MessageStore> m_store;
    std::unique_ptr<MessagesModel> m_model;
    std::unique_ptr<MessageTable> m_table;
};

QTEST_MAIN(TestMessageTable)
#include "tst_messagetable.moc"
