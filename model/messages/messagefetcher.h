// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/messages/messagestore.h"

#include <QObject>

#include <deque>

namespace ottla {

/// Has messages that were spilled read from disk on another thread, so that whoever shows a few of
/// millions never waits for it. GUI thread.
class MessageFetcher : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// Whether it can be read at once. If not, it is fetched; of many, those asked for last.
    [[nodiscard]] bool isAtHand(const StoredMessage& message);

Q_SIGNALS:
    /// Some that were not at hand are now.
    void fetched();

private:
    void fetch();

    std::deque<StoredMessage> m_wanted; // the last one asked for at the end
    bool m_fetching = false;
};

} // namespace ottla
