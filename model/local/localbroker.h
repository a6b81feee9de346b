// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QMetaType>
#include <QString>

namespace ottla {

/// A broker of the local cluster, as the process that it is.
struct LocalBroker
{
    enum class State
    {
        Running,
        Paused, ///< Stopped by a signal, to run on later.
        Ended
    };

    int id = 0;
    qint64 pid = 0;
    QString address; ///< host:port, which stays the same between its runs.
    State state = State::Running;
    int status = 0; ///< What it ended with: 128 and the signal's number where one ended it.

    bool operator==(const LocalBroker&) const = default;
};

} // namespace ottla

Q_DECLARE_METATYPE(ottla::LocalBroker)
