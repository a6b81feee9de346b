// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/messages/messagetable.h"

#include "ui/messages/fieldcolumndialog.h"
#include "ui/messages/messagecopy.h"
#include "ui/messages/messagedelegate.h"
#include "ui/messages/messagefind.h"
#include "ui/widgets/tablenote.h"

#include <QActionGroup>
#include <QApplication>
#include <QContextMenuEvent>
#include <QFontDatabase>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QJsonArray>
#include <QMenu>
#include <QScopedValueRollback>
#include <QScrollBar>

#include <algorithm>
#include <array>

namespace ottla {

namespace {

constexpr int rowPixels = 22;
constexpr int leastFill = 200; // pixels of the value's column

constexpr std::array hiddenAtFirst{MessagesModel::Topic,       MessagesModel::TimestampKind,
                                   MessagesModel::KeySize,     MessagesModel::ValueSize,
                                   MessagesModel::LeaderEpoch, MessagesModel::Schema};

constexpr std::array timeNames{"local", "utc", "epoch", "age"};

} // namespace

MessageTable::MessageTable(MessagesModel* model, QWidget* parent)
    : QTableView(parent)
    , m_messages(model)
    , m_selection(new MessageSelection(model, this))
    , m_note(new TableNote(this))
    , m_find(new MessageFind(*model, *this, *m_note))
    , m_copy(new MessageCopy(*m_note, this))
{
    setObjectName(QStringLiteral("messagesTable"));
    setAccessibleName(tr("Messages"));
    setModel(model);
    delete selectionModel();
    setSelectionModel(m_selection);
    // A title that is drawn asks whether its column is selected, which takes a look at each row.
    for (QHeaderView* header : {horizontalHeader(), verticalHeader()}) {
        header->setSelectionModel(new QItemSelectionModel(model, header));
    }
    setItemDelegate(new MessageDelegate(*m_selection, this));
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setAlternatingRowColors(true);
    setShowGrid(false);
    setWordWrap(false);
    setFrameShape(QFrame::NoFrame);
    setTabKeyNavigation(false);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(rowPixels);
    buildHeader();
    resetColumns();

    connect(m_selection, &MessageSelection::keptChanged, viewport(), qOverload<>(&QWidget::update));
    connect(model, &MessagesModel::aboutToReorder, this, &MessageTable::keepPlace);
    connect(model, &MessagesModel::reordered, this, [this] {
        m_reordering = false;
        restorePlace();
    });
    connect(model, &QAbstractItemModel::rowsInserted, this, &MessageTable::restorePlace);
    connect(model, &QAbstractItemModel::modelReset, this, [this] {
        if (!m_reordering) { // other messages: there is no place to come back to
            m_place = {};
        }
        if (!m_topicChosen && m_messages->store()) {
            setColumnHidden(MessagesModel::Topic, m_messages->store()->topicCount() < 2);
        }
    });
    connect(model, &QAbstractItemModel::rowsRemoved, this,
            [this](const QModelIndex&, int first, int last) {
                if (first == 0 && !m_reordering) {
                    verticalScrollBar()->setValue(verticalScrollBar()->value() - (last + 1));
                }
            });
}

void MessageTable::buildHeader()
{
    QHeaderView* header = horizontalHeader();
    QFont plain = QApplication::font();
    plain.setFamily(plain.family()); // else it would be taken for the table's
    header->setFont(plain);
    header->setHighlightSections(false);
    header->setSectionsMovable(true);
    header->setSortIndicatorClearable(true);
    header->setSortIndicator(-1, Qt::AscendingOrder);
    setSortingEnabled(true);
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(header, &QHeaderView::customContextMenuRequested, this, &MessageTable::showHeaderMenu);
    connect(header, &QHeaderView::sectionResized, this, [this](int column, int, int) {
        if (column == MessagesModel::Value && !m_resizing) {
            m_fills = false;
        } else if (!m_resizing) {
            fillWidth();
        }
    });
}

int MessageTable::defaultWidth(int column) const
{
    const int digit = QFontMetrics(font()).horizontalAdvance(u'0');
    switch (column) {
    case MessagesModel::Partition:
        return 7 * digit;
    case MessagesModel::Offset:
        return 13 * digit;
    case MessagesModel::Timestamp:
        return 28 * digit;
    case MessagesModel::Topic:
    case MessagesModel::Key:
        return 20 * digit;
    case MessagesModel::Value:
        return 60 * digit;
    case MessagesModel::Headers:
        return 18 * digit;
    default:
        return (column < MessagesModel::FixedCount ? 12 : 20) * digit;
    }
}

void MessageTable::resetColumns()
{
    const QScopedValueRollback resizing(m_resizing, true);
    for (int column = 0; column < m_messages->columnCount(); ++column) {
        horizontalHeader()->moveSection(horizontalHeader()->visualIndex(column), column);
        setColumnHidden(column,
                        std::find(hiddenAtFirst.begin(), hiddenAtFirst.end(), column)
                            != hiddenAtFirst.end());
        setColumnWidth(column, defaultWidth(column));
    }
    m_fills = true;
    fillWidth();
}

void MessageTable::fillWidth()
{
    if (!m_fills || isColumnHidden(MessagesModel::Value)) {
        return;
    }
    const QScopedValueRollback resizing(m_resizing, true);
    const int others = horizontalHeader()->length() - columnWidth(MessagesModel::Value);
    setColumnWidth(MessagesModel::Value, std::max(leastFill, viewport()->width() - others));
}

void MessageTable::resizeEvent(QResizeEvent* event)
{
    QTableView::resizeEvent(event);
    fillWidth();
}

QJsonObject MessageTable::columnState() const
{
    const QHeaderView* header = horizontalHeader();
    const MessageCells& cells = m_messages->cells();
    QJsonArray columns;
    for (int visual = 0; visual < header->count(); ++visual) {
        const int column = header->logicalIndex(visual);
        QJsonObject state{{QStringLiteral("id"), cells.id(column)}};
        if (isColumnHidden(column)) {
            state.insert(QStringLiteral("hidden"), true);
        } else if (column != MessagesModel::Value || !m_fills) {
            state.insert(QStringLiteral("width"), columnWidth(column));
        }
        columns.append(state);
    }
    QJsonObject state{{QStringLiteral("columns"), columns},
                      {QStringLiteral("times"),
                       QLatin1String(timeNames[static_cast<std::size_t>(cells.timeFormat())])}};
    if (m_messages->sortColumn() >= 0) {
        state.insert(QStringLiteral("sortedBy"), cells.id(m_messages->sortColumn()));
        state.insert(QStringLiteral("descending"), m_messages->sortOrder() == Qt::DescendingOrder);
    }
    return state;
}

void MessageTable::restoreColumnState(const QJsonObject& state)
{
    const MessageCells& cells = m_messages->cells();
    const QString times = state.value(QStringLiteral("times")).toString();
    const auto time = std::find_if(timeNames.begin(), timeNames.end(), [&times](const char* name) {
        return times == QLatin1String(name);
    });
    if (time != timeNames.end()) {
        m_messages->setTimeFormat(static_cast<MessageCells::TimeFormat>(time - timeNames.begin()));
    }
    const QJsonArray columns = state.value(QStringLiteral("columns")).toArray();
    takeFields(columns);
    {
        const QScopedValueRollback resizing(m_resizing, true);
        int visual = 0;
        for (const QJsonValue& each : columns) {
            const QJsonObject kept = each.toObject();
            const int column = cells.columnOf(kept.value(QStringLiteral("id")).toString());
            if (column < 0) {
                continue;
            }
            horizontalHeader()->moveSection(horizontalHeader()->visualIndex(column), visual++);
            setColumnHidden(column, kept.value(QStringLiteral("hidden")).toBool());
            const int width = kept.value(QStringLiteral("width")).toInt();
            if (width > 0) {
                setColumnWidth(column, width);
            }
            if (column == MessagesModel::Value) {
                m_fills = width == 0;
            }
        }
    }
    fillWidth();
    const int sorted = cells.columnOf(state.value(QStringLiteral("sortedBy")).toString());
    horizontalHeader()->setSortIndicator(sorted,
                                         state.value(QStringLiteral("descending")).toBool()
                                             ? Qt::DescendingOrder
                                             : Qt::AscendingOrder);
}

// There are columns for these fields from now on, and for no other.
void MessageTable::takeFields(const QJsonArray& columns)
{
    QStringList ids;
    for (const QJsonValue& each : columns) {
        ids << each.toObject().value(QStringLiteral("id")).toString();
    }
    for (int column = m_messages->columnCount() - 1; column >= MessagesModel::FixedCount;
         --column) {
        if (!ids.contains(m_messages->cells().id(column))) {
            removeField(column);
        }
    }
    for (const QString& id : ids) {
        const QString path = MessageCells::fieldOf(id);
        if (!path.isEmpty()) {
            static_cast<void>(m_messages->addField(path)); // what is no path is left out
        }
    }
}

Result<void> MessageTable::addField(const QString& path)
{
    const auto column = m_messages->addField(path);
    if (!column) {
        return column.error();
    }
    QHeaderView* header = horizontalHeader();
    const int at = header->visualIndex(*column);
    const int value = header->visualIndex(MessagesModel::Value);
    header->moveSection(at, at < value ? value - 1 : value); // before the value, in sight
    setColumnHidden(*column, false);
    setColumnWidth(*column, defaultWidth(*column));
    fillWidth();
    scrollTo(currentIndex().siblingAtColumn(*column));
    return {};
}

void MessageTable::removeField(int column)
{
    m_messages->removeField(column);
    horizontalHeader()->setSortIndicator(m_messages->sortColumn(), m_messages->sortOrder());
    fillWidth();
}

void MessageTable::askForField()
{
    auto* dialog =
        new FieldColumnDialog([this](const QString& path) { return addField(path); }, this);
    dialog->open();
}

void MessageTable::keepPlace()
{
    m_reordering = true;
    const auto storeRow = [this](const QModelIndex& index) {
        return static_cast<std::uint32_t>(m_messages->storeRow(index.row()));
    };
    // What is not shown yet is waited for further on.
    if (currentIndex().isValid()) {
        m_place.current = storeRow(currentIndex());
    }
    if (const int top = verticalScrollBar()->value(); top > 0 && top < m_messages->rowCount()) {
        m_place.top = storeRow(m_messages->index(top, 0));
    }
}

void MessageTable::restorePlace()
{
    if (m_reordering || (!m_place.current && !m_place.top)) {
        return;
    }
    constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
    const std::vector<int> rows =
        m_messages->rowsOf({m_place.current.value_or(none), m_place.top.value_or(none)});
    if (rows[1] >= 0) {
        verticalScrollBar()->setValue(rows[1]);
        m_place.top.reset();
    }
    if (rows[0] >= 0) {
        const int column = std::max(0, columnAt(0));
        selectionModel()->setCurrentIndex(m_messages->index(rows[0], column),
                                          QItemSelectionModel::NoUpdate);
        m_place.current.reset();
    }
}

// As if Qt's own selection knew all that is selected.
QItemSelectionModel::SelectionFlags MessageTable::selectionCommand(const QModelIndex& index,
                                                                   const QEvent* event) const
{
    const auto command = QTableView::selectionCommand(index, event);
    if (!index.isValid() || event == nullptr || !m_selection->holds(index)
        || m_selection->isSelected(index)) {
        return command;
    }
    if (event->type() == QEvent::MouseButtonPress
        && static_cast<const QMouseEvent*>(event)->button() == Qt::RightButton) {
        return QItemSelectionModel::NoUpdate; // the menu is for all that is selected
    }
    return (command & QItemSelectionModel::Toggle) != 0
        ? (command & ~QItemSelectionModel::Toggle) | QItemSelectionModel::Deselect
        : command;
}

QList<int> MessageTable::columnsInSight() const
{
    QList<int> columns;
    for (int visual = 0; visual < horizontalHeader()->count(); ++visual) {
        const int column = horizontalHeader()->logicalIndex(visual);
        if (!isColumnHidden(column)) {
            columns.append(column);
        }
    }
    return columns;
}

RowCopy MessageTable::selection() const
{
    QList<std::pair<int, QString>> columns;
    for (const int column : columnsInSight()) {
        columns.append({column, m_messages->cells().title(column)});
    }
    RowOrder rows = m_selection->rows();
    const auto count = static_cast<qsizetype>(rows.size());
    return {count, columns,
            [rows = std::move(rows), store = m_messages->store(),
             cells = m_messages->cells()](qsizetype row, int column) {
                return cells.exact(*store, store->at(rows[static_cast<std::size_t>(row)]), column);
            }};
}

void MessageTable::copy(RowCopy::Form form)
{
    constexpr std::size_t fewRows = 1000;
    constexpr std::size_t fewBytes = std::size_t{1} << 20U;
    const std::size_t count = m_selection->count();
    if (count == 0) {
        return;
    }
    if (count > MessageCopy::mostRows) {
        m_note->say(MessageCopy::tooManyText(count));
        return;
    }
    bool few = count <= fewRows;
    if (few) {
        std::size_t bytes = 0;
        for (const std::uint32_t row : m_selection->rows()) {
            const StoredMessage message = m_messages->store()->at(row);
            bytes += message.size();
            few = few && bytes <= fewBytes && !m_messages->cells().decodes(message);
        }
    }
    m_copy->copy(selection(), form, few);
}

void MessageTable::findNext(bool backwards)
{
    m_find->next(backwards);
}

void MessageTable::keyboardSearch(const QString& text)
{
    m_find->type(text);
}

void MessageTable::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Copy)) {
        copy(&RowCopy::text);
    } else if (event->matches(QKeySequence::FindNext)) {
        findNext();
    } else if (event->matches(QKeySequence::FindPrevious)) {
        findNext(true);
    } else {
        QTableView::keyPressEvent(event);
    }
}

void MessageTable::contextMenuEvent(QContextMenuEvent* event)
{
    if (m_selection->count() == 0) {
        return;
    }
    QMenu menu(this);
    menu.setObjectName(QStringLiteral("rowMenu"));
    menu.setToolTipsVisible(true);
    const std::size_t count = m_selection->count();
    const auto add = [&](const QString& text, RowCopy::Form form) {
        QAction* action = menu.addAction(text, this, [this, form] { copy(form); });
        action->setEnabled(count <= MessageCopy::mostRows);
        if (!action->isEnabled()) {
            action->setToolTip(MessageCopy::tooManyText(count));
        }
    };
    add(tr("Copy as text"), &RowCopy::text);
    add(tr("Copy as CSV"), &RowCopy::csv);
    add(tr("Copy as JSON"), &RowCopy::json);
    Q_EMIT rowMenuAboutToShow(&menu);
    menu.exec(event->globalPos());
}

void MessageTable::addColumnChoices(QMenu& menu)
{
    const QList<int> inSight = columnsInSight();
    for (int column = 0; column < m_messages->columnCount(); ++column) {
        const MessageCells& cells = m_messages->cells();
        const QString more = cells.explanation(column);
        QAction* action = menu.addAction(
            more.isEmpty() ? cells.title(column) : tr("%1 – %2").arg(cells.title(column), more));
        action->setCheckable(true);
        action->setChecked(!isColumnHidden(column));
        action->setEnabled(inSight.size() > 1 || isColumnHidden(column));
        connect(action, &QAction::toggled, this, [this, column](bool shown) {
            m_topicChosen = m_topicChosen || column == MessagesModel::Topic;
            setColumnHidden(column, !shown);
            fillWidth();
        });
    }
}

void MessageTable::addTimeChoices(QMenu& menu)
{
    auto* group = new QActionGroup(&menu);
    for (const auto& [format, text] : {
             std::pair{MessageCells::TimeFormat::Local, tr("Local time")},
             std::pair{MessageCells::TimeFormat::Utc, tr("UTC")},
             std::pair{MessageCells::TimeFormat::Epoch, tr("Milliseconds since 1970")},
             std::pair{MessageCells::TimeFormat::Age, tr("Age")},
         }) {
        QAction* action = menu.addAction(
            text, this, [this, format = format] { m_messages->setTimeFormat(format); });
        action->setCheckable(true);
        action->setChecked(m_messages->cells().timeFormat() == format);
        group->addAction(action);
    }
}

void MessageTable::showHeaderMenu(const QPoint& at)
{
    QHeaderView* header = horizontalHeader();
    const int column = header->logicalIndexAt(at);
    QMenu menu(this);
    menu.setObjectName(QStringLiteral("headerMenu"));
    if (column >= 0) {
        const auto sort = [&](const QString& text, int by, Qt::SortOrder order) {
            menu.addAction(text, this,
                           [header, by, order] { header->setSortIndicator(by, order); });
        };
        sort(tr("Sort ascending"), column, Qt::AscendingOrder);
        sort(tr("Sort descending"), column, Qt::DescendingOrder);
        sort(tr("As they arrived"), -1, Qt::AscendingOrder);
        menu.addSeparator();
    }
    addColumnChoices(*menu.addMenu(tr("Columns")));
    addTimeChoices(*menu.addMenu(tr("Times as")));
    menu.addAction(tr("Add a field as a column…"), this, &MessageTable::askForField);
    if (column >= MessagesModel::FixedCount) {
        menu.addAction(tr("Remove this column"), this, [this, column] { removeField(column); });
    }
    menu.addSeparator();
    menu.addAction(tr("Resize to contents"), this, [this] {
        m_fills = false;
        resizeColumnsToContents();
    });
    menu.addAction(tr("Columns as at first"), this, [this] {
        takeFields({});
        resetColumns();
    });
    menu.exec(header->mapToGlobal(at));
}

} // namespace ottla
