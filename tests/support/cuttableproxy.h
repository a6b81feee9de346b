// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>

namespace ottla::test {

/// A TCP relay on 127.0.0.1 between a client and a server, which a test cuts and heals. A thread of
/// its own; callable from any thread.
class CuttableProxy
{
public:
    explicit CuttableProxy(std::uint16_t serverPort);
    ~CuttableProxy();
    CuttableProxy(const CuttableProxy&) = delete;
    CuttableProxy& operator=(const CuttableProxy&) = delete;

    [[nodiscard]] std::uint16_t port() const;

    /// Resets the connections, and every new one until heal().
    void cut();
    /// Lets requests through, but no answers; new connections as well.
    void swallowAnswers();
    void heal();

private:
    class Relay;
    std::unique_ptr<Relay> m_relay;
};

} // namespace ottla::test
