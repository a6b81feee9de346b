// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/messages/messagesmodel.h"

#include "model/formats/sizetext.h"

#include <QDateTime>
#include <QLocale>
#include <QtConcurrent>

#include <algorithm>

namespace ottla {

namespace {

constexpr std::size_t rowsPerInsert = 20'000;
constexpr std::size_t rowsPerScan = 400'000;
constexpr std::size_t previewBytes = 400; // more than a cell can show

QDateTime timeOf(const StoredMessage& message)
{
    return QDateTime::fromMSecsSinceEpoch(message.timestamp());
}

QVariant alignment(int column)
{
    const bool number = column == MessagesModel::Partition || column == MessagesModel::Offset
        || column == MessagesModel::Size || column == MessagesModel::Headers;
    return static_cast<int>((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
}

} // namespace

MessagesModel::MessagesModel(QObject* parent)
    : QAbstractTableModel(parent)
{
    m_timer.setInterval(16);
    connect(&m_timer, &QTimer::timeout, this, &MessagesModel::advance);
}

MessagesModel::~MessagesModel()
{
    if (m_cancel) {
        *m_cancel = true;
    }
}

void MessagesModel::setStore(std::shared_ptr<MessageStore> store)
{
    m_store = std::move(store);
    restart();
    m_timer.start();
}

void MessagesModel::setFilter(std::shared_ptr<const MessageFilter> filter)
{
    if (filter != m_filter) {
        m_filter = std::move(filter);
        restart();
    }
}

void MessagesModel::setPaused(bool paused)
{
    m_paused = paused;
}

void MessagesModel::restart()
{
    if (m_cancel) {
        *m_cancel = true;
    }
    m_cancel.reset();
    m_scan.reset();
    beginResetModel();
    m_rows.clear();
    m_waiting.clear();
    m_first = m_store ? m_store->first() : 0;
    m_examined = m_first;
    m_undecodable = 0;
    m_shown = 0;
    endResetModel();
    advance();
}

bool MessagesModel::upToDate() const
{
    return !m_store || (m_examined == m_store->size() && m_waiting.empty());
}

void MessagesModel::removeDropped()
{
    const std::size_t first = m_store->first();
    const auto gone = !m_filter
        ? static_cast<std::ptrdiff_t>(std::min(first, m_examined) - m_first)
        : std::lower_bound(m_rows.begin(), m_rows.end(), first) - m_rows.begin();
    if (gone > 0) {
        beginRemoveRows({}, 0, static_cast<int>(gone) - 1);
        if (!!m_filter) {
            m_rows.erase(m_rows.begin(), m_rows.begin() + gone);
        }
        m_shown -= static_cast<int>(gone);
        m_first = first;
        endRemoveRows();
    }
    m_first = first;
    m_examined = std::max(m_examined, first);
}

void MessagesModel::advance()
{
    if (!m_store || m_paused) {
        return;
    }
    removeDropped();
    if (!m_filter) {
        const std::size_t to = std::min(m_store->size(), m_examined + rowsPerInsert);
        if (to == m_examined) {
            return;
        }
        const int last = static_cast<int>(to - m_first) - 1;
        beginInsertRows({}, m_shown, last);
        m_examined = to;
        m_shown = last + 1;
        endInsertRows();
        // Again as soon as what is waiting for this thread has been seen to.
        m_timer.start(m_store->size() > m_examined ? 0 : 16);
        Q_EMIT advanced();
        return;
    }
    addMatches();
    const std::size_t to = std::min(m_store->size(), m_examined + rowsPerScan);
    if (m_scan || to == m_examined || !m_waiting.empty()) {
        return;
    }
    m_cancel = std::make_shared<std::atomic<bool>>(false);
    m_scan = std::make_unique<QFutureWatcher<FilterScan>>();
    connect(m_scan.get(), &QFutureWatcher<FilterScan>::finished, this, [this] {
        FilterScan found = m_scan->result();
        m_scan.release()->deleteLater();
        m_examined = found.to;
        m_undecodable += found.undecodable;
        m_waiting = std::move(found.rows);
        Q_EMIT advanced();
        advance();
    });
    m_scan->setFuture(
        QtConcurrent::run([store = m_store, filter = m_filter, from = m_examined, to,
                           cancel = m_cancel] { return filter->scan(*store, from, to, *cancel); }));
}

void MessagesModel::addMatches()
{
    if (m_waiting.empty()) {
        return;
    }
    const auto count = static_cast<std::ptrdiff_t>(std::min(m_waiting.size(), rowsPerInsert));
    beginInsertRows({}, m_shown, m_shown + static_cast<int>(count) - 1);
    m_rows.insert(m_rows.end(), m_waiting.begin(), m_waiting.begin() + count);
    m_shown += static_cast<int>(count);
    endInsertRows();
    m_waiting.erase(m_waiting.begin(), m_waiting.begin() + count);
    Q_EMIT advanced();
}

std::size_t MessagesModel::storeRow(int row) const
{
    return !m_filter ? m_first + static_cast<std::size_t>(row)
                     : m_rows[static_cast<std::size_t>(row)];
}

StoredMessage MessagesModel::message(int row) const
{
    return m_store->at(storeRow(row));
}

int MessagesModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : m_shown;
}

int MessagesModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString MessagesModel::bodyText(const std::optional<std::string_view>& body) const
{
    if (!body) {
        return QStringLiteral("∅");
    }
    const auto part = body->substr(0, previewBytes);
    QString text = QString::fromUtf8(part.data(), static_cast<qsizetype>(part.size()));
    for (QChar& c : text) {
        if (c.unicode() < 0x20 || c.unicode() == 0x7F) {
            c = u' ';
        }
    }
    return text;
}

QVariant MessagesModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= m_shown) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return alignment(index.column());
    }
    if (role == StoreRowRole) {
        return static_cast<qulonglong>(storeRow(index.row()));
    }
    const StoredMessage stored = message(index.row());
    if (role == IsNullRole) {
        return (index.column() == Key && !stored.key())
            || (index.column() == Value && !stored.value());
    }
    const QLocale locale;
    if (role == Qt::ToolTipRole) {
        if (index.column() == Timestamp && stored.timestampType() != TimestampType::None) {
            return tr("%1 UTC\n%2 ms since 1970\n%3")
                .arg(timeOf(stored).toUTC().toString(QStringLiteral("yyyy-MM-dd HH:mm:ss.zzz")))
                .arg(stored.timestamp())
                .arg(stored.timestampType() == TimestampType::Create ? tr("set by the producer")
                                                                     : tr("set by the broker"));
        }
        if (index.column() == Size) {
            return tr("%1 bytes").arg(locale.toString(static_cast<qulonglong>(stored.size())));
        }
        return {};
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (index.column()) {
    case Partition:
        return locale.toString(stored.partition());
    case Offset:
        return locale.toString(static_cast<qlonglong>(stored.offset()));
    case Timestamp:
        return stored.timestampType() == TimestampType::None
            ? QStringLiteral("–")
            : timeOf(stored).toString(QStringLiteral("yyyy-MM-dd HH:mm:ss.zzz"));
    case Key:
        return bodyText(stored.key());
    case Value:
        return stored.value() ? bodyText(stored.value()) : tr("∅ tombstone");
    case Headers:
        return stored.headerCount() == 0
            ? QString()
            : locale.toString(static_cast<qulonglong>(stored.headerCount()));
    case Size:
        return sizeText(static_cast<qint64>(stored.size()));
    default:
        return {};
    }
}

QVariant MessagesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return alignment(section);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case Partition:
        return tr("Part.");
    case Offset:
        return tr("Offset");
    case Timestamp:
        return tr("Timestamp");
    case Key:
        return tr("Key");
    case Value:
        return tr("Value");
    case Headers:
        return tr("Headers");
    case Size:
        return tr("Size");
    default:
        return {};
    }
}

} // namespace ottla
