// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "registry/serverstate.h"
#include "wire/jute/records.h"

#include <string>
#include <string_view>
#include <vector>

namespace ottla::registry {

/// One transaction at a time on the database: checks what a client asks for as ZooKeeper does,
/// makes the change, and at the end logs it and tells the watchers. Owner's thread.
class Transaction
{
public:
    explicit Transaction(ServerState& state)
        : m_state(state)
    { }

    /// `undoable`: several changes, of which one may fail after others were made.
    void begin(std::int64_t session, bool undoable = false);
    /// Logs what was changed, then triggers watches.
    void commit();
    /// Nothing has happened.
    void rollback();

    // Each either makes its change or fails without any.
    ZkError create(const Client& client, wire::jute::OpCode type,
                   const wire::jute::CreateRequest& request, std::int64_t ttlMs, Znode*& made);
    ZkError remove(const Client& client, std::string_view path, std::int32_t version);
    ZkError setData(const Client& client, const wire::jute::SetDataRequest& request, Znode*& node);
    ZkError setAcl(const Client& client, const wire::jute::SetAclRequest& request, Znode*& node);
    ZkError check(const Client& client, std::string_view path, std::int32_t version, Znode*& node);
    void removeNode(Znode& node);
    void createSession(const SessionRecord& session);
    void closeSession();

private:
    struct Event
    {
        EventType type = EventType::NodeCreated;
        std::string path;
        AclRef acl;
        AclRef parentAcl;
    };
    void note(EventType type, const Znode& node);

    ServerState& m_state;
    std::vector<Event> m_events;
};

} // namespace ottla::registry
