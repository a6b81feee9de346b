// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/messages/messagesmodel.h"

#include <algorithm>
#include <utility>

namespace ottla {

namespace {

constexpr std::size_t rowsPerScan = 400'000;
constexpr int quiet = 16; // ms between looks at the store

// A table needs time in proportion to all its rows for each batch, so batches grow with it.
std::size_t rowsPerInsert(int shown)
{
    constexpr std::size_t least = 250'000;
    constexpr std::size_t part = 16;
    return std::max(least, static_cast<std::size_t>(shown) / part);
}

// Each batch lays the table out anew. Once there is more than is in sight, ten times a second is
// what an eye takes in; at ten million rows each takes 20 ms, and several times that where the read
// leaves little of the memory's bandwidth.
int pauseAfterInsert(int shown)
{
    constexpr int inSight = 1000;
    constexpr int rowsPerMs = 20'000;
    constexpr int shortest = 100;
    constexpr int longest = 500;
    return shown < inSight ? quiet : std::clamp(shown / rowsPerMs, shortest, longest);
}

} // namespace

MessagesModel::MessagesModel(QObject* parent)
    : QAbstractTableModel(parent)
{
    m_timer.setInterval(quiet);
    connect(&m_timer, &QTimer::timeout, this, &MessagesModel::advance);
    connect(&m_decoded, &DecodedCells::arrived, this, [this] { cellsChanged(m_shown); });
    connect(&m_fetcher, &MessageFetcher::fetched, this, [this] {
        cellsChanged(m_shown);
        Q_EMIT fetched();
    });
}

MessagesModel::~MessagesModel() = default;

void MessagesModel::setStore(std::shared_ptr<MessageStore> store)
{
    m_store = std::move(store);
    restart();
    advance();
    m_timer.start();
}

void MessagesModel::setFilter(std::shared_ptr<const MessageFilter> filter)
{
    if (filter != m_filter) {
        Q_EMIT aboutToReorder();
        m_filter = std::move(filter);
        restart();
        Q_EMIT reordered();
        advance();
    }
}

void MessagesModel::setPaused(bool paused)
{
    m_paused = paused;
}

void MessagesModel::setTimeFormat(MessageCells::TimeFormat format)
{
    m_cells.setTimeFormat(format);
    Q_EMIT headerDataChanged(Qt::Horizontal, Timestamp, Timestamp);
    if (m_shown > 0) {
        Q_EMIT dataChanged(index(0, Timestamp), index(m_shown - 1, Timestamp));
    }
}

Result<int> MessagesModel::addField(const QString& path)
{
    auto field = FieldColumn::parse(path);
    if (!field) {
        return field.error();
    }
    for (int column = FixedCount; column < m_cells.count(); ++column) {
        if (m_cells.title(column) == field->path()) {
            return column;
        }
    }
    const int column = m_cells.count();
    Q_EMIT aboutToReorder(); // whole rows are selected, with the new column from now on
    beginInsertColumns({}, column, column);
    m_cells.addField(std::move(*field));
    endInsertColumns();
    Q_EMIT reordered();
    return column;
}

void MessagesModel::removeField(int column)
{
    if (m_sortColumn >= column) {
        sort(-1);
    }
    beginRemoveColumns({}, column, column);
    m_cells.removeField(column);
    m_decoded.clear(); // those behind it have other numbers now
    endRemoveColumns();
}

void MessagesModel::setBodies(FilterBodies bodies)
{
    m_cells.setBodies(std::move(bodies));
    decodeAgain();
    if (MessageCells::mayDecode(m_sortColumn)) {
        restartSort();
        advance();
        Q_EMIT advanced();
    }
}

void MessagesModel::decodeAgain()
{
    m_decoded.clear();
    cellsChanged(m_shown);
}

void MessagesModel::examineAgain()
{
    m_examineAgain = m_undecodable.count() > 0;
    if (MessageCells::mayDecode(m_sortColumn)) {
        restartSort();
    }
    advance();
    Q_EMIT advanced();
}

// Of the first rows.
void MessagesModel::cellsChanged(int rows)
{
    if (rows > 0) {
        Q_EMIT dataChanged(index(0, 0), index(rows - 1, columnCount() - 1));
    }
}

void MessagesModel::restart()
{
    beginResetModel();
    m_decoded.clear();
    m_scan.reset();
    m_rows = {};
    m_waiting = {};
    m_waitingFrom = 0;
    m_first = m_store ? m_store->first() : 0;
    m_examined = m_first;
    m_undecodable = {};
    m_undecodableRows.clear();
    m_examineAgain = false;
    m_shown = 0;
    m_order.reset();
    restartSort();
    m_timer.setInterval(quiet);
    endResetModel();
}

bool MessagesModel::upToDate() const
{
    return !m_store
        || (m_examined == m_store->size() && m_waitingFrom == m_waiting.size() && !m_scan
            && !m_examineAgain && !sorting());
}

void MessagesModel::advance()
{
    if (!m_store || m_paused) {
        return;
    }
    removeDropped();
    if (m_filter) {
        appendMatches();
        scanOn();
    } else {
        appendAll();
    }
    sortOn();
}

void MessagesModel::removeDropped()
{
    const std::size_t first = m_store->first();
    if (first == m_first) {
        return;
    }
    const auto isGone = [first](std::uint32_t row) {
        return row < first;
    };
    const auto gone = static_cast<int>(
        m_filter ? std::partition_point(m_rows.begin(), m_rows.end(), isGone) - m_rows.begin()
                 : static_cast<std::ptrdiff_t>(std::min(first - m_first, m_examined - m_first)));
    const bool ordered = m_order != nullptr;
    if (ordered) {
        Q_EMIT aboutToReorder();
    }
    if (gone > 0) {
        const int from = ordered ? m_shown - gone : 0;
        beginRemoveRows({}, from, from + gone - 1);
    }
    m_first = first;
    m_examined = std::max(m_examined, first);
    m_shown -= gone;
    if (m_filter) {
        m_rows.erase(m_rows.begin(), m_rows.begin() + gone);
        while (m_waitingFrom < m_waiting.size() && isGone(m_waiting[m_waitingFrom])) {
            ++m_waitingFrom;
        }
    }
    if (ordered) {
        const bool same = m_order == m_sorted;
        auto left = std::make_shared<RowOrder>(*m_order);
        std::erase_if(*left, isGone);
        m_order = std::move(left);
        m_sorted = same ? m_order : nullptr;
    }
    if (gone > 0) {
        endRemoveRows();
    }
    if (ordered) {
        cellsChanged(m_shown);
        Q_EMIT reordered();
    }
}

void MessagesModel::append(int count)
{
    beginInsertRows({}, m_shown, m_shown + count - 1);
    m_shown += count;
    endInsertRows();
}

void MessagesModel::appendAll()
{
    const std::size_t most = rowsPerInsert(m_shown);
    std::size_t to = m_store->size();
    if (to - m_examined >= 2 * most) { // else nothing is left over to wait for its turn
        to = m_examined + most;
    }
    if (to == m_examined) {
        return;
    }
    const auto count = static_cast<int>(to - m_examined);
    m_examined = to;
    append(count);
    // Again as soon as what is waiting for this thread has been seen to.
    m_timer.start(
        m_store->size() - m_examined >= rowsPerInsert(m_shown) ? 0 : pauseAfterInsert(m_shown));
    Q_EMIT advanced();
}

void MessagesModel::appendMatches()
{
    const std::size_t count = std::min(m_waiting.size() - m_waitingFrom, rowsPerInsert(m_shown));
    if (count == 0) {
        return;
    }
    const auto from = m_waiting.begin() + static_cast<std::ptrdiff_t>(m_waitingFrom);
    m_rows.insert(m_rows.end(), from, from + static_cast<std::ptrdiff_t>(count));
    m_waitingFrom += count;
    append(static_cast<int>(count));
    m_timer.start(m_waitingFrom < m_waiting.size() ? 0 : pauseAfterInsert(m_shown));
    Q_EMIT advanced();
}

void MessagesModel::scanOn()
{
    const std::size_t to = std::min(m_store->size(), m_examined + rowsPerScan);
    if (m_scan || m_waitingFrom < m_waiting.size()) {
        return;
    }
    if (m_examineAgain) {
        scanAgain();
        return;
    }
    if (to == m_examined) {
        return;
    }
    m_scan = std::make_unique<CancellableJob>(
        this,
        [store = m_store, filter = m_filter, from = m_examined, to](const auto& cancel) {
            return filter->scan(*store, from, to, cancel);
        },
        [this](FilterScan found) {
            m_scan.reset();
            m_examined = std::max(m_examined, found.to); // what was not looked at may be gone
            noteUndecodable(found);
            m_waiting = std::move(found.rows);
            m_waitingFrom = static_cast<std::size_t>(
                std::lower_bound(m_waiting.begin(), m_waiting.end(), m_first) - m_waiting.begin());
            Q_EMIT advanced();
            advance();
        });
}

void MessagesModel::scanAgain()
{
    m_examineAgain = false;
    m_scan = std::make_unique<CancellableJob>(
        this,
        [store = m_store, filter = m_filter, rows = std::exchange(m_undecodableRows, {})](
            const auto& cancel) { return filter->scan(*store, rows, cancel); },
        [this](FilterScan found) {
            m_scan.reset();
            m_undecodable = {};
            noteUndecodable(found);
            insertMatches(std::move(found.rows));
            Q_EMIT advanced();
            advance();
        });
}

void MessagesModel::noteUndecodable(const FilterScan& found)
{
    m_undecodable.add(found.undecodable);
    for (const std::uint32_t row : found.unknown) {
        m_undecodableRows.insert(row);
    }
}

// Among those that are shown, in order of arrival; sorting begins anew.
void MessagesModel::insertMatches(RowOrder found)
{
    std::erase_if(found, [this](std::uint32_t row) { return row < m_first; });
    if (found.empty()) {
        return;
    }
    Q_EMIT aboutToReorder();
    m_order.reset();
    restartSort();
    const auto middle = m_rows.insert(m_rows.end(), found.begin(), found.end());
    std::inplace_merge(m_rows.begin(), middle, m_rows.end());
    append(static_cast<int>(found.size()));
    cellsChanged(m_shown);
    Q_EMIT reordered();
}

int MessagesModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : m_shown;
}

int MessagesModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : m_cells.count();
}

QVariant MessagesModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= m_shown) {
        return {};
    }
    const int column = index.column();
    const bool reads = role == Qt::DisplayRole || role == Qt::ToolTipRole || role == IsStandInRole;
    if (reads && !isAtHand(index.row())) {
        return role == Qt::DisplayRole ? QVariant(QStringLiteral("…")) : QVariant();
    }
    switch (role) {
    case Qt::TextAlignmentRole:
        return static_cast<int>((MessageCells::isNumber(column) ? Qt::AlignRight : Qt::AlignLeft)
                                | Qt::AlignVCenter);
    case StoreRowRole:
        return static_cast<qulonglong>(storeRow(index.row()));
    case IsStandInRole:
        return m_cells.isStandIn(message(index.row()), column);
    case Qt::DisplayRole:
        return MessageCells::mayDecode(column)
            ? m_decoded.text(m_store, storeRow(index.row()), column)
            : m_cells.text(*m_store, message(index.row()), column);
    case Qt::ToolTipRole:
        return m_cells.toolTip(message(index.row()), column);
    default:
        return {};
    }
}

QVariant MessagesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return {};
    }
    switch (role) {
    case Qt::TextAlignmentRole:
        return static_cast<int>((MessageCells::isNumber(section) ? Qt::AlignRight : Qt::AlignLeft)
                                | Qt::AlignVCenter);
    case Qt::DisplayRole:
        return m_cells.title(section);
    case Qt::ToolTipRole:
        return m_cells.explanation(section);
    default:
        return {};
    }
}

} // namespace ottla
