// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <memory>
#include <optional>

namespace ottla {

/// What ZooKeeper keeps about a znode beside its data.
struct ZnodeStat
{
    qint64 czxid = 0; ///< Transaction that made it.
    qint64 mzxid = 0; ///< That set its data last.
    qint64 pzxid = 0; ///< That changed its children last.
    qint64 ctimeMs = 0;
    qint64 mtimeMs = 0;
    int version = 0; ///< Changes of the data.
    int cversion = 0; ///< Of the children.
    int aversion = 0; ///< Of the ACL.
    qint64 ephemeralOwner = 0; ///< Session that it goes with; 0 for one that stays.
    int dataLength = 0; ///< Bytes.
    int numChildren = 0;

    bool operator==(const ZnodeStat&) const = default;
};

struct ZnodeInfo
{
    QByteArray data; ///< Null where the znode has none.
    ZnodeStat stat;
    QStringList children; ///< Names, sorted.

    bool operator==(const ZnodeInfo&) const = default;
};

/// A session with a ZooKeeper or with the embedded registry, to look at it. Callable from any
/// thread but the GUI thread: calls wait for the network, and so does the destructor.
class RegistryClient
{
public:
    /// `hosts` is host:port[,host:port…][/chroot]. Errc::Timeout when nobody answers in time.
    [[nodiscard]] static Result<std::shared_ptr<RegistryClient>> connect(const QString& hosts);
    ~RegistryClient();
    RegistryClient(const RegistryClient&) = delete;
    RegistryClient& operator=(const RegistryClient&) = delete;

    /// None when there is no such znode. Errc::Denied where its ACL forbids it, Errc::Io when the
    /// connection is lost.
    [[nodiscard]] Result<std::optional<ZnodeInfo>> read(const QString& path);

private:
    struct Session;
    explicit RegistryClient(std::unique_ptr<Session> session);

    std::unique_ptr<Session> m_session;
};

} // namespace ottla
