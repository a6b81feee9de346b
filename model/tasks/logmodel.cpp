// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/tasks/logmodel.h"

#include <QLocale>

namespace ottla {

namespace {

QString levelName(LogModel::Level level)
{
    switch (level) {
    case LogModel::Level::Info:
        return LogModel::tr("Info");
    case LogModel::Level::Caution:
        return LogModel::tr("Caution");
    case LogModel::Level::Bad:
        return LogModel::tr("Failed");
    }
    return {};
}

} // namespace

LogModel::LogModel(int capacity, QObject* parent)
    : QAbstractTableModel(parent)
    , m_capacity(capacity)
{ }

void LogModel::add(Level level, const QString& cluster, const QString& text, const QString& details)
{
    if (rowCount() >= m_capacity) {
        beginRemoveRows({}, 0, 0);
        m_entries.pop_front();
        endRemoveRows();
    }
    beginInsertRows({}, rowCount(), rowCount());
    m_entries.push_back({QDateTime::currentDateTime(), level, cluster, text, details});
    endInsertRows();
}

void LogModel::add(const QString& cluster, const Error& error)
{
    add(Level::Bad, cluster, QString::fromStdString(error.message),
        QString::fromStdString(error.context));
}

void LogModel::clear()
{
    beginResetModel();
    m_entries.clear();
    endResetModel();
}

int LogModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_entries.size());
}

int LogModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant LogModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const Entry& entry = m_entries[static_cast<std::size_t>(index.row())];
    if (role == LevelRole) {
        return QVariant::fromValue(entry.level);
    }
    if (role == DetailsRole || (role == Qt::ToolTipRole && index.column() == TextColumn)) {
        return entry.details;
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (index.column()) {
    case TimeColumn:
        return QLocale().toString(entry.time, QStringLiteral("HH:mm:ss.zzz"));
    case LevelColumn:
        return levelName(entry.level);
    case ClusterColumn:
        return entry.cluster;
    case TextColumn:
        return entry.text;
    default:
        return {};
    }
}

QVariant LogModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case TimeColumn:
        return tr("Time");
    case LevelColumn:
        return tr("Level");
    case ClusterColumn:
        return tr("Cluster");
    case TextColumn:
        return tr("What happened");
    default:
        return {};
    }
}

} // namespace ottla
