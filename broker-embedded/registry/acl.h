// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "registry/zkerror.h"
#include "wire/jute/records.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace ottla::registry {

/// What an ACL entry allows, to be combined.
enum Permission : std::int32_t
{
    permissionRead = 1,
    permissionWrite = 2,
    permissionCreate = 4,
    permissionDelete = 8,
    permissionAdmin = 16,
    permissionAll = 31,
};

/// Who a client has shown to be: ("ip", "127.0.0.1"), ("digest", "user:hash").
struct AuthId
{
    std::string scheme;
    std::string id;

    static void fields(auto& f, auto& m)
    {
        f(m.scheme);
        f(m.id);
    }
    friend bool operator==(const AuthId&, const AuthId&) = default;
};

struct AclEntry
{
    std::int32_t permissions = 0;
    AuthId id;

    static void fields(auto& f, auto& m)
    {
        f(m.permissions);
        f(m.id);
    }
    friend bool operator==(const AclEntry&, const AclEntry&) = default;
};

struct AclList
{
    std::vector<AclEntry> entries;
    bool openToAll = false; ///< Anyone may do anything: the usual case, decided once.
};
/// One list is shared by all znodes that have it.
using AclRef = std::shared_ptr<const AclList>;

/// Finds for each list the one object that stands for it. Owner's thread.
class AclTable
{
public:
    AclTable();

    [[nodiscard]] AclRef intern(std::vector<AclEntry> entries);
    /// world:anyone with all permissions.
    [[nodiscard]] const AclRef& open() const { return m_open; }

private:
    std::unordered_map<std::string, std::weak_ptr<const AclList>> m_lists;
    std::size_t m_sweepAt = 64; ///< Lists that nobody has any more go when there are this many.
    AclRef m_open;
};

/// Whether somebody with these ids may do what `permissions` (any of them) says.
[[nodiscard]] bool permits(const AclList& acl, std::int32_t permissions,
                           std::span<const AuthId> ids);

/// The list to store for what a client asks for: doubles removed, "auth" replaced by the client's
/// own ids. ZkError::InvalidAcl for an empty list, an unknown scheme or an id that does not fit it.
[[nodiscard]] ZkError resolveAcl(const std::vector<wire::jute::Acl>& asked,
                                 std::span<const AuthId> ids, std::vector<AclEntry>& resolved);

/// The digest scheme's id for "user:password": user:base64(sha1(user:password)).
[[nodiscard]] std::string digestId(std::string_view userAndPassword);

} // namespace ottla::registry
