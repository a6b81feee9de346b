// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "registry/datatree.h"

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace ottla::registry {

using Password = std::array<std::byte, 16>;

/// What of a session outlives a restart.
struct SessionRecord
{
    std::int32_t timeoutMs = 0;
    Password password{};
};

/// All that is durable: the tree, the sessions, and the number of the last transaction. Every
/// change is made within a transaction, begun and committed here, which yields the record to be
/// logged; replay() makes the same changes from the record. Owner's thread.
class Database
{
public:
    Database() = default;
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    [[nodiscard]] const DataTree& tree() const { return m_tree; }
    [[nodiscard]] AclTable& acls() { return m_acls; }
    [[nodiscard]] Znode* find(std::string_view path) const { return m_tree.find(path); }
    [[nodiscard]] const std::map<std::int64_t, SessionRecord>& sessions() const
    {
        return m_sessions;
    }
    /// Zxids count up by one from transaction to transaction.
    [[nodiscard]] std::int64_t lastZxid() const { return m_lastZxid; }
    /// Where that number stands; good as long as the database.
    [[nodiscard]] const std::int64_t* lastZxidPointer() const { return &m_lastZxid; }
    /// The highest session id there ever was; 0 is none.
    [[nodiscard]] std::int64_t lastSessionId() const { return m_lastSessionId; }

    /// Begins the next transaction. `undoable`: rollback() may follow.
    void begin(std::int64_t session, std::int64_t timeMs, bool undoable = false);
    // Between begin() and commit(); the caller has checked that each can be done.
    Znode& create(Znode& parent, std::string_view path, wire::jute::Buffer data, AclRef acl,
                  std::int64_t owner);
    void remove(Znode& node);
    void setData(Znode& node, wire::jute::Buffer data);
    void setAcl(Znode& node, AclRef acl);
    void createSession(const SessionRecord& session);
    /// Removes its ephemeral nodes as well; `removing` sees each beforehand.
    void closeSession(const DataTree::Visit& removing);
    /// The transaction has happened. Its record, good until the next begin().
    [[nodiscard]] std::string_view commit();
    /// It has not.
    void rollback();

    /// Makes the changes of a record. Errc::Corrupt when it cannot follow what is there; the
    /// database is unusable then.
    [[nodiscard]] Result<void> replay(BytesView record);
    /// The zxid of a record; -1 when it is none.
    [[nodiscard]] static std::int64_t zxidOf(BytesView record);

    // For snapshots.
    [[nodiscard]] DataTree& mutableTree() { return m_tree; }
    void restore(std::int64_t lastZxid, std::int64_t lastSessionId,
                 std::map<std::int64_t, SessionRecord> sessions);

private:
    enum class Change : std::uint8_t
    {
        Create = 1,
        Remove = 2,
        SetData = 3,
        SetAcl = 4,
        CreateSession = 5,
        CloseSession = 6,
    };
    template <typename... Fields>
    void note(Change change, const Fields&... fields)
    {
        if (m_replaying) {
            return;
        }
        wire::jute::JuteWriter write(m_record);
        write(static_cast<std::uint8_t>(change));
        (write(fields), ...);
    }
    [[nodiscard]] bool replayChange(wire::jute::JuteReader& read);

    AclTable m_acls;
    DataTree m_tree{m_acls};
    std::map<std::int64_t, SessionRecord> m_sessions;
    std::int64_t m_lastZxid = 0;
    std::int64_t m_lastSessionId = 0;

    // Of the transaction under way.
    std::int64_t m_zxid = 0;
    std::int64_t m_timeMs = 0;
    std::int64_t m_session = 0;
    bool m_replaying = false;
    std::string m_record;
};

} // namespace ottla::registry
