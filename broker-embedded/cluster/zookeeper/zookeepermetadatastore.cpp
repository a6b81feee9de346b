// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "cluster/zookeeper/zookeepermetadatastore.h"

#include "cluster/zookeeper/zookeeperwrite.h"

#include <spdlog/spdlog.h>

namespace ottla::cluster {

namespace {

/// A series of changes is told as one, unless it goes on for longer than this.
constexpr std::chrono::milliseconds longestSeries{20};
const std::string clusterIdPath = "/cluster/id";

} // namespace

Result<std::unique_ptr<ZookeeperMetadataStore>> ZookeeperMetadataStore::open(Options options)
{
    std::unique_ptr<ZookeeperMetadataStore> store(new ZookeeperMetadataStore(std::move(options)));
    const auto deadline = Clock::now() + store->m_options.connectionTimeout;
    {
        Lock lock(store->m_mutex);
        if (!store->m_changed.wait_until(lock, deadline, [&] { return store->m_connected; })) {
            return Error{Errc::Network,
                         "ZooKeeper at " + store->m_options.address.servers
                             + " did not answer within "
                             + std::to_string(store->m_options.connectionTimeout.count())
                             + " ms: is it running there?"};
        }
    }
    if (auto made = store->makeRoots(deadline); !made) {
        return made.error();
    }
    store->visit("/");
    if (!store->waitUntilFresh(deadline)) {
        return store->outOfReach();
    }
    store->m_thread = std::thread([raw = store.get()] { raw->work(); });
    return store;
}

ZookeeperMetadataStore::ZookeeperMetadataStore(Options options)
    : m_options(std::move(options))
    , m_lostAt(Clock::now())
{
    m_session = std::make_unique<ZookeeperSession>(
        ZookeeperSession::Options{m_options.address, m_options.sessionTimeout,
                                  [this](ZookeeperSession::Event event) { handleEvent(event); },
                                  [this](const std::string& path) {
                                      visit(path);
                                  }});
}

ZookeeperMetadataStore::~ZookeeperMetadataStore()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_changed.notify_all();
    if (m_thread.joinable()) {
        m_thread.join();
    }
    m_session->close();
}

bool ZookeeperMetadataStore::isFresh() const
{
    return m_connected && m_open == 0 && m_lost.empty() && !m_isForeign;
}

bool ZookeeperMetadataStore::isForeign() const
{
    const std::lock_guard lock(m_mutex);
    return m_isForeign;
}

std::optional<Znode> ZookeeperMetadataStore::get(const std::string& path) const
{
    const std::lock_guard lock(m_mutex);
    return m_mirror.get(path);
}

std::vector<std::string> ZookeeperMetadataStore::children(const std::string& path) const
{
    const std::lock_guard lock(m_mutex);
    return m_mirror.children(path);
}

std::chrono::milliseconds ZookeeperMetadataStore::sessionTimeout() const
{
    return m_session->timeout();
}

void ZookeeperMetadataStore::handleEvent(ZookeeperSession::Event event)
{
    std::set<Reading> again;
    bool isAnew = false;
    {
        const std::lock_guard lock(m_mutex);
        const bool was = m_connected;
        m_connected = event == ZookeeperSession::Event::Connected
            || event == ZookeeperSession::Event::NewSession;
        if (was && !m_connected) {
            m_lostAt = Clock::now();
            spdlog::warn("the connection to ZooKeeper at {} is lost", m_options.address.servers);
        }
        if (m_connected) {
            again.swap(m_lost);
        }
        if (event == ZookeeperSession::Event::NewSession && ++m_sessions > 1) {
            spdlog::warn("the session with ZooKeeper had expired; this is a new one");
            m_mirror.beginAnew();
            again.clear();
            isAnew = true;
        } else if (m_connected && m_sessions > 0 && !was) {
            spdlog::info("connected to ZooKeeper at {}", m_options.address.servers);
        }
    }
    if (isAnew) {
        readAnew();
    }
    for (const Reading& reading : again) {
        if (reading.part == Part::Anew) {
            readAnew();
        } else {
            read(reading);
        }
    }
    m_changed.notify_all();
}

/// A registry that lost its data, or another cluster's, must not pass for one whose topics were all
/// deleted: brokers would delete their logs.
void ZookeeperMetadataStore::readAnew()
{
    const auto onAnswer = [this](ZookeeperSession::Answer answer) {
        bool isSame = false;
        {
            const std::lock_guard lock(m_mutex);
            const auto known = m_mirror.get(clusterIdPath);
            isSame = !known || (answer.ok() && answer.znode.data == known->data);
            m_isForeign = !isSame && !answer.isLost();
        }
        if (isSame) {
            visit("/");
        } else if (!answer.isLost()) {
            spdlog::error("the registry at {} is not this cluster's any more ({} is other or gone);"
                          " this broker goes on with what it knew",
                          m_options.address.servers, clusterIdPath);
        }
        const std::lock_guard lock(m_mutex);
        if (answer.isLost()) {
            m_lost.insert({"/", Part::Anew});
        }
        --m_open;
        m_changed.notify_all();
    };
    {
        const std::lock_guard lock(m_mutex);
        ++m_open;
    }
    if (!m_session->get(clusterIdPath, onAnswer)) {
        const std::lock_guard lock(m_mutex);
        --m_open;
        m_lost.insert({"/", Part::Anew});
    }
}

void ZookeeperMetadataStore::visit(const std::string& path)
{
    if (const auto only = onlyChildOf(path)) {
        read({*only, Part::Data}); // saves half of the readings that a cluster's state takes
        return;
    }
    const Interest interest = interestIn(path);
    if (interest.data) {
        read({path, Part::Data});
    }
    if (interest.children) {
        read({path, Part::Children});
    }
}

void ZookeeperMetadataStore::read(const Reading& reading, const std::shared_ptr<Write>& waiting)
{
    const auto onAnswer = [this, reading, waiting](ZookeeperSession::Answer answer) {
        take(reading, std::move(answer), waiting);
    };
    {
        const std::lock_guard lock(m_mutex);
        ++m_open;
        if (waiting) {
            ++waiting->readings;
        }
    }
    const bool sent = reading.part == Part::Data ? m_session->get(reading.path, onAnswer)
                                                 : m_session->children(reading.path, onAnswer);
    if (!sent) {
        const std::lock_guard lock(m_mutex);
        --m_open;
        m_lost.insert(reading);
        if (waiting) {
            --waiting->readings;
        }
    }
}

void ZookeeperMetadataStore::take(const Reading& reading, ZookeeperSession::Answer answer,
                                  const std::shared_ptr<Write>& waiting)
{
    std::vector<std::string> unread;
    {
        const std::lock_guard lock(m_mutex);
        if (answer.isMissing()) {
            m_mirror.takeAbsence(reading.path);
        } else if (answer.isLost()) {
            m_lost.insert(reading);
        } else if (!answer.ok()) {
            spdlog::error("{} cannot be read: ZooKeeper's error {}", reading.path, answer.code);
        } else if (reading.part == Part::Data) {
            m_mirror.takeData(reading.path, std::move(answer.znode));
        } else {
            unread = m_mirror.takeChildren(reading.path, answer.children);
        }
    }
    for (const std::string& path : unread) {
        visit(path);
    }
    if (answer.isMissing() && onlyChildOf(parentPath(reading.path))) {
        read({parentPath(reading.path), Part::Children}); // it may come yet
    }
    {
        // Only now, so that nobody takes the mirror for fresh between a list and what is in it.
        const std::lock_guard lock(m_mutex);
        --m_open;
        if (waiting) {
            --waiting->readings;
        }
    }
    m_changed.notify_all();
}

bool ZookeeperMetadataStore::catchUp(const std::string& path)
{
    const auto until = deadline();
    if (!waitUntilConnected(until)) {
        return false;
    }
    read({path, Part::Children});
    if (!waitUntilFresh(until)) {
        return false;
    }
    tell();
    return true;
}

void ZookeeperMetadataStore::setListener(Listener listener)
{
    const std::lock_guard lock(m_telling);
    m_listener = std::move(listener);
}

void ZookeeperMetadataStore::setSessionListener(std::function<void()> listener)
{
    const std::lock_guard lock(m_renewing);
    m_sessionListener = std::move(listener);
}

void ZookeeperMetadataStore::work()
{
    Lock lock(m_mutex);
    while (true) {
        m_changed.wait(lock, [this] {
            return m_stopping || m_mirror.hasChanges()
                || (m_sessions > m_sessionsTold && isFresh());
        });
        m_changed.wait_for(lock, longestSeries, [this] { return m_stopping || isFresh(); });
        if (m_stopping) {
            return;
        }
        const bool isNewSession = m_sessions > m_sessionsTold && isFresh();
        if (isNewSession) {
            m_sessionsTold = m_sessions;
        }
        lock.unlock();
        tell();
        if (isNewSession) {
            const std::lock_guard renewing(m_renewing);
            if (m_sessionListener) {
                m_sessionListener();
            }
        }
        lock.lock();
    }
}

/// When it returns, what has changed so far has been told.
void ZookeeperMetadataStore::tell()
{
    const std::lock_guard telling(m_telling);
    std::vector<std::string> changes;
    {
        const std::lock_guard lock(m_mutex);
        changes = m_mirror.takeChanges();
    }
    if (m_listener && !changes.empty()) {
        m_listener(changes);
    }
}

} // namespace ottla::cluster
