// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/async/cancellablejob.h"
#include "model/messages/decodedcells.h"
#include "model/messages/messagecells.h"
#include "model/messages/messagefetcher.h"
#include "model/messages/messagefilter.h"
#include "model/messages/messagesort.h"
#include "model/messages/messagestore.h"
#include "model/messages/rowset.h"

#include <QAbstractTableModel>
#include <QElapsedTimer>
#include <QTimer>

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace ottla {

/// The rows of a MessageStore, or those that match a filter, in order of arrival or sorted, for a
/// table. Follows the store while it grows and drops its oldest. GUI thread; filtering and sorting
/// run on others, in pieces, and what they have found so far is shown.
///
/// A row is a position, not a message: rows come and go at the end only (at the beginning too,
/// unsorted). Sorting exchanges what they show, and so does a filter that finds something late,
/// between aboutToReorder() and reordered(). A view that wants to keep its selection asks
/// storeRow() before and rowsOf() afterwards. This is what makes a sort of ten million rows cost a
/// table nothing.
class MessagesModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    using enum MessageCells::Column;
    enum Role
    {
        IsStandInRole = Qt::UserRole, ///< MessageCells::isStandIn().
        StoreRowRole,
    };

    explicit MessagesModel(QObject* parent = nullptr);
    ~MessagesModel() override;

    /// Shows another store from its beginning, with the same filter and order.
    void setStore(std::shared_ptr<MessageStore> store);
    [[nodiscard]] const std::shared_ptr<MessageStore>& store() const { return m_store; }
    /// Null shows everything.
    void setFilter(std::shared_ptr<const MessageFilter> filter);
    [[nodiscard]] const std::shared_ptr<const MessageFilter>& filter() const { return m_filter; }
    /// No row appears while paused; nothing is lost.
    void setPaused(bool paused);
    /// Shows what has arrived without waiting for the next turn.
    void advance();
    /// By -1: in order of arrival. Messages that are alike stay in order of arrival.
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;
    [[nodiscard]] int sortColumn() const { return m_sortColumn; }
    [[nodiscard]] Qt::SortOrder sortOrder() const { return m_sortOrder; }
    /// So many rows from the first on are in their sorted places; those behind them are still in
    /// order of arrival.
    [[nodiscard]] std::size_t sortedRows() const { return m_sorted ? m_sorted->size() : 0; }
    [[nodiscard]] bool sorting() const
    {
        return m_sortColumn >= 0 && sortedRows() < static_cast<std::size_t>(m_shown);
    }

    [[nodiscard]] const MessageCells& cells() const { return m_cells; }
    void setTimeFormat(MessageCells::TimeFormat format);
    /// A column for a field of the decoded value (FieldColumn::parse), behind the others; the one
    /// that there is, where it has one already.
    Result<int> addField(const QString& path);
    /// Of a field. Ends a sort by it or by one behind it.
    void removeField(int column);
    /// What keys and values are decoded by, to be shown and sorted.
    void setBodies(FilterBodies bodies);
    /// What could not be decoded yet can be now (DecoderSet::changed): shows it.
    void decodeAgain();
    /// Has what is in sight decoded once more (DecoderSet::retryDue).
    void askAgain() { m_decoded.askAgain(); }
    /// What was rejected before may be decoded now (DecoderSet::recovered): the filter looks once
    /// more at what it could not judge, and what a sort may have taken for raw bytes is sorted
    /// anew.
    void examineAgain();

    /// Looked at by the filter so far, or shown.
    [[nodiscard]] std::size_t examined() const { return m_examined; }
    /// Of these, not shown because what the filter asks for could not be decoded.
    [[nodiscard]] const UndecodableMessages& undecodable() const { return m_undecodable; }
    /// Everything that the store holds has been looked at, is shown, and is in its place.
    [[nodiscard]] bool upToDate() const;
    [[nodiscard]] std::size_t storeRow(int row) const;
    [[nodiscard]] StoredMessage message(int row) const;
    /// Whether a row's message can be read without waiting for a disk. If not, it is fetched, and
    /// fetched() tells; data() of such a row says "…" until then.
    [[nodiscard]] bool isAtHand(int row) const { return m_fetcher.isAtHand(message(row)); }
    /// Where the store's rows are shown now; -1 for those that are not. Takes milliseconds on a
    /// sorted table of millions, however many are asked for.
    [[nodiscard]] std::vector<int> rowsOf(const std::vector<std::uint32_t>& storeRows) const;
    /// Adds the store's rows that are shown in [from, to); milliseconds for millions, as the two
    /// below.
    void collect(int from, int to, RowSet& into) const;
    /// How many of them are shown.
    [[nodiscard]] std::size_t countShown(const RowSet& storeRows) const;
    /// Those that are shown, in the order in which they are.
    [[nodiscard]] RowOrder shownOf(const RowSet& storeRows) const;
    /// Lists the store's rows as they are shown now, on any thread. Takes next to no time here,
    /// however many they are.
    [[nodiscard]] std::function<RowOrder()> shownRows() const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    /// Rows were added, looked at or sorted.
    void advanced();
    /// Rows are about to show other messages, or to go, so that they may be shown elsewhere.
    void aboutToReorder();
    void reordered();
    /// Messages that were not at hand are now.
    void fetched();

private:
    void restart();
    void removeDropped();
    void appendAll();
    void appendMatches();
    void scanOn();
    void scanAgain();
    void noteUndecodable(const FilterScan& found);
    void insertMatches(RowOrder found);
    void restartSort();
    void sortOn();
    void setOrder(std::shared_ptr<const RowOrder> order, std::shared_ptr<const RowOrder> sorted);
    void append(int count);
    void cellsChanged(int rows);
    [[nodiscard]] std::uint32_t arrival(std::size_t place) const;
    [[nodiscard]] std::ptrdiff_t placeOfArrival(std::uint32_t storeRow) const;

    std::shared_ptr<MessageStore> m_store;
    std::shared_ptr<const MessageFilter> m_filter;
    MessageCells m_cells;
    mutable DecodedCells m_decoded{m_cells};
    mutable MessageFetcher m_fetcher;
    RowOrder m_rows; // with a filter: the store's rows that match, as they arrived
    RowOrder m_waiting; // matches that are not shown yet, from m_waitingFrom on
    std::size_t m_waitingFrom = 0;
    std::size_t m_first = 0; // the store's first row that may be shown
    std::size_t m_examined = 0;
    UndecodableMessages m_undecodable;
    RowSet m_undecodableRows;
    bool m_examineAgain = false;
    int m_shown = 0;
    bool m_paused = false;
    int m_sortColumn = -1;
    Qt::SortOrder m_sortOrder = Qt::AscendingOrder;
    // The first rows that are shown, in another order than that of arrival. As long as a new order
    // has not got anywhere, it is the one before.
    std::shared_ptr<const RowOrder> m_order;
    std::shared_ptr<const RowOrder> m_sorted; // as is asked for; null while nothing is
    QElapsedTimer m_sortedAt;
    std::unique_ptr<CancellableJob> m_scan;
    std::unique_ptr<CancellableJob> m_sort;
    QTimer m_timer;
};

} // namespace ottla
