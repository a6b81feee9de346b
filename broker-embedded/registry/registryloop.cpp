// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "registry/registryloop.h"

#include <algorithm>
#include <asio/post.hpp>
#include <future>
#include <spdlog/spdlog.h>

namespace ottla::registry {

using std::chrono::milliseconds;

namespace {

/// Handlers that run before what they caused is committed and sent.
constexpr int handlersPerTurn = 256;
constexpr int roundsPerTurn = 16;
/// Without an end in sight of what is to be read, the time is looked at nevertheless.
constexpr int turnsToPutOffTime = 100;

} // namespace

RegistryServer::Loop::Loop(FileSystem& files, const Clock& clock, Options options)
    : m_files(files)
    , m_clock(clock)
    , m_options(std::move(options))
{ }

RegistryServer::Loop::~Loop() = default;

Result<void> RegistryServer::Loop::open()
{
    auto store = openStore(m_files, m_options.data,
                           {m_options.config.forceSync,
                            static_cast<std::size_t>(m_options.config.preAllocSize) << 10U});
    if (!store) {
        return store.error();
    }
    m_store = std::move(*store);
    m_state.emplace(m_options.config, m_clock, *m_store.database, *m_store.log);
    m_state->startedMs = m_clock.wallMs();
    m_processor.emplace(*m_state);
    m_handshake.emplace(*m_state);
    m_commands.emplace(*m_state, m_files, m_options.data);
    m_durableZxid = m_store.database->lastZxid();
    m_lastSnapshotZxid = m_store.snapshotZxid;
    return listen();
}

void RegistryServer::Loop::start()
{
    // Nobody could be heard of while the server was away: every session gets its time again.
    for (const auto& [id, session] : m_store.database->sessions()) {
        m_state->sessions.add(id, milliseconds(session.timeoutMs), m_clock.now());
    }
    m_committer = std::make_unique<Committer>(
        *m_store.log, [this](const Result<void>& result, std::int64_t lastZxid) {
            asio::post(m_context, [this, result, lastZxid] { committed(result, lastZxid); });
        });
    for (Acceptor& at : m_acceptors) {
        accept(at);
    }
    armTimer();
    m_thread = std::thread([this] { run(); });
}

Result<void> RegistryServer::Loop::stop()
{
    if (m_thread.joinable()) {
        asio::post(m_context, [this] {
            m_stopping = true;
            stopListening();
            m_timer.cancel();
            closeConnections();
        });
        m_thread.join();
    }
    m_snapshot.reset();
    m_committer.reset();
    if (m_failure) {
        return *m_failure;
    }
    return m_store.log ? m_store.log->close() : Result<void>{};
}

void RegistryServer::Loop::run()
{
    const auto work = asio::make_work_guard(m_context);
    // Until all that was begun is written: a client may have been answered from it.
    while (!m_stopping || m_committing || (m_store.log->hasPending() && !m_failure)) {
        m_context.run_one();
        int handlers = 1;
        while (handlers < handlersPerTurn && m_context.poll_one() > 0) {
            ++handlers;
        }
        endTurn(handlers < handlersPerTurn);
    }
}

Clock::TimePoint RegistryServer::Loop::turnTime()
{
    if (!m_turnTime) {
        m_turnTime = m_clock.now();
    }
    return *m_turnTime;
}

void RegistryServer::Loop::endTurn(bool allWasRead)
{
    // A server that was suspended, or starved, hears its clients before it ends their sessions.
    if (m_timeDue && (allWasRead || ++m_timePutOff == turnsToPutOffTime)) {
        m_timeDue = false;
        m_timePutOff = 0;
        lookAtTime();
    }
    int rounds = 0;
    do {
        commit();
        flushDirty();
    } while (!m_dirty.empty() && ++rounds < roundsPerTurn);
    snapshotIfDue();
    commit();
    armTimer();
    m_turnTime.reset();
    if (!m_dirty.empty()) {
        asio::post(m_context, [] { /* another turn */ });
    }
}

void RegistryServer::Loop::commit()
{
    if (m_committing || !m_store.log->hasPending() || m_failure) {
        return;
    }
    m_committing = true;
    auto batch = m_store.log->takeBatch();
    if (m_options.config.forceSync && (!batch.isSmall() || m_store.log->growsBy(batch))) {
        m_committer->submit(std::move(batch));
        return;
    }
    // Without a sync it is over faster than another thread could be woken; and a few clients that
    // wait for their answers have them sooner without the way to that thread and back.
    const auto written = m_store.log->write(batch);
    committed(written, batch.lastZxid);
}

void RegistryServer::Loop::committed(const Result<void>& result, std::int64_t lastZxid)
{
    m_committing = false;
    if (!result) {
        fail(result.error());
        return;
    }
    m_durableZxid = lastZxid;
    for (const auto& weak : std::exchange(m_held, {})) {
        if (const auto connection = weak.lock(); connection && !connection->ended()) {
            outputAdded(*connection);
        }
    }
}

void RegistryServer::Loop::flushDirty()
{
    // With nothing to be written, what was only read of is durable as well.
    for (const auto& connection : std::exchange(m_dirty, {})) {
        connection->dirty = false;
        connection->flush(m_durableZxid);
        if (connection->output.isHeld() && !connection->ended() && !connection->dirty) {
            m_held.push_back(connection);
        }
    }
}

void RegistryServer::Loop::fail(const Error& error)
{
    m_failure = error;
    spdlog::critical("the transaction log cannot be written, nothing is served any more: {}",
                     error.describe());
    stopListening();
    closeConnections();
    if (m_options.onFailure) {
        m_options.onFailure(error);
    }
}

void RegistryServer::Loop::closeConnections()
{
    const auto connections = m_connections; // drop() takes it out of the map
    for (const auto& [key, connection] : connections) {
        connection->drop();
    }
}

void RegistryServer::Loop::frameCame(ClientConnection& connection, BytesView frame)
{
    if (connection.connected) {
        m_processor->process(connection, frame);
    } else {
        m_handshake->connect(connection, frame);
    }
}

void RegistryServer::Loop::commandCame(ClientConnection& connection, std::string_view command)
{
    ++connection.packetsReceived;
    ++m_state->stats.packetsReceived;
    connection.output.bytes() += m_commands->run(command);
    connection.output.seal(0, 0, connection.received);
    outputAdded(connection);
}

void RegistryServer::Loop::outputAdded(ClientConnection& connection)
{
    if (!connection.dirty && !connection.ended()) {
        connection.dirty = true;
        m_dirty.push_back(connection.shared_from_this());
    }
}

void RegistryServer::Loop::connectionEnded(ClientConnection& connection)
{
    m_state->watches.removeAll(connection);
    m_state->clients.erase(&connection);
    m_state->stats.outstanding -= connection.output.unanswered();
    if (const auto it = m_state->attached.find(connection.session);
        it != m_state->attached.end() && it->second == &connection) {
        m_state->attached.erase(it);
    }
    if (const auto it = m_perAddress.find(connection.address);
        it != m_perAddress.end() && --it->second == 0) {
        m_perAddress.erase(it);
    }
    m_connections.erase(&connection);
}

void RegistryServer::Loop::answered(ClientConnection& connection, const OutputQueue::Answered& what)
{
    if (what.requests == 0) {
        return;
    }
    const auto ms = std::chrono::duration_cast<milliseconds>(m_clock.now() - what.received).count();
    m_state->stats.outstanding -= what.requests;
    m_state->stats.latency.add(ms, what.requests);
    connection.latency.add(ms, what.requests);
    connection.lastLatencyMs = ms;
    connection.lastAnswerMs = m_clock.wallMs();
}

bool RegistryServer::Loop::isThrottled(const ClientConnection& connection) const
{
    return m_state->stats.outstanding > m_options.config.globalOutstandingLimit
        && connection.output.unanswered() > 0;
}

std::size_t RegistryServer::Loop::maxFrameBytes() const
{
    return static_cast<std::size_t>(m_options.config.juteMaxBuffer);
}

void RegistryServer::Loop::snapshotIfDue()
{
    if (m_snapshot) {
        if (m_snapshot->ended()) {
            m_snapshot.reset();
        } else if (m_snapshot->step() && !m_stepPosted && !m_stopping) {
            m_stepPosted = true;
            asio::post(m_context, [this] { m_stepPosted = false; });
        }
        return;
    }
    const std::int64_t zxid = m_store.database->lastZxid();
    if (m_stopping || m_failure || zxid - m_lastSnapshotZxid < m_options.config.snapCount) {
        return;
    }
    m_lastSnapshotZxid = zxid;
    m_store.log->roll();
    m_snapshot = std::make_unique<SnapshotJob>(
        m_files, m_options.data, *m_store.database,
        static_cast<std::size_t>(m_options.config.snapRetainCount),
        [this] { asio::post(m_context, [] { /* the turn's end goes on with it */ }); });
    asio::post(m_context, [] { /* likewise */ });
}

} // namespace ottla::registry
