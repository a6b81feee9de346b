// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/messages/messagetable.h"

#include "ui/messages/messagecopy.h"
#include "ui/messages/messagedelegate.h"
#include "ui/messages/messagefind.h"
#include "ui/messages/messageheader.h"
#include "ui/widgets/tablenote.h"

#include <QContextMenuEvent>
#include <QFontDatabase>
#include <QMenu>
#include <QScopedValueRollback>

#include <algorithm>
#include <limits>

namespace ottla {

namespace {
constexpr int rowPixels = 22;
} // namespace

MessageTable::MessageTable(MessagesModel* model, QWidget* parent)
    : UniformTableView(new MessageHeader(model), parent)
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
    setItemDelegate(new MessageDelegate(this));
    setAlternatingRowColors(true);
    setFrameShape(QFrame::NoFrame);
    setTabKeyNavigation(false);
    setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    setRowHeight(rowPixels);

    connect(header(), &MessageHeader::contentsWidthWanted, this,
            &MessageTable::resizeColumnsToContents);
    connect(header(), &MessageHeader::fieldAdded, this,
            [this](int column) { scrollTo(currentIndex().siblingAtColumn(column)); });
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
    });
    connect(model, &QAbstractItemModel::rowsRemoved, this,
            [this](const QModelIndex&, int first, int last) {
                if (first == 0 && !m_reordering) {
                    setTopRow(topRow() - (last + 1));
                }
            });
}

MessageHeader* MessageTable::header() const
{
    return static_cast<MessageHeader*>(horizontalHeader());
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
    if (const int top = topRow(); top > 0 && top < m_messages->rowCount()) {
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
        setTopRow(rows[1]);
        m_place.top.reset();
    }
    if (rows[0] >= 0) {
        const int column = std::max(0, columnAt(0));
        const QScopedValueRollback restoring(m_restoring, true);
        setCurrentIndex(m_messages->index(rows[0], column)); // Shift selects from here, too
        m_place.current.reset();
    }
}

bool MessageTable::isRowSelected(int row) const
{
    return m_selection->holds(m_messages->index(row, 0));
}

int MessageTable::selectedRowCount() const
{
    return static_cast<int>(m_selection->count());
}

QList<int> MessageTable::selectedRows(int most) const
{
    return m_selection->keepsSome() ? m_selection->places(most)
                                    : UniformTableView::selectedRows(most);
}

// As if Qt's own selection knew all that is selected.
QItemSelectionModel::SelectionFlags MessageTable::selectionCommand(const QModelIndex& index,
                                                                   const QEvent* event) const
{
    if (m_restoring) {
        return QItemSelectionModel::NoUpdate;
    }
    const auto command = UniformTableView::selectionCommand(index, event);
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

RowCopy MessageTable::selection() const
{
    QList<std::pair<int, QString>> columns;
    for (const int column : header()->columnsInSight()) {
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
            few = few && message.isInMemory() && (bytes += message.size()) <= fewBytes
                && !m_messages->cells().decodes(message);
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
        UniformTableView::keyPressEvent(event);
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

} // namespace ottla
