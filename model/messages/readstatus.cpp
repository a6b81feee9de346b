// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
// The browser's status line.
#include "model/messages/coverage.h"
#include "model/messages/messagebrowser.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <limits>

namespace ottla {

using std::chrono::system_clock;

namespace {

QString number(std::int64_t value)
{
    return QLocale().toString(static_cast<qlonglong>(value));
}

int forPlural(std::int64_t value)
{
    return static_cast<int>(std::min<std::int64_t>(value, std::numeric_limits<int>::max()));
}

// With the day, unless it is today.
QString momentText(system_clock::time_point time)
{
    const auto moment = QDateTime::fromMSecsSinceEpoch(
        std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count());
    return moment.toString(moment.date() == QDate::currentDate()
                               ? QStringLiteral("HH:mm:ss")
                               : QStringLiteral("yyyy-MM-dd HH:mm:ss"));
}

} // namespace

bool MessageBrowser::byTime() const
{
    return m_request.start == ReadRequest::Start::Time || m_request.withinTimes;
}

bool MessageBrowser::isOfTimes(std::int64_t timestamp) const
{
    return !byTime()
        || (timestamp >= m_request.time && (!m_request.endTime || timestamp < *m_request.endTime));
}

std::optional<system_clock::time_point> MessageBrowser::endOfTimes() const
{
    if (!byTime() || !m_request.endTime) {
        return std::nullopt;
    }
    return system_clock::time_point(std::chrono::milliseconds(*m_request.endTime));
}

QString MessageBrowser::readToText() const
{
    const ReadProgress& p = m_progress;
    const QString partitions = tr("%1 of %2 partitions")
                                   .arg(number(static_cast<std::int64_t>(p.partitionsDone())),
                                        number(static_cast<std::int64_t>(p.partitions.size())));
    const QString asOf = clockText(p.watermarksAt);
    const auto end = endOfTimes();
    if (end && *end > p.watermarksAt) {
        return tr("%1 read to the offsets of %2, before the times end (%3)")
            .arg(partitions, asOf, momentText(*end));
    }
    if (end && m_request.start == ReadRequest::Start::Time) {
        return tr("%1 read to the end of the times, as of %2").arg(partitions, asOf);
    }
    return tr("%1 read to the offsets of %2").arg(partitions, asOf);
}

QString MessageBrowser::timesText() const
{
    const auto end = endOfTimes();
    if (!byTime() || m_progress.partitions.empty()) {
        return {};
    }
    if (end && *end <= m_progress.watermarksAt && m_request.start == ReadRequest::Start::Time) {
        return tr("Each partition was read to its first message of %1 or later. Messages of the "
                  "times asked for that were written behind it have not been looked for; Read on "
                  "looks for them.")
            .arg(momentText(*end));
    }
    return tr("What was written after %1 has not been looked at; Read on looks there for messages "
              "of the times asked for.")
        .arg(clockText(m_progress.watermarksAt));
}

QStringList MessageBrowser::amountTexts() const
{
    const ReadProgress& p = m_progress;
    QStringList parts;
    parts << readToText();
    parts << tr("%n message(s)", nullptr, forPlural(p.delivered))
                 .replace(QString::number(p.delivered), number(p.delivered));
    if (m_keep) {
        parts << tr("only the %1 that matched were kept").arg(number(p.kept));
    }
    parts << shownTexts();
    if (p.outside > 0) {
        parts << tr("%1 outside of the times skipped").arg(number(p.outside));
    }
    if (m_store && m_store->first() > 0) {
        parts << tr("oldest %1 dropped").arg(number(static_cast<std::int64_t>(m_store->first())));
    }
    return parts;
}

// Of the messages that were read.
QStringList MessageBrowser::shownTexts() const
{
    QStringList parts;
    const bool allMatch =
        m_keep && static_cast<std::size_t>(m_model.rowCount()) == m_model.examined();
    if (m_model.filter() && !allMatch) {
        parts << tr("%1 of %2 match")
                     .arg(number(m_model.rowCount()),
                          number(static_cast<std::int64_t>(m_model.examined())));
    }
    if (const std::uint64_t count = undecodableCount(); count > 0) {
        parts << tr("%1 could not be decoded").arg(number(static_cast<std::int64_t>(count)));
    }
    // Fewer are sorted in the blink of an eye.
    constexpr int worthSaying = 100'000;
    if (m_model.sorting() && m_model.rowCount() > worthSaying) {
        parts << tr("sorting: the first %1 of %2 rows are in place")
                     .arg(number(static_cast<std::int64_t>(m_model.sortedRows())),
                          number(m_model.rowCount()));
    }
    return parts;
}

QString MessageBrowser::stateText() const
{
    switch (m_progress.state) {
    case ReadProgress::State::Failed:
        return tr("failed");
    case ReadProgress::State::Stopped:
        return m_progress.enough ? tr("stopped after as many messages as asked for")
                                 : tr("stopped");
    case ReadProgress::State::Live:
        return tr("live: at the end, waiting for more");
    default:
        return m_paused ? tr("paused: Space goes on from here") : QString();
    }
}

QString MessageBrowser::statusText() const
{
    const ReadProgress& p = m_progress;
    QStringList parts;
    if (p.state == ReadProgress::State::Idle) {
        return {};
    }
    if (p.state == ReadProgress::State::Connecting) {
        parts << tr("Asking for the partitions' ends");
    }
    if (!m_savedFile.empty()) {
        parts << loadText() << shownTexts();
        return parts.join(QStringLiteral(" · "));
    }
    if (!p.partitions.empty()) {
        parts << amountTexts();
    }
    if (const auto rate = m_rate.perSecond(); rate && p.active()) {
        parts << tr("%1 messages/s").arg(number(*rate));
    }
    const QString unread = unreadText(p);
    if (!unread.isEmpty()) {
        parts << unread;
    }
    const QString state = stateText();
    if (!state.isEmpty() && !unread.endsWith(state)) {
        parts << state;
    }
    if (p.timeouts > 0) {
        parts << tr("%n time-out(s)", nullptr, forPlural(p.timeouts));
    }
    if (!p.trouble.empty()) {
        parts << QString::fromStdString(p.trouble);
    }
    return parts.join(QStringLiteral(" · "));
}

} // namespace ottla
