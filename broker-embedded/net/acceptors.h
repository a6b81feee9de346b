// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <asio/any_io_executor.hpp>
#include <asio/ip/tcp.hpp>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace ottla::net {

/// What "localhost" is bound to. Which of the two a client tries first is its system's choice.
inline const std::vector<std::string> loopbackAddresses = {"127.0.0.1", "::1"};

/// Sockets that listen, each on an executor of its own out of `executor`, all on one port: that of
/// both loopback addresses for "localhost", or of the one that there is where a family is missing;
/// one socket for another name, an address, or an empty text, which is every interface. Port 0 is
/// any that is free on all. Errc::Busy when the port is in use, Errc::Denied, Errc::NotFound for an
/// unknown host, Errc::Network.
[[nodiscard]] Result<std::vector<asio::ip::tcp::acceptor>>
openAcceptors(const std::function<asio::any_io_executor()>& executor, const std::string& host,
              std::uint16_t port, const std::vector<std::string>& loopback = loopbackAddresses);

} // namespace ottla::net
