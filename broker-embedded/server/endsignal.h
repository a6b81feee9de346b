// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace ottla::server {

/// Waits for the wish to end: SIGTERM, SIGINT, SIGHUP, or, where asked, the end of standard input,
/// which tells that the process at its other end has died; then one that is stopped (SIGSTOP) goes
/// on, to end. Make one per process, before other threads start. Ignores SIGPIPE and
/// SIGXFSZ.
class EndSignal
{
public:
    explicit EndSignal(bool endsWithStandardInput);
    ~EndSignal();
    EndSignal(const EndSignal&) = delete;
    EndSignal& operator=(const EndSignal&) = delete;

    /// Returns when one of them came, at once when it came before.
    void wait();
    /// Wishes it from within, from any thread.
    void request();

private:
    bool m_endsWithStandardInput;
    int m_readEnd = -1;
};

} // namespace ottla::server
