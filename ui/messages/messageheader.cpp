// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/messages/messageheader.h"

#include "ui/messages/fieldcolumndialog.h"

#include <QActionGroup>
#include <QApplication>
#include <QFontDatabase>
#include <QJsonArray>
#include <QMenu>
#include <QScopedValueRollback>

#include <algorithm>
#include <array>

namespace ottla {

namespace {

constexpr int leastFill = 200; // pixels of the value's column

constexpr std::array hiddenAtFirst{MessagesModel::Topic,       MessagesModel::TimestampKind,
                                   MessagesModel::KeySize,     MessagesModel::ValueSize,
                                   MessagesModel::LeaderEpoch, MessagesModel::Schema};

constexpr std::array timeNames{"local", "utc", "epoch", "age"};

} // namespace

MessageHeader::MessageHeader(MessagesModel* model, QWidget* parent)
    : QHeaderView(Qt::Horizontal, parent)
    , m_messages(model)
{
    QFont plain = QApplication::font();
    plain.setFamily(plain.family()); // else it would be taken for the table's
    setFont(plain);
    setHighlightSections(false);
    setSectionsMovable(true);
    setSortIndicatorClearable(true);
    setSortIndicator(-1, Qt::AscendingOrder);
    setContextMenuPolicy(Qt::CustomContextMenu);
    setModel(model);
    resetColumns();
    connect(this, &QWidget::customContextMenuRequested, this, &MessageHeader::showMenu);
    connect(this, &QHeaderView::sectionResized, this, [this](int column, int, int) {
        if (column == MessagesModel::Value && !m_resizing) {
            m_fills = false;
        } else if (!m_resizing) {
            fillWidth();
        }
    });
    connect(model, &QAbstractItemModel::modelReset, this, [this] {
        if (!m_topicChosen && m_messages->store()) {
            setSectionHidden(MessagesModel::Topic, m_messages->store()->topicCount() < 2);
        }
    });
}

int MessageHeader::defaultWidth(int column)
{
    // Cells have this font, titles have not.
    const QFontMetrics metrics(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    const int digit = metrics.horizontalAdvance(u'0');
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

void MessageHeader::resetColumns()
{
    const QScopedValueRollback resizing(m_resizing, true);
    for (int column = 0; column < m_messages->columnCount(); ++column) {
        moveSection(visualIndex(column), column);
        setSectionHidden(column,
                         std::find(hiddenAtFirst.begin(), hiddenAtFirst.end(), column)
                             != hiddenAtFirst.end());
        resizeSection(column, defaultWidth(column));
    }
    m_fills = true;
    fillWidth();
}

void MessageHeader::fillWidth()
{
    if (!m_fills || isSectionHidden(MessagesModel::Value)) {
        return;
    }
    const QScopedValueRollback resizing(m_resizing, true);
    const int others = length() - sectionSize(MessagesModel::Value);
    resizeSection(MessagesModel::Value, std::max(leastFill, viewport()->width() - others));
}

void MessageHeader::resizeEvent(QResizeEvent* event)
{
    QHeaderView::resizeEvent(event);
    fillWidth();
}

QJsonObject MessageHeader::columnState() const
{
    const MessageCells& cells = m_messages->cells();
    QJsonArray columns;
    for (int visual = 0; visual < count(); ++visual) {
        const int column = logicalIndex(visual);
        QJsonObject state{{QStringLiteral("id"), cells.id(column)}};
        if (isSectionHidden(column)) {
            state.insert(QStringLiteral("hidden"), true);
        } else if (column != MessagesModel::Value || !m_fills) {
            state.insert(QStringLiteral("width"), sectionSize(column));
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

void MessageHeader::restoreColumnState(const QJsonObject& state)
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
            moveSection(visualIndex(column), visual++);
            setSectionHidden(column, kept.value(QStringLiteral("hidden")).toBool());
            const int width = kept.value(QStringLiteral("width")).toInt();
            if (width > 0) {
                resizeSection(column, width);
            }
            if (column == MessagesModel::Value) {
                m_fills = width == 0;
            }
        }
    }
    fillWidth();
    const int sorted = cells.columnOf(state.value(QStringLiteral("sortedBy")).toString());
    setSortIndicator(sorted,
                     state.value(QStringLiteral("descending")).toBool() ? Qt::DescendingOrder
                                                                        : Qt::AscendingOrder);
}

// There are columns for these fields from now on, and for no other.
void MessageHeader::takeFields(const QJsonArray& columns)
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

Result<void> MessageHeader::addField(const QString& path)
{
    const auto column = m_messages->addField(path);
    if (!column) {
        return column.error();
    }
    const int at = visualIndex(*column);
    const int value = visualIndex(MessagesModel::Value);
    moveSection(at, at < value ? value - 1 : value); // before the value, in sight
    setSectionHidden(*column, false);
    resizeSection(*column, defaultWidth(*column));
    fillWidth();
    Q_EMIT fieldAdded(*column);
    return {};
}

void MessageHeader::removeField(int column)
{
    m_messages->removeField(column);
    setSortIndicator(m_messages->sortColumn(), m_messages->sortOrder());
    fillWidth();
}

void MessageHeader::askForField()
{
    auto* dialog =
        new FieldColumnDialog([this](const QString& path) { return addField(path); }, this);
    dialog->open();
}

QList<int> MessageHeader::columnsInSight() const
{
    QList<int> columns;
    for (int visual = 0; visual < count(); ++visual) {
        const int column = logicalIndex(visual);
        if (!isSectionHidden(column)) {
            columns.append(column);
        }
    }
    return columns;
}

void MessageHeader::addColumnChoices(QMenu& menu)
{
    const QList<int> inSight = columnsInSight();
    for (int column = 0; column < m_messages->columnCount(); ++column) {
        const MessageCells& cells = m_messages->cells();
        const QString more = cells.explanation(column);
        QAction* action = menu.addAction(
            more.isEmpty() ? cells.title(column) : tr("%1 – %2").arg(cells.title(column), more));
        action->setCheckable(true);
        action->setChecked(!isSectionHidden(column));
        action->setEnabled(inSight.size() > 1 || isSectionHidden(column));
        connect(action, &QAction::toggled, this, [this, column](bool shown) {
            m_topicChosen = m_topicChosen || column == MessagesModel::Topic;
            setSectionHidden(column, !shown);
            fillWidth();
        });
    }
}

void MessageHeader::addTimeChoices(QMenu& menu)
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

void MessageHeader::showMenu(const QPoint& at)
{
    const int column = logicalIndexAt(at);
    QMenu menu(this);
    menu.setObjectName(QStringLiteral("headerMenu"));
    if (column >= 0) {
        const auto sort = [&](const QString& text, int by, Qt::SortOrder order) {
            menu.addAction(text, this, [this, by, order] { setSortIndicator(by, order); });
        };
        sort(tr("Sort ascending"), column, Qt::AscendingOrder);
        sort(tr("Sort descending"), column, Qt::DescendingOrder);
        sort(tr("As they arrived"), -1, Qt::AscendingOrder);
        menu.addSeparator();
    }
    addColumnChoices(*menu.addMenu(tr("Columns")));
    addTimeChoices(*menu.addMenu(tr("Times as")));
    menu.addAction(tr("Add a field as a column…"), this, &MessageHeader::askForField);
    if (column >= MessagesModel::FixedCount) {
        menu.addAction(tr("Remove this column"), this, [this, column] { removeField(column); });
    }
    menu.addSeparator();
    menu.addAction(tr("Resize to contents"), this, [this] {
        m_fills = false;
        Q_EMIT contentsWidthWanted();
    });
    menu.addAction(tr("Columns as at first"), this, [this] {
        takeFields({});
        resetColumns();
    });
    menu.exec(mapToGlobal(at));
}

} // namespace ottla
