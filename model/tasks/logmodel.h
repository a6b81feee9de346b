// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <QAbstractTableModel>
#include <QDateTime>

#include <deque>

namespace ottla {

/// What happened, for the log dock: the newest last, the oldest forgotten beyond `capacity`. What
/// somebody says over and over is one line with their number. GUI thread.
class LogModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum class Level
    {
        Info,
        Caution,
        Bad,
    };
    Q_ENUM(Level)
    enum Column
    {
        TimeColumn,
        LevelColumn,
        ClusterColumn,
        TextColumn,
        ColumnCount,
    };
    enum Role
    {
        LevelRole = Qt::UserRole + 1,
        DetailsRole, ///< The client library's own words, where there are any.
    };

    explicit LogModel(int capacity = 10'000, QObject* parent = nullptr);

    /// Of a line in the words of a broker, of ZooKeeper's client, or of anybody else: Info.
    [[nodiscard]] static Level levelOf(const QString& line);
    void add(Level level, const QString& cluster, const QString& text, const QString& details = {});
    void add(const QString& cluster, const Error& error);
    void clear();

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

private:
    struct Entry
    {
        QDateTime time;
        Level level = Level::Info;
        QString cluster;
        QString text;
        QString details;
        QString words; // the text without its times, by which a repetition is known
        int count = 1;
        QDateTime last;
    };

    bool addRepetition(const Entry& entry);

    const int m_capacity;
    std::deque<Entry> m_entries;
};

} // namespace ottla
