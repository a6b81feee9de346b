// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/messages/messagesort.h"

#include <QString>
#include <QVariant>

#include <optional>
#include <string_view>

namespace ottla {

/// What a table says of messages: its columns, the text of their cells, and what they are sorted
/// by. GUI thread; what sortBy() returns may be used on any.
class MessageCells
{
public:
    enum Column : int
    {
        Topic,
        Partition,
        Offset,
        Timestamp,
        TimestampKind,
        Key,
        Value,
        Headers,
        KeySize,
        ValueSize,
        Size,
        LeaderEpoch,
        Schema,
        FixedCount,
    };
    enum class TimeFormat
    {
        Local,
        Utc,
        Epoch, ///< Milliseconds since 1970.
        Age,
    };

    [[nodiscard]] int count() const { return FixedCount; }
    /// Kept in settings; never changes. -1 where no column has it.
    [[nodiscard]] QString id(int column) const;
    [[nodiscard]] int columnOf(const QString& id) const;
    [[nodiscard]] QString title(int column) const;
    /// What the title leaves out.
    [[nodiscard]] QString explanation(int column) const;
    [[nodiscard]] static bool isNumber(int column);

    void setTimeFormat(TimeFormat format) { m_timeFormat = format; }
    [[nodiscard]] TimeFormat timeFormat() const { return m_timeFormat; }

    /// In one line; of bodies and headers as much as a cell may show.
    [[nodiscard]] QString text(const MessageStore& store, const StoredMessage& message,
                               int column) const;
    /// The whole of it: numbers as qlonglong, bytes that are not UTF-8 in hexadecimal, and nothing
    /// for null.
    [[nodiscard]] QVariant exact(const MessageStore& store, const StoredMessage& message,
                                 int column) const;
    [[nodiscard]] QString toolTip(const StoredMessage& message, int column) const;
    /// There is nothing, as against something empty.
    [[nodiscard]] static bool isNull(const StoredMessage& message, int column);

    [[nodiscard]] SortBy sortBy(const MessageStore& store, int column) const;

private:
    [[nodiscard]] QString timeText(const StoredMessage& message) const;

    TimeFormat m_timeFormat = TimeFormat::Local;
};

} // namespace ottla
