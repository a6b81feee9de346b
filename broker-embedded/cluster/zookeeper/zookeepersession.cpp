// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "cluster/zookeeper/zookeepersession.h"

#include <algorithm>
#include <cstring>
#include <mutex>
#include <spdlog/spdlog.h>
#include <zookeeper/zookeeper.h>

namespace ottla::cluster {

namespace {

using Answer = ZookeeperSession::Answer;
using OnAnswer = ZookeeperSession::OnAnswer;

/// Between two tries to make a handle, which fails where a name cannot be looked up.
constexpr std::chrono::milliseconds retryAfter{500};
/// A number of ten digits is put behind a sequential znode's name.
constexpr std::size_t longestSuffix = 16;

void logLine(const char* message)
{
    spdlog::debug("ZooKeeper's client: {}", message);
}

Znode toZnode(const char* data, int size, const Stat* stat)
{
    Znode znode;
    if (data != nullptr && size > 0) {
        znode.data.assign(data, static_cast<std::size_t>(size));
    }
    znode.version = stat->version;
    znode.czxid = stat->czxid;
    return znode;
}

/// A multi's memory, which the C client uses until the answer is there.
struct MultiCall
{
    MultiCall(std::vector<MetadataOperation> theOperations, OnAnswer callback)
        : operations(std::move(theOperations))
        , results(operations.size())
        , onAnswer(std::move(callback))
    {
        raw.reserve(operations.size());
        made.resize(operations.size());
    }

    void add(const CreateZnode& create)
    {
        std::string& path = made[raw.size()];
        path.resize(create.path.size() + longestSuffix);
        const int mode = (create.ephemeral ? ZOO_EPHEMERAL : 0)
            | (create.sequential ? ZOO_PERSISTENT_SEQUENTIAL : 0);
        zoo_create_op_init(&raw.emplace_back(), create.path.c_str(), create.data.data(),
                           static_cast<int>(create.data.size()), &ZOO_OPEN_ACL_UNSAFE, mode,
                           path.data(), static_cast<int>(path.size()));
    }
    void add(const SetZnode& set)
    {
        zoo_set_op_init(&raw.emplace_back(), set.path.c_str(), set.data.data(),
                        static_cast<int>(set.data.size()), set.expectedVersion, nullptr);
    }
    void add(const DeleteZnode& remove)
    {
        zoo_delete_op_init(&raw.emplace_back(), remove.path.c_str(), remove.expectedVersion);
    }
    void add(const CheckZnode& check)
    {
        zoo_check_op_init(&raw.emplace_back(), check.path.c_str(), check.expectedVersion);
    }

    const std::vector<MetadataOperation> operations;
    std::vector<zoo_op_t> raw;
    std::vector<std::string> made;
    std::vector<zoo_op_result_t> results;
    OnAnswer onAnswer;
};

} // namespace

/// The C client's callbacks; `context` is what the request left there.
struct ZookeeperSession::Callbacks
{
    static void watch(zhandle_t* handle, int type, int state, const char* path, void* context)
    {
        static_cast<ZookeeperSession*>(context)->handleEvent(handle, type, state, path);
    }
    static void data(int code, const char* value, int size, const Stat* stat, const void* context)
    {
        const auto onAnswer = take<OnAnswer>(context);
        Answer answer;
        answer.code = code;
        if (code == ZOK) {
            answer.znode = toZnode(value, size, stat);
        }
        (*onAnswer)(std::move(answer));
    }
    static void strings(int code, const String_vector* names, const void* context)
    {
        const auto onAnswer = take<OnAnswer>(context);
        Answer answer;
        answer.code = code;
        if (code == ZOK && names != nullptr) {
            answer.children.assign(names->data, names->data + names->count);
        }
        (*onAnswer)(std::move(answer));
    }
    static void finished(int code, const void* context)
    {
        const auto call = take<MultiCall>(context);
        Answer answer;
        answer.code = code;
        for (const zoo_op_result_t& result : call->results) {
            answer.results.push_back(result.err);
        }
        call->onAnswer(std::move(answer));
    }

    template <typename T>
    static std::unique_ptr<T> take(const void* context)
    {
        return std::unique_ptr<T>(static_cast<T*>(const_cast<void*>(context)));
    }
};

Result<ZookeeperAddress> ZookeeperAddress::parse(const std::string& text)
{
    ZookeeperAddress address;
    const std::size_t slash = text.find('/');
    address.servers = text.substr(0, slash);
    if (slash != std::string::npos) {
        address.chroot = text.substr(slash);
    }
    while (address.chroot.ends_with('/')) {
        address.chroot.pop_back();
    }
    const auto bad = [&text](const std::string& why) {
        return Error{Errc::InvalidArgument, why, text};
    };
    if (address.chroot.find("//") != std::string::npos) {
        return bad("A chroot has no empty names");
    }
    for (std::size_t at = 0; at <= address.servers.size();) {
        const std::size_t end = std::min(address.servers.find(',', at), address.servers.size());
        const std::string server = address.servers.substr(at, end - at);
        const std::size_t colon = server.rfind(':');
        const std::string port = colon == std::string::npos ? "" : server.substr(colon + 1);
        const bool digits = !port.empty() && port.size() <= 5
            && std::all_of(port.begin(), port.end(), [](char c) { return c >= '0' && c <= '9'; });
        if (colon == 0 || !digits || std::stoi(port) < 1 || std::stoi(port) > 65535) {
            return bad("Where ZooKeeper is, is given as host:port, several with commas between");
        }
        at = end + 1;
    }
    return address;
}

bool ZookeeperSession::Answer::isLost() const
{
    return code == ZCONNECTIONLOSS || code == ZOPERATIONTIMEOUT || code == ZSESSIONEXPIRED
        || code == ZCLOSING || code == ZINVALIDSTATE || code == ZSESSIONMOVED;
}

bool ZookeeperSession::Answer::isMissing() const
{
    return code == ZNONODE;
}

ZookeeperSession::ZookeeperSession(Options options)
    : m_options(std::move(options))
    , m_timeoutMs(static_cast<std::int32_t>(m_options.timeout.count()))
{
    zoo_set_debug_level(ZOO_LOG_LEVEL_WARN);
    m_thread = std::thread([this] { renew(); });
}

ZookeeperSession::~ZookeeperSession()
{
    close();
}

void ZookeeperSession::close()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_one();
    if (m_thread.joinable()) {
        m_thread.join();
    }
    closeHandle();
}

void ZookeeperSession::renew()
{
    std::unique_lock lock(m_mutex);
    while (true) {
        m_wake.wait(lock, [this] { return m_stopping || m_expired; });
        if (m_stopping) {
            return;
        }
        m_expired = false;
        lock.unlock();
        closeHandle();
        open();
        lock.lock();
        if (m_expired) { // there is no handle to tell when to try again
            m_wake.wait_for(lock, retryAfter, [this] { return m_stopping; });
        }
    }
}

void ZookeeperSession::open()
{
    m_hadSession = false;
    // ZooKeeper's client takes what is before the last colon for the host, brackets as well.
    std::string servers = m_options.address.servers;
    std::erase_if(servers, [](char c) { return c == '[' || c == ']'; });
    // The first event may come before the handle is known: who wants to ask then waits for it.
    const std::unique_lock handleLock(m_handleMutex);
    m_handle =
        zookeeper_init2(servers.c_str(), &Callbacks::watch,
                        static_cast<int>(m_options.timeout.count()), nullptr, this, 0, &logLine);
    if (m_handle == nullptr) {
        spdlog::warn("ZooKeeper at {} cannot be asked: {}", m_options.address.servers,
                     std::strerror(errno));
        const std::lock_guard lock(m_mutex);
        m_expired = true;
    }
}

void ZookeeperSession::closeHandle()
{
    zhandle_t* handle = nullptr;
    {
        const std::unique_lock lock(m_handleMutex);
        std::swap(handle, m_handle);
    }
    if (handle != nullptr) {
        zookeeper_close(handle); // answers what is open, so no lock may be held
    }
}

void ZookeeperSession::handleEvent(_zhandle* handle, int type, int state, const char* path)
{
    if (type != ZOO_SESSION_EVENT) {
        if (path != nullptr && type != ZOO_NOTWATCHING_EVENT) {
            m_options.onWatch(relative(path));
        }
        return;
    }
    if (state == ZOO_CONNECTED_STATE) {
        m_timeoutMs = zoo_recv_timeout(handle);
        m_options.onEvent(m_hadSession.exchange(true) ? Event::Connected : Event::NewSession);
    } else if (state == ZOO_EXPIRED_SESSION_STATE || state == ZOO_AUTH_FAILED_STATE) {
        m_options.onEvent(Event::Expired);
        {
            const std::lock_guard lock(m_mutex);
            m_expired = true;
        }
        m_wake.notify_one();
    } else {
        m_options.onEvent(Event::Disconnected);
    }
}

std::string ZookeeperSession::full(const std::string& path) const
{
    if (path != "/") {
        return m_options.address.chroot + path;
    }
    return m_options.address.chroot.empty() ? path : m_options.address.chroot;
}

std::string ZookeeperSession::relative(const char* path) const
{
    const std::string whole = path;
    const std::string rest = whole.substr(std::min(m_options.address.chroot.size(), whole.size()));
    return rest.empty() ? "/" : rest;
}

bool ZookeeperSession::get(const std::string& path, OnAnswer onAnswer)
{
    return sendGet(path, true, std::move(onAnswer));
}

bool ZookeeperSession::lookUp(const std::string& path, OnAnswer onAnswer)
{
    return sendGet(path, false, std::move(onAnswer));
}

bool ZookeeperSession::sendGet(const std::string& path, bool watch, OnAnswer onAnswer)
{
    const std::shared_lock lock(m_handleMutex);
    auto context = std::make_unique<OnAnswer>(std::move(onAnswer));
    if (m_handle == nullptr
        || zoo_aget(m_handle, full(path).c_str(), watch ? 1 : 0, &Callbacks::data, context.get())
            != ZOK) {
        return false;
    }
    static_cast<void>(context.release()); // the callback takes it back
    return true;
}

bool ZookeeperSession::children(const std::string& path, OnAnswer onAnswer)
{
    const std::shared_lock lock(m_handleMutex);
    auto context = std::make_unique<OnAnswer>(std::move(onAnswer));
    if (m_handle == nullptr
        || zoo_aget_children(m_handle, full(path).c_str(), 1, &Callbacks::strings, context.get())
            != ZOK) {
        return false;
    }
    static_cast<void>(context.release());
    return true;
}

bool ZookeeperSession::multi(std::vector<MetadataOperation> operations, OnAnswer onAnswer)
{
    for (MetadataOperation& operation : operations) {
        std::visit([this](auto& any) { any.path = full(any.path); }, operation);
    }
    return sendMulti(std::move(operations), std::move(onAnswer));
}

bool ZookeeperSession::makeAbsolute(const std::string& path, OnAnswer onAnswer)
{
    return sendMulti({CreateZnode{path, {}}}, std::move(onAnswer));
}

bool ZookeeperSession::sendMulti(std::vector<MetadataOperation> operations, OnAnswer onAnswer)
{
    auto call = std::make_unique<MultiCall>(std::move(operations), std::move(onAnswer));
    for (const MetadataOperation& operation : call->operations) {
        std::visit([&call](const auto& any) { call->add(any); }, operation);
    }
    const std::shared_lock lock(m_handleMutex);
    if (m_handle == nullptr || zoo_state(m_handle) != ZOO_CONNECTED_STATE
        || zoo_amulti(m_handle, static_cast<int>(call->raw.size()), call->raw.data(),
                      call->results.data(), &Callbacks::finished, call.get())
            != ZOK) {
        return false;
    }
    static_cast<void>(call.release());
    return true;
}

std::chrono::milliseconds ZookeeperSession::timeout() const
{
    return std::chrono::milliseconds(m_timeoutMs.load());
}

} // namespace ottla::cluster
