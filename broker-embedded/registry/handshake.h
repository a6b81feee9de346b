// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "registry/serverstate.h"
#include "registry/transaction.h"

namespace ottla::registry {

/// A connection's first frame: makes a session, or gives one back to the client that knows its
/// password. Owner's thread.
class Handshake
{
public:
    explicit Handshake(ServerState& state);

    /// The answer goes out when the session is durable.
    void connect(Client& client, BytesView frame);

private:
    void attach(Client& client, std::int64_t session);
    std::int64_t nextSessionId();

    ServerState& m_state;
    Transaction m_transaction;
};

} // namespace ottla::registry
