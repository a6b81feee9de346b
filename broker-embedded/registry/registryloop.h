// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "registry/clientconnection.h"
#include "registry/committer.h"
#include "registry/fourletterwords.h"
#include "registry/handshake.h"
#include "registry/registryserver.h"
#include "registry/requestprocessor.h"
#include "registry/snapshotjob.h"
#include "registry/store.h"

#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/steady_timer.hpp>
#include <deque>
#include <optional>
#include <thread>
#include <unordered_map>

namespace ottla::registry {

/// The server's thread: takes what is ready from all sockets, then hands what is to be logged to
/// the committer, then lets out what is durable; again and again. Sleeps when there is nothing to
/// do.
class RegistryServer::Loop final : public ConnectionOwner
{
public:
    Loop(FileSystem& files, const Clock& clock, Options options);
    ~Loop() override;

    [[nodiscard]] Result<void> open();
    void start();
    [[nodiscard]] Result<void> stop();
    [[nodiscard]] const std::string& address() const { return m_address; }
    [[nodiscard]] std::uint16_t port() const { return m_state->port; }
    void lookAtClock();

private:
    // ConnectionOwner
    void frameCame(ClientConnection& connection, BytesView frame) override;
    void commandCame(ClientConnection& connection, std::string_view command) override;
    void outputAdded(ClientConnection& connection) override;
    void connectionEnded(ClientConnection& connection) override;
    void answered(ClientConnection& connection, const OutputQueue::Answered& what) override;
    [[nodiscard]] bool isThrottled(const ClientConnection& connection) const override;
    [[nodiscard]] std::size_t maxFrameBytes() const override;
    [[nodiscard]] Clock::TimePoint turnTime() override;

    [[nodiscard]] Result<void> listen();
    /// One for each address.
    struct Acceptor
    {
        asio::ip::tcp::acceptor socket;
        asio::steady_timer retry;
    };
    void accept(Acceptor& at);
    void stopListening();
    void accepted(asio::ip::tcp::socket socket);

    void run();
    void endTurn(bool allWasRead);
    void commit();
    void committed(const Result<void>& result, std::int64_t lastZxid);
    void flushDirty();
    void fail(const Error& error);
    void closeConnections();

    void lookAtTime();
    void reapTransients();
    void dropStrangers(Clock::TimePoint now);
    void armTimer();
    void snapshotIfDue();

    FileSystem& m_files;
    const Clock& m_clock;
    const Options m_options;
    Store m_store;
    std::optional<ServerState> m_state;
    std::optional<RequestProcessor> m_processor;
    std::optional<Handshake> m_handshake;
    std::optional<FourLetterWords> m_commands;

    asio::io_context m_context{1};
    std::vector<Acceptor> m_acceptors; ///< They stay where they are once the loop runs.
    std::string m_address; ///< Of the first, in numbers.
    asio::steady_timer m_timer{m_context};

    std::unordered_map<ClientConnection*, std::shared_ptr<ClientConnection>> m_connections;
    std::unordered_map<std::string, std::int64_t> m_perAddress;
    std::vector<std::shared_ptr<ClientConnection>> m_dirty;
    std::vector<std::weak_ptr<ClientConnection>> m_held; ///< Wait for the commit under way.

    /// Connections in the order in which they came, and until when each must have a session.
    struct Stranger
    {
        Clock::TimePoint until;
        std::weak_ptr<ClientConnection> connection;

        [[nodiscard]] bool isStrange() const
        {
            const auto there = connection.lock();
            return there && there->session == 0;
        }
    };
    std::deque<Stranger> m_strangers;

    std::int64_t m_durableZxid = 0;
    bool m_committing = false;
    std::optional<Error> m_failure;
    std::unique_ptr<SnapshotJob> m_snapshot;
    std::int64_t m_lastSnapshotZxid = 0;
    bool m_stepPosted = false;

    std::optional<Clock::TimePoint> m_turnTime;
    bool m_timeDue = false;
    int m_timePutOff = 0; ///< Turns since it was due.
    std::optional<Clock::TimePoint> m_armedFor;
    std::optional<Clock::TimePoint> m_nextReap;
    bool m_stopping = false;

    std::thread m_thread;
    std::unique_ptr<Committer> m_committer; ///< Last: its thread calls into what is above.
};

} // namespace ottla::registry
