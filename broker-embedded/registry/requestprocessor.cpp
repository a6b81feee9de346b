// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "registry/requestprocessor.h"

#include <algorithm>

namespace ottla::registry {

namespace {

using wire::jute::OpCode;

/// What `cons` calls an operation.
const char* shortName(OpCode type)
{
    switch (type) {
    case OpCode::Ping:
        return "PING";
    case OpCode::Create:
    case OpCode::Create2:
    case OpCode::CreateContainer:
    case OpCode::CreateTtl:
        return "CREA";
    case OpCode::Delete:
        return "DELE";
    case OpCode::Exists:
        return "EXIS";
    case OpCode::GetData:
        return "GETD";
    case OpCode::SetData:
        return "SETD";
    case OpCode::GetAcl:
        return "GETA";
    case OpCode::SetAcl:
        return "SETA";
    case OpCode::GetChildren:
    case OpCode::GetChildren2:
        return "GETC";
    case OpCode::GetAllChildrenNumber:
        return "GETACN";
    case OpCode::GetEphemerals:
        return "GETE";
    case OpCode::Sync:
        return "SYNC";
    case OpCode::Check:
        return "CHEC";
    case OpCode::Multi:
        return "MULT";
    case OpCode::MultiRead:
        return "MLTR";
    case OpCode::SetWatches:
        return "SETW";
    case OpCode::SetWatches2:
        return "STW2";
    case OpCode::AddWatch:
        return "ADDW";
    case OpCode::CheckWatches:
        return "CHKW";
    case OpCode::RemoveWatches:
        return "REMW";
    case OpCode::WhoAmI:
        return "HOMI";
    case OpCode::CloseSession:
        return "CLOS";
    default:
        return "NA";
    }
}

} // namespace

RequestProcessor::RequestProcessor(ServerState& state)
    : m_state(state)
    , m_transaction(state)
{ }

void RequestProcessor::process(Client& client, BytesView frame)
{
    Reader read(frame);
    wire::jute::RequestHeader header;
    read(header);
    if (!read.ok()) {
        client.drop();
        return;
    }
    ++client.packetsReceived;
    ++m_state.stats.packetsReceived;
    if (!m_state.sessions.touch(client.session, client.timeout, client.received)) {
        client.drop();
        return;
    }
    const auto type = static_cast<OpCode>(header.type);
    client.lastOperation = shortName(type);
    m_body.clear();
    switch (type) {
    case OpCode::Auth:
        authenticate(client, header.xid, read);
        return;
    case OpCode::Sasl:
        answerSasl(client, header.xid, read);
        return;
    case OpCode::CloseSession:
        closeSession(client, header.xid);
        return;
    case OpCode::Ping:
        reply(client, wire::jute::pingXid, m_state.database.lastZxid(), ZkError::Ok);
        return;
    default:
        break;
    }
    if (header.xid >= 0) {
        client.lastCxid = header.xid;
    }
    const ZkError error = answer(client, type, read);
    if (error == ZkError::Unimplemented) {
        refuse(client, header.xid, error);
        return;
    }
    if (error != ZkError::Ok) {
        m_body.clear();
    }
    reply(client, header.xid, m_state.database.lastZxid(), error);
}

ZkError RequestProcessor::answer(Client& client, OpCode type, Reader& read)
{
    switch (type) {
    case OpCode::Create:
    case OpCode::Create2:
    case OpCode::CreateContainer:
    case OpCode::CreateTtl:
        return create(client, type, read);
    case OpCode::Delete:
        return remove(client, read);
    case OpCode::Exists:
        return exists(client, read);
    case OpCode::GetData:
        return getData(client, read);
    case OpCode::SetData:
        return setData(client, read);
    case OpCode::GetAcl:
        return getAcl(client, read);
    case OpCode::SetAcl:
        return setAcl(client, read);
    case OpCode::GetChildren:
        return getChildren(client, read, false);
    case OpCode::GetChildren2:
        return getChildren(client, read, true);
    case OpCode::GetAllChildrenNumber:
        return getAllChildrenNumber(client, read);
    case OpCode::GetEphemerals:
        return getEphemerals(client, read);
    case OpCode::Sync: {
        // All that came before is in the tree, and its answer waits until that is durable.
        wire::jute::PathRequest request;
        read(request);
        m_write(request);
        return read.ok() ? ZkError::Ok : ZkError::MarshallingError;
    }
    case OpCode::Check:
        return check(client, read);
    case OpCode::Multi:
        return multi(client, read);
    case OpCode::MultiRead:
        return multiRead(client, read);
    case OpCode::SetWatches:
        return setWatches(client, read, false);
    case OpCode::SetWatches2:
        return setWatches(client, read, true);
    case OpCode::AddWatch:
        return addPersistentWatch(client, read);
    case OpCode::CheckWatches:
        return checkWatches(client, read);
    case OpCode::RemoveWatches:
        return removeWatches(client, read);
    case OpCode::WhoAmI:
        return whoAmI(client);
    case OpCode::Reconfig:
        return ZkError::ReconfigDisabled;
    case OpCode::DeleteContainer: // only the server itself, when it reaps
        return ZkError::BadArguments;
    default:
        return ZkError::Unimplemented;
    }
}

void RequestProcessor::reply(Client& client, std::int32_t xid, std::int64_t zxid, ZkError error)
{
    std::string& out = client.output.bytes();
    wire::jute::JuteWriter write(out);
    const std::size_t frame = write.beginFrame();
    write(wire::jute::ReplyHeader{xid, zxid, static_cast<std::int32_t>(error)});
    out += m_body;
    write.endFrame(frame);
    client.output.seal(m_state.database.lastZxid(), 1, client.received);
    client.lastSeenZxid = m_state.database.lastZxid();
    ++client.packetsSent;
    ++m_state.stats.outstanding;
    m_state.stats.answered(static_cast<std::int64_t>(out.size() - frame - sizeof(std::int32_t)));
    client.outputAdded();
}

void RequestProcessor::refuse(Client& client, std::int32_t xid, ZkError error)
{
    m_body.clear();
    client.closeWhenSent = true;
    reply(client, xid, error == ZkError::Unimplemented ? -1 : 0, error);
}

void RequestProcessor::authenticate(Client& client, std::int32_t xid, Reader& read)
{
    wire::jute::AuthPacket packet;
    read(packet);
    if (!read.ok()) {
        client.drop();
        return;
    }
    const auto add = [&client](AuthId id) {
        if (std::find(client.ids.begin(), client.ids.end(), id) == client.ids.end()) {
            client.ids.push_back(std::move(id));
        }
    };
    if (packet.scheme == "digest") {
        const std::string id = digestId(asText(packet.auth.value_or(BytesView{})));
        if (!m_state.config.superDigest.empty() && id == m_state.config.superDigest) {
            add({"super", ""});
        }
        add({"digest", id});
    } else if (packet.scheme == "ip") {
        add({"ip", client.address});
    } else {
        ++m_state.stats.authFailures;
        refuse(client, xid, ZkError::AuthFailed);
        return;
    }
    reply(client, xid, 0, ZkError::Ok);
}

/// What a ZooKeeper without SASL says: there is no token. The client gives up, or goes on without.
void RequestProcessor::answerSasl(Client& client, std::int32_t xid, Reader& read)
{
    wire::jute::Buffer token;
    read(token);
    if (!read.ok()) {
        client.drop();
        return;
    }
    m_write(wire::jute::Buffer());
    reply(client, xid, 0, ZkError::Ok);
}

void RequestProcessor::closeSession(Client& client, std::int32_t xid)
{
    endSession(client.session);
    client.closeWhenSent = true;
    reply(client, xid, m_state.database.lastZxid(), ZkError::Ok);
}

void RequestProcessor::endSession(std::int64_t session)
{
    m_state.sessions.remove(session);
    if (const auto it = m_state.attached.find(session); it != m_state.attached.end()) {
        m_state.watches.removeAll(*it->second);
        m_state.attached.erase(it);
    }
    m_transaction.begin(session);
    m_transaction.closeSession();
    m_transaction.commit();
}

void RequestProcessor::reap(Znode& node)
{
    m_transaction.begin(0);
    m_transaction.removeNode(node);
    m_transaction.commit();
}

} // namespace ottla::registry
