// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/tasks/logmodel.h"

#include <QLocale>
#include <QRegularExpression>

#include <algorithm>

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

// A registry that is down makes each of its clients say so several times a second.
constexpr int lookedBack = 32; // entries

QString withoutTimes(QString text)
{
    // spdlog's and ZooKeeper's, which has process and thread behind it.
    static const QRegularExpression time(
        QStringLiteral(R"(\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d[.,]\d+(:\d+\(0x[0-9a-f]+\))?)"));
    return text.remove(time);
}

} // namespace

LogModel::LogModel(int capacity, QObject* parent)
    : QAbstractTableModel(parent)
    , m_capacity(capacity)
{ }

LogModel::Level LogModel::levelOf(const QString& line)
{
    static const QRegularExpression named(QStringLiteral(
        R"(\d\d:\d\d:\d\d[.,]\d+(?: |:\d+\(0x[0-9a-f]+\):)(warning|error|critical|ZOO_WARN|ZOO_ERROR)\b)"));
    const QString word = named.match(line).captured(1);
    // What ZooKeeper's client calls an error it tries again.
    return word == u"error" || word == u"critical" ? Level::Bad
        : word.isEmpty()                           ? Level::Info
                                                   : Level::Caution;
}

void LogModel::add(Level level, const QString& cluster, const QString& text, const QString& details)
{
    const QDateTime now = QDateTime::currentDateTime();
    Entry entry{now, level, cluster, text, details, withoutTimes(text), 1, now};
    if (addRepetition(entry)) {
        return;
    }
    if (rowCount() >= m_capacity) {
        beginRemoveRows({}, 0, 0);
        m_entries.pop_front();
        endRemoveRows();
    }
    beginInsertRows({}, rowCount(), rowCount());
    m_entries.push_back(std::move(entry));
    endInsertRows();
}

bool LogModel::addRepetition(const Entry& entry)
{
    const auto end = m_entries.rbegin() + std::min(lookedBack, rowCount());
    const auto found = std::find_if(m_entries.rbegin(), end, [&entry](const Entry& each) {
        return each.level == entry.level && each.cluster == entry.cluster
            && each.words == entry.words && each.details == entry.details;
    });
    if (found == end) {
        return false;
    }
    ++found->count;
    found->last = entry.time;
    const int row = static_cast<int>(m_entries.rend() - found) - 1;
    Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
    return true;
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
        return entry.count == 1
            ? entry.text
            : tr("%1 (%2 times, last at %3)")
                  .arg(entry.text, QLocale().toString(entry.count),
                       QLocale().toString(entry.last, QStringLiteral("HH:mm:ss")));
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
