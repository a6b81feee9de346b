// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "registry/client.h"

#include "wire/jute/records.h"

namespace ottla::registry {

namespace {
/// The state that every event tells: the client is connected.
constexpr std::int32_t syncConnected = 3;
} // namespace

void Client::notify(EventType type, std::string_view path, const AclList* acl)
{
    if (acl != nullptr && !permits(*acl, permissionRead, ids)) {
        return;
    }
    wire::jute::JuteWriter write(output.bytes());
    const std::size_t frame = write.beginFrame();
    write(wire::jute::ReplyHeader{wire::jute::notificationXid, -1, 0});
    write(wire::jute::WatcherEvent{static_cast<std::int32_t>(type), syncConnected, path});
    write.endFrame(frame);
    output.seal(*lastZxid, 0, received);
    ++packetsSent;
    outputAdded();
}

} // namespace ottla::registry
