// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/messages/messagefilter.h"
#include "model/messages/messagestore.h"

#include <QAbstractTableModel>
#include <QFuture>
#include <QFutureWatcher>
#include <QTimer>

#include <atomic>
#include <memory>
#include <optional>
#include <vector>

namespace ottla {

/// The rows of a MessageStore, or those that match a filter, for a table. Follows the store while
/// it grows: rows appear in batches small enough for the window to stay responsive. Filtering runs
/// on another thread. GUI thread.
class MessagesModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column
    {
        Partition,
        Offset,
        Timestamp,
        Key,
        Value,
        Headers,
        Size,
        ColumnCount,
    };
    enum Role
    {
        IsNullRole = Qt::UserRole, ///< Key, Value: null, as against empty.
        StoreRowRole,
    };

    explicit MessagesModel(QObject* parent = nullptr);
    ~MessagesModel() override;

    /// Shows another store from its beginning, with the same filter.
    void setStore(std::shared_ptr<MessageStore> store);
    [[nodiscard]] const std::shared_ptr<MessageStore>& store() const { return m_store; }
    /// Null shows everything.
    void setFilter(std::shared_ptr<const MessageFilter> filter);
    [[nodiscard]] const std::shared_ptr<const MessageFilter>& filter() const { return m_filter; }
    /// No row appears while paused; nothing is lost.
    void setPaused(bool paused);

    /// Looked at by the filter so far, or shown.
    [[nodiscard]] std::size_t examined() const { return m_examined; }
    /// Of these, not shown because what the filter asks for could not be decoded.
    [[nodiscard]] std::uint64_t undecodable() const { return m_undecodable; }
    /// Everything that the store holds has been looked at and is shown.
    [[nodiscard]] bool upToDate() const;
    [[nodiscard]] std::size_t storeRow(int row) const;
    [[nodiscard]] StoredMessage message(int row) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    /// Rows were added or looked at.
    void advanced();

private:
    void restart();
    void advance();
    void removeDropped();
    void addMatches();
    [[nodiscard]] QString bodyText(const std::optional<std::string_view>& body) const;

    std::shared_ptr<MessageStore> m_store;
    std::shared_ptr<const MessageFilter> m_filter;
    std::vector<std::uint32_t> m_rows; // with a filter: the store's rows that are shown
    std::vector<std::uint32_t> m_waiting; // matches that are not shown yet
    std::size_t m_first = 0; // the store's first row that is shown, without a filter
    std::size_t m_examined = 0;
    std::uint64_t m_undecodable = 0;
    int m_shown = 0;
    bool m_paused = false;
    std::shared_ptr<std::atomic<bool>> m_cancel;
    std::unique_ptr<QFutureWatcher<FilterScan>> m_scan;
    QTimer m_timer;
};

} // namespace ottla
