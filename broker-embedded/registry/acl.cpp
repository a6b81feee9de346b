// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "registry/acl.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <optional>

namespace ottla::registry {

namespace {

bool isAnyone(const AclEntry& entry)
{
    return entry.id.scheme == "world" && entry.id.id == "anyone";
}

std::optional<std::uint32_t> takeNumber(std::string_view text, std::uint32_t most)
{
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || text.empty() || value > most) {
        return std::nullopt;
    }
    return value;
}

std::optional<std::uint32_t> parseIpv4(std::string_view text)
{
    std::uint32_t address = 0;
    for (int part = 0; part < 4; ++part) {
        const std::size_t dot = part < 3 ? text.find('.') : text.size();
        if (dot == std::string_view::npos) {
            return std::nullopt;
        }
        const auto number = takeNumber(text.substr(0, dot), 255);
        if (!number) {
            return std::nullopt;
        }
        address = (address << 8U) | *number;
        text.remove_prefix(std::min(dot + 1, text.size()));
    }
    return address;
}

/// An address, or with "/bits" a network.
struct Network
{
    std::uint32_t address = 0;
    std::uint32_t mask = 0xFFFF'FFFFU;
};

std::optional<Network> parseNetwork(std::string_view text)
{
    Network network;
    const std::size_t slash = text.find('/');
    const auto address = parseIpv4(text.substr(0, slash));
    if (!address) {
        return std::nullopt;
    }
    network.address = *address;
    if (slash != std::string_view::npos) {
        const auto bits = takeNumber(text.substr(slash + 1), 32);
        if (!bits) {
            return std::nullopt;
        }
        network.mask = *bits == 0 ? 0 : 0xFFFF'FFFFU << (32U - *bits);
    }
    return network;
}

bool matches(const AuthId& wanted, const AuthId& has)
{
    if (wanted.scheme != has.scheme) {
        return false;
    }
    if (wanted.scheme != "ip") {
        return wanted.id == has.id;
    }
    const auto network = parseNetwork(wanted.id);
    const auto address = parseIpv4(has.id);
    return network && address && (*address & network->mask) == (network->address & network->mask);
}

bool isDigestId(std::string_view id)
{
    const std::size_t colon = id.find(':');
    return colon != std::string_view::npos && colon + 1 < id.size()
        && id.find(':', colon + 1) == std::string_view::npos;
}

} // namespace

AclTable::AclTable()
    : m_open(intern({{permissionAll, {"world", "anyone"}}}))
{ }

AclRef AclTable::intern(std::vector<AclEntry> entries)
{
    std::string key;
    wire::jute::JuteWriter writer(key);
    writer(entries);
    auto& known = m_lists[key];
    if (AclRef list = known.lock()) {
        return list;
    }
    const bool openToAll = std::any_of(entries.begin(), entries.end(), [](const AclEntry& entry) {
        return isAnyone(entry) && (entry.permissions & permissionAll) == permissionAll;
    });
    AclRef list = std::make_shared<const AclList>(AclList{std::move(entries), openToAll});
    known = list;
    if (m_lists.size() >= m_sweepAt) {
        std::erase_if(m_lists, [](const auto& entry) { return entry.second.expired(); });
        m_sweepAt = std::max<std::size_t>(64, 2 * m_lists.size());
    }
    return list;
}

bool permits(const AclList& acl, std::int32_t permissions, std::span<const AuthId> ids)
{
    if (acl.openToAll) {
        return true;
    }
    if (std::any_of(ids.begin(), ids.end(),
                    [](const AuthId& id) { return id.scheme == "super"; })) {
        return true;
    }
    return std::any_of(acl.entries.begin(), acl.entries.end(), [&](const AclEntry& entry) {
        return (entry.permissions & permissions) != 0
            && (isAnyone(entry) || std::any_of(ids.begin(), ids.end(), [&](const AuthId& id) {
                    return matches(entry.id, id);
                }));
    });
}

ZkError resolveAcl(const std::vector<wire::jute::Acl>& asked, std::span<const AuthId> ids,
                   std::vector<AclEntry>& resolved)
{
    resolved.clear();
    const auto add = [&resolved](AclEntry entry) {
        if (std::find(resolved.begin(), resolved.end(), entry) == resolved.end()) {
            resolved.push_back(std::move(entry));
        }
    };
    for (const wire::jute::Acl& entry : asked) {
        const std::string_view scheme = entry.id.scheme;
        const std::string_view id = entry.id.id;
        if (scheme == "auth") {
            bool any = false;
            for (const AuthId& own : ids) {
                if (own.scheme == "digest") {
                    any = true;
                    add({entry.permissions, own});
                }
            }
            if (!any) {
                return ZkError::InvalidAcl;
            }
            continue;
        }
        const bool fits = (scheme == "world" && id == "anyone")
            || (scheme == "digest" && isDigestId(id)) || (scheme == "ip" && parseNetwork(id));
        if (!fits) {
            return ZkError::InvalidAcl;
        }
        add({entry.permissions, {std::string(scheme), std::string(id)}});
    }
    return resolved.empty() ? ZkError::InvalidAcl : ZkError::Ok;
}

std::string digestId(std::string_view userAndPassword)
{
    std::array<unsigned char, SHA_DIGEST_LENGTH> hash{};
    ::SHA1(reinterpret_cast<const unsigned char*>(userAndPassword.data()), userAndPassword.size(),
           hash.data());
    std::array<unsigned char, 4 * ((SHA_DIGEST_LENGTH + 2) / 3) + 1> text{};
    const int length = ::EVP_EncodeBlock(text.data(), hash.data(), static_cast<int>(hash.size()));
    std::string id(userAndPassword.substr(0, userAndPassword.find(':')));
    id.push_back(':');
    id.append(reinterpret_cast<const char*>(text.data()), static_cast<std::size_t>(length));
    return id;
}

} // namespace ottla::registry
