// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
// The browser's status line.
#include "model/messages/coverage.h"
#include "model/messages/messagebrowser.h"

#include <QLocale>

#include <algorithm>
#include <limits>

namespace ottla {

namespace {

QString number(std::int64_t value)
{
    return QLocale().toString(static_cast<qlonglong>(value));
}

int forPlural(std::int64_t value)
{
    return static_cast<int>(std::min<std::int64_t>(value, std::numeric_limits<int>::max()));
}

} // namespace

QStringList MessageBrowser::amountTexts() const
{
    const ReadProgress& p = m_progress;
    QStringList parts;
    parts << tr("%1 of %2 partitions read to the offsets of %3")
                 .arg(number(static_cast<std::int64_t>(p.partitionsDone())),
                      number(static_cast<std::int64_t>(p.partitions.size())),
                      clockText(p.watermarksAt));
    parts << tr("%n message(s)", nullptr, forPlural(p.delivered))
                 .replace(QString::number(p.delivered), number(p.delivered));
    if (m_keep) {
        parts << tr("only the %1 that matched were kept").arg(number(p.kept));
    }
    const bool allMatch =
        m_keep && static_cast<std::size_t>(m_model.rowCount()) == m_model.examined();
    if (m_model.filter() && !allMatch) {
        parts << tr("%1 of %2 match")
                     .arg(number(m_model.rowCount()),
                          number(static_cast<std::int64_t>(m_model.examined())));
    }
    if (undecodable() > 0) {
        parts
            << tr("%1 could not be decoded").arg(number(static_cast<std::int64_t>(undecodable())));
    }
    if (p.outside > 0) {
        parts << tr("%1 outside of the times skipped").arg(number(p.outside));
    }
    if (m_store && m_store->first() > 0) {
        parts << tr("oldest %1 dropped").arg(number(static_cast<std::int64_t>(m_store->first())));
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
        parts << loadText();
        if (m_model.filter()) {
            parts << tr("%1 of %2 match")
                         .arg(number(m_model.rowCount()),
                              number(static_cast<std::int64_t>(m_model.examined())));
        }
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
