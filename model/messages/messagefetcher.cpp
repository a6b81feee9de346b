// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/messages/messagefetcher.h"

#include "model/async/background.h"

#include <algorithm>
#include <utility>

namespace ottla {

bool MessageFetcher::isAtHand(const StoredMessage& message)
{
    constexpr std::size_t mostWanted = 128; // more than a window shows
    if (message.isInMemory()) {
        return true;
    }
    if (std::find(m_wanted.begin(), m_wanted.end(), message) == m_wanted.end()) {
        m_wanted.push_back(message);
        if (m_wanted.size() > mostWanted) {
            m_wanted.pop_front();
        }
    }
    if (!m_fetching) {
        fetch();
    }
    return false;
}

void MessageFetcher::fetch()
{
    m_fetching = true;
    QMetaObject::invokeMethod(
        this,
        [this] { // what else is in sight has been asked for by now
            runInBackground(
                this,
                [wanted = std::exchange(m_wanted, {})] {
                    std::for_each(wanted.rbegin(), wanted.rend(),
                                  [](const StoredMessage& message) { message.fetch(); });
                    return true;
                },
                [this](bool) {
                    m_fetching = false;
                    Q_EMIT fetched();
                    if (!m_wanted.empty() && !m_fetching) {
                        fetch();
                    }
                });
        },
        Qt::QueuedConnection);
}

} // namespace ottla
