// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/groups/groupsnapshot.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

#include <map>
#include <set>
#include <utility>

namespace ottla {

namespace {

using Place = GroupOffsetRow::Place;
using Where = std::pair<std::string, std::int32_t>;
using Rows = std::map<Where, GroupOffsetRow>;

QString tr(const char* text, int count)
{
    return QCoreApplication::translate("GroupLag", text, nullptr, count);
}

GroupOffsetRow& rowOf(Rows& rows, const Where& where)
{
    GroupOffsetRow& row = rows[where];
    row.topic = QString::fromStdString(where.first);
    row.partition = where.second;
    return row;
}

Rows rowsOf(const GroupInfo& group, const std::vector<PartitionOffset>& committed)
{
    Rows rows;
    for (const PartitionOffset& offset : committed) {
        rowOf(rows, {offset.topic, offset.partition}).committed = offset.offset;
    }
    for (const MemberInfo& member : group.members) {
        for (const Where& where : member.assignment) {
            rowOf(rows, where).member =
                QString::fromStdString(member.clientId + " (" + member.host + ")");
        }
    }
    return rows;
}

/// The ends of those of the partitions that have a leader. Offsets outlive their topic; nobody
/// could answer for one that is gone.
Result<std::vector<Watermarks>> marksOf(Client& client, const std::set<Where>& wanted)
{
    if (wanted.empty()) {
        return std::vector<Watermarks>();
    }
    const auto cluster = client.describeCluster();
    if (!cluster) {
        return cluster.error();
    }
    std::vector<TopicInfo> topics;
    for (const TopicInfo& topic : cluster->topics) {
        TopicInfo asked{topic.name, {}};
        for (const PartitionInfo& partition : topic.partitions) {
            if (wanted.contains({topic.name, partition.id})) {
                asked.partitions.push_back(partition);
            }
        }
        if (!asked.partitions.empty()) {
            topics.push_back(std::move(asked));
        }
    }
    return client.watermarks(topics);
}

std::vector<GroupOffsetRow> valuesOf(Rows& rows)
{
    std::vector<GroupOffsetRow> values;
    for (auto& [where, row] : rows) {
        values.push_back(std::move(row));
    }
    return values;
}

} // namespace

GroupOffsetRow::Place GroupOffsetRow::place() const
{
    if (committed < 0) {
        return Place::NotCommitted;
    }
    if (end < 0) {
        return Place::EndUnknown;
    }
    if (committed > end) {
        return Place::BeyondEnd;
    }
    return committed < low ? Place::BeforeStart : Place::Within;
}

GroupLag GroupLag::of(const std::vector<GroupOffsetRow>& rows)
{
    GroupLag lag;
    for (const GroupOffsetRow& row : rows) {
        switch (row.place()) {
        case Place::Within:
            lag.messages += row.lag();
            ++lag.counted;
            break;
        case Place::NotCommitted:
            ++lag.notCommitted;
            break;
        case Place::BeforeStart:
        case Place::BeyondEnd:
            ++lag.outOfRange;
            break;
        case Place::EndUnknown:
            ++lag.endUnknown;
            break;
        }
    }
    return lag;
}

QString GroupLag::leftOutText() const
{
    if (leftOut() == 0) {
        return {};
    }
    QStringList reasons;
    if (notCommitted > 0) {
        reasons.append(tr("%n without a commit", notCommitted));
    }
    if (outOfRange > 0) {
        reasons.append(tr("%n with a commit out of range", outOfRange));
    }
    if (endUnknown > 0) {
        reasons.append(tr("%n whose end is not known", endUnknown));
    }
    return tr(leftOut() == 1 ? "%n partition is not counted" : "%n partitions are not counted",
              leftOut())
        + QStringLiteral(": ") + reasons.join(QStringLiteral(", "));
}

QString GroupLag::text() const
{
    const QString lag = isKnown()
        ? QCoreApplication::translate("GroupLag", "lag %1").arg(QLocale().toString(messages))
        : QCoreApplication::translate("GroupLag", "lag unknown");
    return leftOut() == 0 ? lag : lag + QStringLiteral(" · ") + leftOutText();
}

Result<GroupSnapshot> readGroupSnapshot(Client& client, const std::string& group)
{
    auto info = client.group(group);
    if (!info) {
        return info.error();
    }
    const auto committed = client.committedOffsets(group);
    if (!committed) {
        return committed.error();
    }
    Rows rows = rowsOf(*info, *committed);
    std::set<Where> wanted;
    for (const auto& [where, row] : rows) {
        wanted.insert(where);
    }
    const auto marks = marksOf(client, wanted);
    if (!marks) {
        return marks.error();
    }
    for (const Watermarks& mark : *marks) {
        GroupOffsetRow& row = rowOf(rows, {mark.topic, mark.partition});
        row.low = mark.low;
        row.end = mark.high;
    }
    return GroupSnapshot{std::move(*info), valuesOf(rows)};
}

Result<std::vector<NamedGroupLag>> readGroupLags(Client& client,
                                                 const std::vector<GroupInfo>& groups)
{
    std::vector<std::string> names;
    for (const GroupInfo& group : groups) {
        names.push_back(group.id);
    }
    const auto committed = client.committedOffsetsOf(names);
    std::vector<Result<Rows>> all;
    std::set<Where> wanted;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        if (!committed[i]) {
            all.emplace_back(committed[i].error());
            continue;
        }
        all.emplace_back(rowsOf(groups[i], *committed[i]));
        for (const auto& [where, row] : *all.back()) {
            wanted.insert(where);
        }
    }
    const auto marks = marksOf(client, wanted);
    if (!marks) {
        return marks.error();
    }
    std::map<Where, const Watermarks*> known;
    for (const Watermarks& mark : *marks) {
        known[{mark.topic, mark.partition}] = &mark;
    }
    std::vector<NamedGroupLag> lags;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        if (!all[i]) {
            lags.push_back({groups[i].id, all[i].error()});
            continue;
        }
        for (auto& [where, row] : *all[i]) {
            if (const auto mark = known.find(where); mark != known.end()) {
                row.low = mark->second->low;
                row.end = mark->second->high;
            }
        }
        lags.push_back({groups[i].id, GroupLag::of(valuesOf(*all[i]))});
    }
    return lags;
}

} // namespace ottla
