// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/registry/registryclient.h"

#include <QDateTime>

#include <condition_variable>
#include <mutex>
#include <vector>
#include <zookeeper/zookeeper.h>

namespace ottla {

namespace {

constexpr int sessionTimeoutMs = 10'000;
constexpr auto patience = std::chrono::seconds(5);
constexpr std::size_t firstBuffer = 4096;

Error failure(int code, const QString& path)
{
    const std::string what = zerror(code);
    switch (code) {
    case ZNOAUTH:
        return {Errc::Denied, "The znode's access control list forbids it", path.toStdString()};
    case ZOPERATIONTIMEOUT:
        return {Errc::TimedOut, "The registry did not answer in time", path.toStdString()};
    default:
        return {Errc::Network, "The registry cannot be read: " + what, path.toStdString()};
    }
}

ZnodeStat toStat(const Stat& stat)
{
    return {stat.czxid,          stat.mzxid,      stat.pzxid,      stat.ctime,
            stat.mtime,          stat.version,    stat.cversion,   stat.aversion,
            stat.ephemeralOwner, stat.dataLength, stat.numChildren};
}

} // namespace

struct RegistryClient::Session
{
    zhandle_t* handle = nullptr;
    std::mutex mutex; // guards connected
    std::condition_variable changed;
    bool connected = false;

    Session() = default;
    ~Session()
    {
        if (handle != nullptr) {
            zookeeper_close(handle);
        }
    }
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    static void watch(zhandle_t*, int type, int state, const char*, void* context)
    {
        if (type == ZOO_SESSION_EVENT) {
            auto* session = static_cast<Session*>(context);
            const std::lock_guard lock(session->mutex);
            session->connected = state == ZOO_CONNECTED_STATE;
            session->changed.notify_all();
        }
    }
    bool waitUntilConnected()
    {
        std::unique_lock lock(mutex);
        return changed.wait_for(lock, patience, [this] { return connected; });
    }
    /// ZNONODE and others as the C client has them. The data may grow between two tries.
    int readData(const QByteArray& path, ZnodeInfo& into)
    {
        std::size_t size = firstBuffer;
        while (true) {
            QByteArray buffer(static_cast<qsizetype>(size), Qt::Uninitialized);
            int length = static_cast<int>(size);
            Stat stat{};
            const int code = zoo_get(handle, path.constData(), 0, buffer.data(), &length, &stat);
            if (code != ZOK) {
                return code;
            }
            if (stat.dataLength <= static_cast<int>(size)) {
                into.stat = toStat(stat);
                into.data = length < 0 ? QByteArray() : buffer.left(length);
                return ZOK;
            }
            size = static_cast<std::size_t>(stat.dataLength);
        }
    }
    int readChildren(const QByteArray& path, ZnodeInfo& into)
    {
        String_vector names{};
        const int code = zoo_get_children(handle, path.constData(), 0, &names);
        if (code == ZOK) {
            for (int i = 0; i < names.count; ++i) {
                into.children.append(QString::fromUtf8(names.data[i]));
            }
            into.children.sort();
            deallocate_String_vector(&names);
        }
        return code;
    }
};

RegistryClient::RegistryClient(std::unique_ptr<Session> session)
    : m_session(std::move(session))
{ }

RegistryClient::~RegistryClient() = default;

Result<std::shared_ptr<RegistryClient>> RegistryClient::connect(const QString& hosts)
{
    zoo_set_debug_level(ZOO_LOG_LEVEL_ERROR);
    auto session = std::make_unique<Session>();
    session->handle = zookeeper_init(hosts.toUtf8().constData(), &Session::watch, sessionTimeoutMs,
                                     nullptr, session.get(), 0);
    if (session->handle == nullptr) {
        return Error{Errc::InvalidArgument,
                     "This is no address of a ZooKeeper: host:port is expected",
                     hosts.toStdString()};
    }
    if (!session->waitUntilConnected()) {
        return Error{Errc::TimedOut, "The registry does not answer", hosts.toStdString()};
    }
    return std::shared_ptr<RegistryClient>(new RegistryClient(std::move(session)));
}

Result<std::optional<ZnodeInfo>> RegistryClient::read(const QString& path)
{
    ZnodeInfo info;
    const QByteArray bytes = path.toUtf8();
    int code = m_session->readData(bytes, info);
    if (code == ZOK) {
        code = m_session->readChildren(bytes, info);
    }
    if (code == ZNONODE) {
        return std::optional<ZnodeInfo>{};
    }
    if (code != ZOK) {
        return failure(code, path);
    }
    return std::optional(std::move(info));
}

} // namespace ottla
