// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "registry/snapshotreader.h"

#include "registry/filenames.h"
#include "registry/logformat.h"
#include "registry/paths.h"
#include "registry/snapshotformat.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <optional>

namespace ottla::registry {

namespace {

using wire::jute::Buffer;
using wire::jute::JuteReader;

class Loader
{
public:
    explicit Loader(Database& database)
        : m_database(database)
    {
        database.mutableTree().clear();
    }

    /// False for a block that makes no sense.
    bool readBlock(BytesView entries);
    /// False when something is missing.
    bool finish(std::int64_t zxid);
    [[nodiscard]] bool ended() const { return m_ended; }

private:
    bool readSession(JuteReader& read);
    bool readNode(JuteReader& read);

    Database& m_database;
    std::map<std::int64_t, SessionRecord> m_sessions;
    std::vector<AclRef> m_acls;
    std::int64_t m_lastSessionId = 0;
    std::int64_t m_nodes = 0;
    std::int64_t m_expectedNodes = -1;
    bool m_ended = false;
};

bool Loader::readBlock(BytesView entries)
{
    JuteReader read(entries);
    while (read.ok() && !read.rest().empty() && !m_ended) {
        std::uint8_t kind = 0;
        read(kind);
        switch (static_cast<SnapshotEntry>(kind)) {
        case SnapshotEntry::Numbers:
            read(m_lastSessionId);
            break;
        case SnapshotEntry::Session:
            if (!readSession(read)) {
                return false;
            }
            break;
        case SnapshotEntry::Acl: {
            std::int32_t number = 0;
            std::vector<AclEntry> acl;
            read(number);
            read(acl);
            if (static_cast<std::size_t>(number) != m_acls.size()) {
                return false;
            }
            m_acls.push_back(m_database.acls().intern(std::move(acl)));
            break;
        }
        case SnapshotEntry::Node:
            if (!readNode(read)) {
                return false;
            }
            break;
        case SnapshotEntry::End:
            read(m_expectedNodes);
            m_ended = true;
            break;
        default:
            return false;
        }
    }
    return read.ok();
}

bool Loader::readSession(JuteReader& read)
{
    std::int64_t id = 0;
    SessionRecord session;
    Buffer password;
    read(id);
    read(session.timeoutMs);
    read(password);
    if (!password || password->size() != session.password.size()) {
        return false;
    }
    std::copy(password->begin(), password->end(), session.password.begin());
    m_sessions.emplace(id, session);
    return true;
}

bool Loader::readNode(JuteReader& read)
{
    auto node = std::make_unique<Znode>();
    Buffer data;
    std::int32_t acl = -1;
    read(node->path);
    read(data);
    read(acl);
    snapshotFields(read, node->stat);
    if (!read.ok() || acl < 0 || static_cast<std::size_t>(acl) >= m_acls.size()
        || !isValidPath(node->path) || m_database.find(node->path) != nullptr) {
        return false;
    }
    node->hasData = data.has_value();
    if (data) {
        node->data = asText(*data);
    }
    node->acl = m_acls[static_cast<std::size_t>(acl)];
    m_database.mutableTree().put(std::move(node));
    ++m_nodes;
    return true;
}

bool Loader::finish(std::int64_t zxid)
{
    if (!m_ended || m_nodes != m_expectedNodes || !m_database.mutableTree().link()) {
        return false;
    }
    m_database.restore(zxid, m_lastSessionId, std::move(m_sessions));
    return true;
}

} // namespace

Result<std::vector<std::int64_t>> listSnapshots(FileSystem& files,
                                                const std::filesystem::path& folder)
{
    const auto names = files.list(folder);
    if (!names) {
        return names.error();
    }
    std::vector<std::int64_t> zxids;
    for (const std::string& name : *names) {
        if (const auto zxid = zxidInName(name, snapshotPrefix)) {
            zxids.push_back(*zxid);
        }
    }
    std::sort(zxids.begin(), zxids.end(), std::greater<>());
    return zxids;
}

Result<void> readSnapshot(FileSystem& files, const std::filesystem::path& path, Database& database)
{
    const auto content = files.readAll(path, std::numeric_limits<std::uint64_t>::max());
    if (!content) {
        return content.error();
    }
    const auto corrupt = [&path](std::uint64_t offset) {
        return Error{Errc::Corrupt, "The snapshot is damaged",
                     path.string() + " at offset " + std::to_string(offset)};
    };
    const BytesView bytes(*content);
    const auto zxid = parseFileHeader(bytes, snapshotMagic);
    if (!zxid) {
        return corrupt(0);
    }
    Loader loader(database);
    std::uint64_t at = fileHeaderSize;
    while (!loader.ended()) {
        const auto block = parseRecord(bytes.subspan(at));
        if (!block || !loader.readBlock(block->payload)) {
            return corrupt(at);
        }
        at += recordOverhead + block->payload.size();
    }
    if (!loader.finish(*zxid)) {
        return corrupt(at);
    }
    return {};
}

} // namespace ottla::registry
