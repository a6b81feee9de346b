// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/messages/fieldcolumn.h"
#include "model/messages/messagesort.h"
#include "model/messages/shownbody.h"

#include <QString>
#include <QVariant>

#include <memory>
#include <optional>
#include <vector>

namespace ottla {

/// What a table says of messages: its columns, the text of their cells, and what they are sorted
/// by. GUI thread, where nothing else is said; what sortBy() returns may be used on any.
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
        FixedCount, ///< Behind these: fields of the decoded value.
    };
    enum class TimeFormat
    {
        Local,
        Utc,
        Epoch, ///< Milliseconds since 1970.
        Age,
    };

    [[nodiscard]] int count() const { return FixedCount + static_cast<int>(m_fields.size()); }
    /// Kept in settings; never changes. -1 where no column has it.
    [[nodiscard]] QString id(int column) const;
    [[nodiscard]] int columnOf(const QString& id) const;
    /// The path of the field whose column has that id; empty for any other column's.
    [[nodiscard]] static QString fieldOf(const QString& id);
    [[nodiscard]] QString title(int column) const;
    /// What the title leaves out.
    [[nodiscard]] QString explanation(int column) const;
    [[nodiscard]] static bool isNumber(int column);
    /// What it shows takes decoding the value, and so does sorting by it.
    [[nodiscard]] static bool isDecoded(int column) { return column >= Schema; }
    /// What it shows may take decoding, and so may sorting by it.
    [[nodiscard]] static bool mayDecode(int column)
    {
        return column == Key || column == Value || isDecoded(column);
    }

    /// As the last column.
    void addField(FieldColumn field) { m_fields.push_back(std::move(field)); }
    void removeField(int column) { m_fields.erase(m_fields.begin() + (column - FixedCount)); }
    /// What keys and values are decoded by.
    void setBodies(FilterBodies bodies);

    void setTimeFormat(TimeFormat format) { m_timeFormat = format; }
    [[nodiscard]] TimeFormat timeFormat() const { return m_timeFormat; }

    /// In one line; of bodies and headers as much as a cell may show. Key and value as they stand
    /// where they are text; else what their decoder made of them, or bytes in hexadecimal; what
    /// would leave the cell blank has a stand-in. Any thread, of a copy; on others than the GUI's
    /// it waits for schemas.
    [[nodiscard]] QString text(const MessageStore& store, const StoredMessage& message,
                               int column) const;
    /// Whether its key or value is there decoded, which may take waiting for a schema.
    [[nodiscard]] bool decodes(const StoredMessage& message) const;
    /// Whether text() takes next to no time.
    [[nodiscard]] bool isQuick(const StoredMessage& message, int column) const;
    /// Of a column that mayDecode(): what stands there until text() is known.
    [[nodiscard]] QString undecoded(const StoredMessage& message, int column) const;
    /// The whole of it: numbers as qlonglong, bytes that are neither UTF-8 nor decoded in
    /// hexadecimal, and nothing for null. Threads as text().
    [[nodiscard]] QVariant exact(const MessageStore& store, const StoredMessage& message,
                                 int column) const;
    /// Of a key or value that its decoder rejects: why.
    [[nodiscard]] QString toolTip(const StoredMessage& message, int column) const;
    /// Of a key or value that is null, empty, or white space as far as a cell shows it: text() is
    /// what stands in for it, not what it holds.
    [[nodiscard]] bool isStandIn(const StoredMessage& message, int column) const
    {
        return standIn(message, column).has_value();
    }

    [[nodiscard]] SortBy sortBy(const MessageStore& store, int column, bool descending) const;

private:
    [[nodiscard]] QString timeText(const StoredMessage& message) const;
    [[nodiscard]] ShownBody shown(const StoredMessage& message, int column) const
    {
        return {message, column == Key, *m_bodies};
    }
    [[nodiscard]] std::optional<QString> standIn(const StoredMessage& message, int column) const;
    [[nodiscard]] QString whyRaw(const StoredMessage& message, int column) const;
    [[nodiscard]] QString bodyText(const StoredMessage& message, int column) const;
    [[nodiscard]] QVariant wholeBody(const StoredMessage& message, int column) const;

    [[nodiscard]] SortBy ascending(const MessageStore& store, int column) const;
    [[nodiscard]] const FieldColumn& field(int column) const
    {
        return m_fields[static_cast<std::size_t>(column - FixedCount)];
    }

    TimeFormat m_timeFormat = TimeFormat::Local;
    std::vector<FieldColumn> m_fields;
    std::shared_ptr<const FilterBodies> m_bodies = std::make_shared<FilterBodies>();
};

} // namespace ottla
