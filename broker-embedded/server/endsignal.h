// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace ottla::server {

/// Waits for the wish to end: SIGTERM, SIGINT, SIGHUP, or the end of standard input. Make one per
/// process, before other threads start. Ignores SIGPIPE.
class EndSignal
{
public:
    EndSignal();
    ~EndSignal();
    EndSignal(const EndSignal&) = delete;
    EndSignal& operator=(const EndSignal&) = delete;

    /// Returns when one of them came, at once when it came before.
    void wait(bool endWithStandardInput);
    /// Wishes it from within, from any thread.
    void request();

private:
    int m_readEnd = -1;
};

} // namespace ottla::server
