// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "registry/handshake.h"

#include <algorithm>
#include <openssl/rand.h>
#include <spdlog/spdlog.h>

namespace ottla::registry {

using std::chrono::milliseconds;

Handshake::Handshake(ServerState& state)
    : m_state(state)
    , m_transaction(state)
{ }

std::int64_t Handshake::nextSessionId()
{
    // As ZooKeeper's: the server's number, which is 1 for a lone one, then the time, so that ids
    // differ from those of other servers.
    constexpr std::uint64_t server = 1;
    const auto fresh = static_cast<std::int64_t>(
        (server << 56U) | (static_cast<std::uint64_t>(m_state.clock.wallMs()) << 24U >> 8U));
    return std::max(fresh, m_state.database.lastSessionId() + 1);
}

void Handshake::attach(Client& client, std::int64_t session)
{
    if (const auto it = m_state.attached.find(session); it != m_state.attached.end()) {
        it->second->drop(); // the client has moved here
    }
    client.session = session;
    m_state.attached[session] = &client;
}

void Handshake::connect(Client& client, BytesView frame)
{
    ++client.packetsReceived;
    ++m_state.stats.packetsReceived;
    wire::jute::JuteReader read(frame);
    wire::jute::ConnectRequest request;
    read(request);
    if (!read.ok()) {
        client.drop();
        return;
    }
    const bool hasReadOnly = !read.rest().empty(); // not in clients before 3.4
    if (request.lastZxidSeen > m_state.database.lastZxid()) {
        spdlog::info("{}:{}: refused, it has seen transaction {:#x}, this server's last is {:#x}",
                     client.address, client.port, request.lastZxidSeen,
                     m_state.database.lastZxid());
        client.drop();
        return;
    }
    client.connected = true;
    client.lastOperation = "SESS";
    client.timeout = std::clamp(milliseconds(request.timeoutMs), m_state.config.minTimeout(),
                                m_state.config.maxTimeout());
    Password password{};
    bool valid = true;
    if (request.sessionId == 0) {
        SessionRecord made{static_cast<std::int32_t>(client.timeout.count()), {}};
        if (::RAND_bytes(reinterpret_cast<unsigned char*>(made.password.data()),
                         static_cast<int>(made.password.size()))
            != 1) {
            client.drop();
            return;
        }
        const std::int64_t id = nextSessionId();
        m_transaction.begin(id);
        m_transaction.createSession(made);
        m_transaction.commit();
        m_state.sessions.add(id, client.timeout, client.received);
        password = made.password;
        attach(client, id);
    } else {
        const auto& sessions = m_state.database.sessions();
        const auto it = sessions.find(request.sessionId);
        valid = it != sessions.end() && request.password
            && sameBytes(*request.password, it->second.password)
            && m_state.sessions.touch(request.sessionId, client.timeout, client.received);
        if (valid) {
            password = it->second.password;
            attach(client, request.sessionId);
        } else {
            client.closeWhenSent = true;
        }
    }
    std::string& out = client.output.bytes();
    wire::jute::JuteWriter write(out);
    const std::size_t at = write.beginFrame();
    write(wire::jute::ConnectResponse{0,
                                      valid ? static_cast<std::int32_t>(client.timeout.count()) : 0,
                                      client.session, wire::jute::Buffer(BytesView(password))});
    if (hasReadOnly) {
        write(false);
    }
    write.endFrame(at);
    client.output.seal(m_state.database.lastZxid(), 1, client.received);
    ++client.packetsSent;
    ++m_state.stats.outstanding;
    m_state.stats.answered(static_cast<std::int64_t>(out.size() - at - sizeof(std::int32_t)));
    client.outputAdded();
}

} // namespace ottla::registry
