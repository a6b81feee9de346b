// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/frame.h"

#include <memory>

namespace ottla::server {

struct Broker;

/// Reads a request's header and hands the request to its API's handler. An API that this broker
/// does not speak, a version outside of what it advertises, or bytes that are no request close the
/// connection, with a line in the log; ApiVersions of any version is answered.
void dispatchRequest(Broker& broker, const net::Peer& peer, std::shared_ptr<Bytes> frame,
                     net::AnswerCallback answer);

} // namespace ottla::server
