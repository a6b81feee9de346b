// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/messages/coverage.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

#include <algorithm>

namespace ottla {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("ottla::Coverage", text);
}

std::int64_t unread(const PartitionProgress& partition)
{
    return std::max<std::int64_t>(0, partition.end - partition.next);
}

} // namespace

std::int64_t unreadOffsets(const ReadProgress& progress)
{
    std::int64_t sum = 0;
    for (const PartitionProgress& partition : progress.partitions) {
        sum += unread(partition);
    }
    return sum;
}

QString whyUnread(const ReadProgress& progress, const PartitionProgress& partition)
{
    if (!partition.error.empty()) {
        return QString::fromStdString(partition.error);
    }
    if (unread(partition) == 0) {
        return {};
    }
    if (progress.active()) {
        return tr("still being read");
    }
    return progress.state == ReadProgress::State::Stopped ? tr("stopped")
        : progress.error ? QString::fromStdString(progress.error->describe())
                         : tr("the read ended early");
}

QString coverageText(const ReadProgress& progress)
{
    const QLocale locale;
    const auto number = [&locale](std::int64_t value) {
        return locale.toString(static_cast<qlonglong>(value));
    };
    QStringList lines;
    for (const PartitionProgress& partition : progress.partitions) {
        QString line = tr("Partition %1: offsets %2 to %3 asked for, read up to %4")
                           .arg(number(partition.partition), number(partition.start),
                                number(partition.end), number(partition.next));
        const QString why = whyUnread(progress, partition);
        if (!why.isEmpty()) {
            line += tr(", %1 unread: %2").arg(number(unread(partition)), why);
        }
        lines << line;
    }
    return lines.join(u'\n');
}

} // namespace ottla
