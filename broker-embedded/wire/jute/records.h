// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "wire/jute/jutereader.h"
#include "wire/jute/jutewriter.h"

#include <cstdint>
#include <string_view>
#include <vector>

// ZooKeeper's messages. Strings and buffers of a decoded record point into the frame.
namespace ottla::wire::jute {

/// Names of requests on the wire.
enum class OpCode : std::int32_t
{
    Create = 1,
    Delete = 2,
    Exists = 3,
    GetData = 4,
    SetData = 5,
    GetAcl = 6,
    SetAcl = 7,
    GetChildren = 8,
    Sync = 9,
    Ping = 11,
    GetChildren2 = 12,
    Check = 13,
    Multi = 14,
    Create2 = 15,
    Reconfig = 16,
    CheckWatches = 17,
    RemoveWatches = 18,
    CreateContainer = 19,
    DeleteContainer = 20,
    CreateTtl = 21,
    MultiRead = 22,
    Auth = 100,
    SetWatches = 101,
    Sasl = 102,
    GetEphemerals = 103,
    GetAllChildrenNumber = 104,
    SetWatches2 = 105,
    AddWatch = 106,
    WhoAmI = 107,
    CreateSession = -10,
    CloseSession = -11,
    Error = -1,
};

/// Transaction ids that stand for something else than a request of the client's own.
constexpr std::int32_t notificationXid = -1;
constexpr std::int32_t pingXid = -2;
constexpr std::int32_t authXid = -4;
constexpr std::int32_t setWatchesXid = -8;

struct Id
{
    std::string_view scheme;
    std::string_view id;

    static void fields(auto& f, auto& m)
    {
        f(m.scheme);
        f(m.id);
    }
    friend bool operator==(const Id&, const Id&) = default;
};

struct Acl
{
    std::int32_t permissions = 0;
    Id id;

    static void fields(auto& f, auto& m)
    {
        f(m.permissions);
        f(m.id);
    }
    friend bool operator==(const Acl&, const Acl&) = default;
};

struct Stat
{
    std::int64_t czxid = 0;
    std::int64_t mzxid = 0;
    std::int64_t ctimeMs = 0;
    std::int64_t mtimeMs = 0;
    std::int32_t version = 0;
    std::int32_t cversion = 0;
    std::int32_t aversion = 0;
    std::int64_t ephemeralOwner = 0;
    std::int32_t dataLength = 0;
    std::int32_t numChildren = 0;
    std::int64_t pzxid = 0;

    static void fields(auto& f, auto& m)
    {
        f(m.czxid);
        f(m.mzxid);
        f(m.ctimeMs);
        f(m.mtimeMs);
        f(m.version);
        f(m.cversion);
        f(m.aversion);
        f(m.ephemeralOwner);
        f(m.dataLength);
        f(m.numChildren);
        f(m.pzxid);
    }
    friend bool operator==(const Stat&, const Stat&) = default;
};

/// The first frame of a connection. Clients since 3.4 put a read-only byte behind it.
struct ConnectRequest
{
    std::int32_t protocolVersion = 0;
    std::int64_t lastZxidSeen = 0;
    std::int32_t timeoutMs = 0;
    std::int64_t sessionId = 0;
    Buffer password;

    static void fields(auto& f, auto& m)
    {
        f(m.protocolVersion);
        f(m.lastZxidSeen);
        f(m.timeoutMs);
        f(m.sessionId);
        f(m.password);
    }
};

/// The read-only byte follows when the client sent one.
struct ConnectResponse
{
    std::int32_t protocolVersion = 0;
    std::int32_t timeoutMs = 0;
    std::int64_t sessionId = 0;
    Buffer password;

    static void fields(auto& f, auto& m)
    {
        f(m.protocolVersion);
        f(m.timeoutMs);
        f(m.sessionId);
        f(m.password);
    }
};

struct RequestHeader
{
    std::int32_t xid = 0;
    std::int32_t type = 0;

    static void fields(auto& f, auto& m)
    {
        f(m.xid);
        f(m.type);
    }
};

struct ReplyHeader
{
    std::int32_t xid = 0;
    std::int64_t zxid = 0;
    std::int32_t error = 0;

    static void fields(auto& f, auto& m)
    {
        f(m.xid);
        f(m.zxid);
        f(m.error);
    }
};

struct MultiHeader
{
    std::int32_t type = 0;
    bool done = false;
    std::int32_t error = 0;

    static void fields(auto& f, auto& m)
    {
        f(m.type);
        f(m.done);
        f(m.error);
    }
};

struct AuthPacket
{
    std::int32_t type = 0;
    std::string_view scheme;
    Buffer auth;

    static void fields(auto& f, auto& m)
    {
        f(m.type);
        f(m.scheme);
        f(m.auth);
    }
};

/// create, create2, createContainer, and with `ttlMs` createTTL.
struct CreateRequest
{
    std::string_view path;
    Buffer data;
    std::vector<Acl> acl;
    std::int32_t flags = 0;

    static void fields(auto& f, auto& m)
    {
        f(m.path);
        f(m.data);
        f(m.acl);
        f(m.flags);
    }
};

struct CreateTtlRequest
{
    CreateRequest create;
    std::int64_t ttlMs = 0;

    static void fields(auto& f, auto& m)
    {
        f(m.create);
        f(m.ttlMs);
    }
};

struct SetDataRequest
{
    std::string_view path;
    Buffer data;
    std::int32_t version = 0;

    static void fields(auto& f, auto& m)
    {
        f(m.path);
        f(m.data);
        f(m.version);
    }
};

struct SetAclRequest
{
    std::string_view path;
    std::vector<Acl> acl;
    std::int32_t version = 0;

    static void fields(auto& f, auto& m)
    {
        f(m.path);
        f(m.acl);
        f(m.version);
    }
};

/// sync, getACL, getAllChildrenNumber, getEphemerals (a prefix).
struct PathRequest
{
    std::string_view path;

    static void fields(auto& f, auto& m) { f(m.path); }
};

/// exists, getData, getChildren, getChildren2.
struct PathWatchRequest
{
    std::string_view path;
    bool watch = false;

    static void fields(auto& f, auto& m)
    {
        f(m.path);
        f(m.watch);
    }
};

/// delete, check (a version), addWatch (a mode), checkWatches, removeWatches (a kind of watch).
struct PathNumberRequest
{
    std::string_view path;
    std::int32_t number = 0;

    static void fields(auto& f, auto& m)
    {
        f(m.path);
        f(m.number);
    }
};

struct SetWatchesRequest
{
    std::int64_t relativeZxid = 0;
    std::vector<std::string_view> data;
    std::vector<std::string_view> exist;
    std::vector<std::string_view> child;

    static void fields(auto& f, auto& m)
    {
        f(m.relativeZxid);
        f(m.data);
        f(m.exist);
        f(m.child);
    }
};

struct SetWatches2Request
{
    SetWatchesRequest plain;
    std::vector<std::string_view> persistent;
    std::vector<std::string_view> recursive;

    static void fields(auto& f, auto& m)
    {
        f(m.plain);
        f(m.persistent);
        f(m.recursive);
    }
};

struct WatcherEvent
{
    std::int32_t type = 0;
    std::int32_t state = 0;
    std::string_view path;

    static void fields(auto& f, auto& m)
    {
        f(m.type);
        f(m.state);
        f(m.path);
    }
};

} // namespace ottla::wire::jute
