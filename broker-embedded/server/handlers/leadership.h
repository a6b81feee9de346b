// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/broker.h"

#include <cstdint>
#include <string>

namespace ottla::server {

/// Whether the registry has this broker for the partition's leader now; false also where it cannot
/// be asked. Blocks: for the controller's thread.
///
/// A leader that was away, paused or cut off, may have been replaced without knowing, and lacks
/// what its successor took in. There are answers that a client ends for, or begins anew: that a
/// sequence is wrong, that an offset lies behind the log's end. They must not come from such a one.
[[nodiscard]] bool leadsStill(Broker& broker, const std::string& topic, std::int32_t partition);

} // namespace ottla::server
