// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "registry/serverstate.h"
#include "registry/transaction.h"
#include "wire/jute/records.h"

#include <span>
#include <string>

namespace ottla::registry {

/// Answers requests after the handshake: each as soon as it comes, from the tree as it is then,
/// into the client's output; events that it causes go out before its answer. Owner's thread.
class RequestProcessor
{
public:
    explicit RequestProcessor(ServerState& state);

    /// A frame without its length.
    void process(Client& client, BytesView frame);
    /// Ends a session, of a client that is there or not, with all that belongs to it.
    void endSession(std::int64_t session);
    /// Deletes a container or a node whose time is over.
    void reap(Znode& node);

private:
    using OpCode = wire::jute::OpCode;
    using Reader = wire::jute::JuteReader;

    ZkError answer(Client& client, OpCode type, Reader& read);
    void reply(Client& client, std::int32_t xid, std::int64_t zxid, ZkError error);
    void refuse(Client& client, std::int32_t xid, ZkError error);
    void authenticate(Client& client, std::int32_t xid, Reader& read);
    void answerSasl(Client& client, std::int32_t xid, Reader& read);
    void closeSession(Client& client, std::int32_t xid);

    // reads.cpp
    ZkError readable(const Client& client, std::string_view path, Znode*& node) const;
    [[nodiscard]] bool hasRoomForWatches(std::size_t more) const;
    ZkError addWatch(Client& client, WatchTable& table, std::string_view path);
    ZkError exists(Client& client, Reader& read);
    ZkError getData(Client& client, Reader& read);
    ZkError getChildren(Client& client, Reader& read, bool withStat);
    ZkError getAllChildrenNumber(Client& client, Reader& read);
    ZkError getEphemerals(Client& client, Reader& read);
    ZkError getAcl(Client& client, Reader& read);
    ZkError whoAmI(Client& client);
    ZkError multiRead(Client& client, Reader& read);
    void writeChildren(const Znode& node);

    // watchrequests.cpp
    ZkError setWatches(Client& client, Reader& read, bool second);
    ZkError addPersistentWatch(Client& client, Reader& read);
    ZkError checkWatches(Client& client, Reader& read);
    ZkError removeWatches(Client& client, Reader& read);

    // writes.cpp
    ZkError create(Client& client, OpCode type, Reader& read);
    ZkError remove(Client& client, Reader& read);
    ZkError setData(Client& client, Reader& read);
    ZkError setAcl(Client& client, Reader& read);
    ZkError check(Client& client, Reader& read);

    // multi.cpp
    ZkError multi(Client& client, Reader& read);

    ServerState& m_state;
    Transaction m_transaction;
    std::string m_body; ///< Of the answer being made.
    wire::jute::JuteWriter m_write{m_body};
};

} // namespace ottla::registry
