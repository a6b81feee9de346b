// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/messages/coverage.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <QStringList>

#include <algorithm>

namespace ottla {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("ottla::Coverage", text);
}

QString number(std::int64_t value)
{
    return QLocale().toString(static_cast<qlonglong>(value));
}

QString whyTheRest(const ReadProgress& progress, const PartitionProgress& partition)
{
    if (progress.active()) {
        return partition.waiting.empty()
            ? tr("still being read")
            : tr("waiting: %1").arg(QString::fromStdString(partition.waiting));
    }
    if (progress.enough) {
        return tr("stopped after as many messages as asked for");
    }
    return progress.state == ReadProgress::State::Stopped ? tr("stopped")
        : progress.error ? QString::fromStdString(progress.error->describe())
                         : tr("the read ended early");
}

} // namespace

QString clockText(std::chrono::system_clock::time_point time)
{
    using namespace std::chrono;
    return QDateTime::fromMSecsSinceEpoch(
               duration_cast<milliseconds>(time.time_since_epoch()).count())
        .toString(QStringLiteral("HH:mm:ss"));
}

std::int64_t unreadOffsets(const ReadProgress& progress)
{
    std::int64_t sum = 0;
    for (const PartitionProgress& partition : progress.partitions) {
        sum += partition.known ? partition.unread() : 0;
    }
    return sum;
}

QString whyUnread(const ReadProgress& progress, const PartitionProgress& partition)
{
    QStringList reasons;
    if (!partition.error.empty()) {
        reasons << QString::fromStdString(partition.error);
    } else if (!partition.known || partition.next < partition.limit) {
        reasons << whyTheRest(progress, partition);
    }
    for (const UnreadOffsets& gap : partition.passedOver) {
        reasons << tr("offsets %1 to %2 %3")
                       .arg(number(gap.from), number(gap.to - 1),
                            QString::fromStdString(gap.words));
    }
    return reasons.join(QStringLiteral("; "));
}

QString unreadText(const ReadProgress& progress)
{
    const auto partitionName = [&progress](const PartitionProgress& partition) {
        return progress.topics.size() > 1
            ? tr("%1 partition %2")
                  .arg(QString::fromStdString(progress.topics[partition.topic]),
                       number(partition.partition))
            : tr("partition %1").arg(number(partition.partition));
    };
    QStringList parts;
    const PartitionProgress* unknown = nullptr;
    const PartitionProgress* first = nullptr;
    std::int64_t unknowns = 0;
    for (const PartitionProgress& partition : progress.partitions) {
        if (!partition.known) {
            unknown = unknown ? unknown : &partition;
            ++unknowns;
        } else if (partition.unread() > 0 || !partition.error.empty()) {
            first = first ? first : &partition;
        }
    }
    if (unknown) {
        parts << (unknowns == 1 ? tr("%1 unread: %2")
                                      .arg(partitionName(*unknown), whyUnread(progress, *unknown))
                                : tr("%1 partitions unread: %2")
                                      .arg(number(unknowns), whyUnread(progress, *unknown)));
    }
    if (first) {
        parts << tr("%1 offsets unread: %2")
                     .arg(number(unreadOffsets(progress)), whyUnread(progress, *first));
    }
    return parts.join(QStringLiteral(" · "));
}

QStringList troubleTexts(const ReadProgress& progress)
{
    QStringList lines;
    for (const ReadTrouble& trouble : progress.troubles) {
        QStringList parts{clockText(trouble.at)};
        if (!trouble.where.empty()) {
            parts << QString::fromStdString(trouble.where);
        }
        parts << QString::fromStdString(trouble.what);
        if (trouble.times > 1) {
            parts << tr("%1 times").arg(number(trouble.times));
        }
        lines << parts.join(QStringLiteral(" · "));
    }
    return lines;
}

QString coverageText(const ReadProgress& progress)
{
    QStringList lines;
    for (const PartitionProgress& partition : progress.partitions) {
        QString line = progress.topics.size() > 1
            ? QString::fromStdString(progress.topics[partition.topic]) + QStringLiteral(" ")
            : QString();
        line += partition.known
            ? tr("Partition %1: offsets %2 to %3 asked for, read up to %4")
                  .arg(number(partition.partition), number(partition.start), number(partition.end),
                       number(partition.next))
            : tr("Partition %1: its offsets are not known").arg(number(partition.partition));
        const QString why = whyUnread(progress, partition);
        if (!why.isEmpty()) {
            line += partition.known ? tr(", %1 unread: %2").arg(number(partition.unread()), why)
                                    : tr(", unread: %1").arg(why);
        }
        lines << line;
    }
    return (lines + troubleTexts(progress)).join(u'\n');
}

} // namespace ottla
