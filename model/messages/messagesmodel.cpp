// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/messages/messagesmodel.h"

#include <QtConcurrent>

#include <algorithm>
#include <functional>
#include <numeric>

namespace ottla {

namespace {

constexpr std::size_t rowsPerScan = 400'000;
constexpr std::size_t leastSort = std::size_t{1} << 18U;
constexpr std::size_t mostSort = std::size_t{1} << 22U;
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

// Work on another thread whose answer is dropped when nobody waits for it any more.
class MessagesModel::Job
{
public:
    template <typename Work, typename Done>
    Job(Work work, Done done)
    {
        using Result = std::invoke_result_t<Work, const std::atomic<bool>&>;
        auto* watcher = new QFutureWatcher<Result>;
        m_watcher.reset(watcher);
        connect(watcher, &QFutureWatcher<Result>::finished, watcher,
                [watcher, done = std::move(done)] { done(watcher->result()); });
        watcher->setFuture(QtConcurrent::run(
            [work = std::move(work), cancel = m_cancel]() mutable { return work(*cancel); }));
    }
    Job(const Job&) = delete;
    Job& operator=(const Job&) = delete;
    ~Job()
    {
        *m_cancel = true;
        m_watcher->disconnect();
        m_watcher.release()->deleteLater(); // this may be its own signal's doing
    }

private:
    std::shared_ptr<std::atomic<bool>> m_cancel = std::make_shared<std::atomic<bool>>(false);
    std::unique_ptr<QObject> m_watcher;
};

MessagesModel::MessagesModel(QObject* parent)
    : QAbstractTableModel(parent)
{
    m_timer.setInterval(quiet);
    connect(&m_timer, &QTimer::timeout, this, &MessagesModel::advance);
    connect(&m_decoded, &DecodedCells::arrived, this, &MessagesModel::showDecoded);
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

void MessagesModel::sort(int column, Qt::SortOrder order)
{
    if (column == m_sortColumn && (order == m_sortOrder || column < 0)) {
        return;
    }
    m_sortColumn = column;
    m_sortOrder = order;
    m_sort.reset();
    m_sorted.reset();
    if (column < 0 && m_order) {
        setOrder(nullptr, nullptr);
    }
    m_sortedAt.invalidate();
    advance();
    Q_EMIT advanced();
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
    m_decoded.clear();
    showDecoded();
    if (MessageCells::isDecoded(m_sortColumn)) {
        m_sort.reset();
        m_sorted.reset();
        m_sortedAt.invalidate();
        advance();
        Q_EMIT advanced();
    }
}

void MessagesModel::showDecoded()
{
    if (m_shown > 0) {
        Q_EMIT dataChanged(index(0, Key), index(m_shown - 1, columnCount() - 1));
    }
}

void MessagesModel::restart()
{
    beginResetModel();
    m_decoded.clear();
    m_scan.reset();
    m_sort.reset();
    m_rows = {};
    m_waiting = {};
    m_waitingFrom = 0;
    m_first = m_store ? m_store->first() : 0;
    m_examined = m_first;
    m_undecodable = {};
    m_shown = 0;
    m_order.reset();
    m_sorted.reset();
    m_sortedAt.invalidate();
    m_timer.setInterval(quiet);
    endResetModel();
}

bool MessagesModel::upToDate() const
{
    return !m_store
        || (m_examined == m_store->size() && m_waitingFrom == m_waiting.size() && !sorting());
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
        if (m_shown > 0) {
            Q_EMIT dataChanged(index(0, 0), index(m_shown - 1, columnCount() - 1));
        }
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
    if (m_scan || to == m_examined || m_waitingFrom < m_waiting.size()) {
        return;
    }
    m_scan = std::make_unique<Job>(
        [store = m_store, filter = m_filter, from = m_examined, to](const auto& cancel) {
            return filter->scan(*store, from, to, cancel);
        },
        [this](FilterScan found) {
            m_scan.reset();
            m_examined = std::max(m_examined, found.to); // what was not looked at may be gone
            m_undecodable.add(found.undecodable);
            m_waiting = std::move(found.rows);
            m_waitingFrom = static_cast<std::size_t>(
                std::lower_bound(m_waiting.begin(), m_waiting.end(), m_first) - m_waiting.begin());
            Q_EMIT advanced();
            advance();
        });
}

void MessagesModel::sortOn()
{
    const auto shown = static_cast<std::size_t>(m_shown);
    const std::size_t from = sortedRows();
    if (m_sortColumn < 0 || m_sort || from >= shown) {
        return;
    }
    // Where few are to go among many, they go together now and then.
    constexpr std::size_t few = 64;
    constexpr qint64 pause = 500; // ms
    if (shown - from < from / few && m_sortedAt.isValid() && !m_sortedAt.hasExpired(pause)) {
        return;
    }
    const std::size_t to = std::min(shown, from + std::clamp(from, leastSort, mostSort));
    RowOrder rows;
    if (m_filter) {
        rows.assign(m_rows.begin() + static_cast<std::ptrdiff_t>(from),
                    m_rows.begin() + static_cast<std::ptrdiff_t>(to));
    }
    SortBy by = m_cells.sortBy(*m_store, m_sortColumn, m_sortOrder == Qt::DescendingOrder);
    m_sort = std::make_unique<Job>(
        [store = m_store, by = std::move(by), sorted = m_sorted, rows = std::move(rows),
         first = m_first + from, last = m_first + to](const auto& cancel) mutable {
            if (rows.empty()) {
                rows.resize(last - first);
                std::iota(rows.begin(), rows.end(), static_cast<std::uint32_t>(first));
            }
            sortRows(*store, by, rows, cancel);
            return std::make_shared<RowOrder>(sorted ? mergeRows(*store, by, *sorted, rows, cancel)
                                                     : std::move(rows));
        },
        [this](const std::shared_ptr<RowOrder>& order) {
            m_sort.reset();
            std::erase_if(*order, [this](std::uint32_t row) { return row < m_first; });
            setOrder(order, order);
            m_sortedAt.start();
            Q_EMIT advanced();
            advance();
        });
}

void MessagesModel::setOrder(std::shared_ptr<const RowOrder> order,
                             std::shared_ptr<const RowOrder> sorted)
{
    Q_EMIT aboutToReorder();
    const std::size_t changed = std::max(order ? order->size() : 0, m_order ? m_order->size() : 0);
    m_order = std::move(order);
    m_sorted = std::move(sorted);
    if (changed > 0) {
        Q_EMIT dataChanged(index(0, 0), index(static_cast<int>(changed) - 1, columnCount() - 1));
    }
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
