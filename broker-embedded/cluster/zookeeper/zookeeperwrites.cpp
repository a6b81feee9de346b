// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "cluster/zookeeper/zookeeperwrite.h"

#include <algorithm>
#include <spdlog/spdlog.h>
#include <zookeeper/zookeeper.h>

// How ZookeeperMetadataStore writes. The readings of what a multi touches are sent right behind it:
// the server answers in order, so one round trip later the mirror shows the change.

namespace ottla::cluster {

namespace {

/// What every broker of ZooKeeper-mode Kafka makes at its start.
constexpr const char* rootPaths[] = {"/admin",
                                     "/admin/delete_topics",
                                     "/brokers",
                                     "/brokers/ids",
                                     "/brokers/seqid",
                                     "/brokers/topics",
                                     "/cluster",
                                     "/config",
                                     "/config/brokers",
                                     "/config/changes",
                                     "/config/clients",
                                     "/config/ips",
                                     "/config/topics",
                                     "/config/users",
                                     "/consumers",
                                     "/isr_change_notification",
                                     "/latest_producer_id_block",
                                     "/log_dir_event_notification"};

/// Below ZooKeeper's limit for a request (jute.maxbuffer), with room for what goes around it.
constexpr std::size_t largestRequest = 900'000;
/// A parent may come and go in other hands so often, and then somebody is doing it on purpose.
constexpr int mostTries = 10;
/// Until the state of the connection, which the C client knows before we do, has come through.
constexpr std::chrono::milliseconds shortWait{5};

const std::string& pathOf(const MetadataOperation& operation)
{
    return std::visit([](const auto& any) -> const std::string& { return any.path; }, operation);
}

std::size_t sizeOf(const MetadataOperation& operation)
{
    constexpr std::size_t around = 64; // header, ACL, version
    const auto* create = std::get_if<CreateZnode>(&operation);
    const auto* set = std::get_if<SetZnode>(&operation);
    const std::size_t data = create != nullptr ? create->data.size()
        : set != nullptr                       ? set->data.size()
                                               : 0;
    return around + pathOf(operation).size() + data;
}

Result<void> check(const std::vector<MetadataOperation>& operations)
{
    std::size_t size = 0;
    for (const MetadataOperation& operation : operations) {
        const std::string& path = pathOf(operation);
        if (!path.starts_with('/') || path.size() < 2 || path.ends_with('/')) {
            return Error{Errc::InvalidArgument, "A znode's path starts with '/' and ends in a name",
                         path};
        }
        size += sizeOf(operation);
    }
    if (size > largestRequest) {
        return Error{Errc::TooLarge,
                     "A change of " + std::to_string(size) + " bytes is more than ZooKeeper takes"};
    }
    return {};
}

Error toError(int code, const std::string& path)
{
    switch (code) {
    case ZNODEEXISTS:
        return {Errc::AlreadyExists, "The znode exists already", path};
    case ZNONODE:
        return {Errc::NotFound, "There is no such znode", path};
    case ZBADVERSION:
        return {Errc::Conflict, "The znode has another version than expected", path};
    case ZNOTEMPTY:
        return {Errc::InvalidState, "The znode has children", path};
    case ZNOAUTH:
        return {Errc::Denied, "ZooKeeper refuses the change: no rights", path};
    case ZBADARGUMENTS:
    case ZNOCHILDRENFOREPHEMERALS:
        return {Errc::InvalidArgument, "ZooKeeper refuses the change", path};
    default:
        return {Errc::Remote, "ZooKeeper's error " + std::to_string(code), path};
    }
}

} // namespace

Result<void> ZookeeperMetadataStore::makeRoots(Clock::time_point until)
{
    std::vector<std::string> chroots;
    const std::string& chroot = m_options.address.chroot;
    for (std::size_t at = 0; at < chroot.size();) {
        at = std::min(chroot.find('/', at + 1), chroot.size());
        chroots.push_back(chroot.substr(0, at));
    }
    const auto call = std::make_shared<Write>();
    const auto onAnswer = [this, call](const ZookeeperSession::Answer& answer) {
        const std::lock_guard lock(m_mutex);
        if (!answer.ok() && answer.code != ZNODEEXISTS) {
            call->answer.code = answer.code;
        }
        --call->readings;
        m_changed.notify_all();
    };
    const auto make = [&](const std::string& path, bool absolute) {
        {
            const std::lock_guard lock(m_mutex);
            ++call->readings;
        }
        const bool sent = absolute ? m_session->makeAbsolute(path, onAnswer)
                                   : m_session->multi({CreateZnode{path, {}}}, onAnswer);
        if (!sent) {
            onAnswer({ZCONNECTIONLOSS, {}, {}, {}});
        }
    };
    for (const std::string& path : chroots) {
        make(path, true);
    }
    for (const char* path : rootPaths) {
        make(path, false);
        m_roots.insert(path);
    }
    Lock lock(m_mutex);
    call->answered = true;
    lock.unlock();
    if (!waitFor(*call, until) || call->answer.isLost()) {
        return outOfReach();
    }
    return call->answer.ok() ? Result<void>() : toError(call->answer.code, chroot);
}

void ZookeeperMetadataStore::lookUp(const std::string& path, OnRead onRead) const
{
    const auto shared = std::make_shared<OnRead>(std::move(onRead));
    const auto onAnswer = [this, path, shared](ZookeeperSession::Answer answer) {
        if (answer.ok() && !isForeign()) {
            (*shared)(std::optional(std::move(answer.znode)));
        } else if (answer.isMissing() && !isForeign()) {
            (*shared)(std::optional<Znode>());
        } else if (answer.ok() || answer.isMissing() || answer.isLost()) {
            (*shared)(outOfReach());
        } else {
            (*shared)(toError(answer.code, path));
        }
    };
    if (!m_session->lookUp(path, onAnswer)) {
        (*shared)(outOfReach());
    }
}

Result<void> ZookeeperMetadataStore::apply(const std::vector<MetadataOperation>& operations)
{
    if (auto checked = check(operations); !checked || operations.empty()) {
        return checked;
    }
    const auto until = deadline();
    Paths present; // parents of which the mirror knows nothing, and which were in the way
    for (int tries = 0; waitUntilConnected(until);) {
        const auto write = prepare(operations, present);
        if (!send(write)) {
            Lock lock(m_mutex);
            m_changed.wait_for(lock, shortWait);
            continue;
        }
        readBehind(write, false);
        if (!waitFor(*write, until)) {
            return outOfReach(true);
        }
        if (write->answer.ok()) {
            tell();
            return {};
        }
        readBehind(write, true); // it was refused or lost: because of what is there now?
        if (!waitUntilFresh(until)) {
            return outOfReach(true);
        }
        tell();
        if (write->answer.isLost()) {
            if (isDone(operations)) {
                return {};
            }
            continue;
        }
        std::size_t at = 0;
        while (at + 1 < write->answer.results.size()
               && (write->answer.results[at] == ZOK
                   || write->answer.results[at] == ZRUNTIMEINCONSISTENCY)) {
            ++at;
        }
        const int code = write->answer.results.at(at);
        if (code == ZNODEEXISTS && write->isParent[at]
            && present.insert(pathOf(write->operations[at])).second) {
            continue; // one parent less, so it comes to an end
        }
        const bool lacksParent =
            code == ZNONODE && std::holds_alternative<CreateZnode>(write->operations[at]);
        present.clear();
        if (!lacksParent || ++tries == mostTries) {
            return toError(code, pathOf(write->operations[at]));
        }
    }
    return outOfReach();
}

std::shared_ptr<ZookeeperMetadataStore::Write>
ZookeeperMetadataStore::prepare(const std::vector<MetadataOperation>& wanted, const Paths& present)
{
    const auto write = std::make_shared<Write>();
    const std::lock_guard lock(m_mutex);
    for (const MetadataOperation& operation : wanted) {
        if (const auto* create = std::get_if<CreateZnode>(&operation)) {
            addParents(*write, parentPath(create->path), present);
        }
        write->operations.push_back(operation);
        write->isParent.push_back(false);
    }
    return write;
}

void ZookeeperMetadataStore::addParents(Write& write, const std::string& path,
                                        const Paths& present) const
{
    if (path == "/" || m_roots.contains(path) || m_mirror.contains(path)
        || present.contains(path)) {
        return;
    }
    const auto isMade = [&path](const MetadataOperation& operation) {
        return std::holds_alternative<CreateZnode>(operation) && pathOf(operation) == path;
    };
    if (std::any_of(write.operations.begin(), write.operations.end(), isMade)) {
        return;
    }
    addParents(write, parentPath(path), present);
    write.operations.emplace_back(CreateZnode{path, {}});
    write.isParent.push_back(true);
}

bool ZookeeperMetadataStore::send(const std::shared_ptr<Write>& write)
{
    return m_session->multi(write->operations, [this, write](ZookeeperSession::Answer answer) {
        const std::lock_guard lock(m_mutex);
        write->answer = std::move(answer);
        write->answered = true;
        m_changed.notify_all();
    });
}

void ZookeeperMetadataStore::readBehind(const std::shared_ptr<Write>& write, bool checksToo)
{
    std::set<Reading> readings;
    for (const MetadataOperation& operation : write->operations) {
        const std::string& path = pathOf(operation);
        if (std::holds_alternative<CheckZnode>(operation) && !checksToo) {
            continue;
        }
        const auto* create = std::get_if<CreateZnode>(&operation);
        const bool isThisPath = create == nullptr || !create->sequential;
        if (isThisPath && interestIn(path).data) {
            readings.insert({path, Part::Data});
        }
        if (isThisPath && interestIn(path).children) {
            readings.insert({path, Part::Children});
        }
        const bool isListed = create != nullptr || std::holds_alternative<DeleteZnode>(operation);
        if (isListed && interestIn(parentPath(path)).children) {
            readings.insert({parentPath(path), Part::Children});
        }
    }
    for (const Reading& reading : readings) {
        read(reading, write);
    }
}

bool ZookeeperMetadataStore::waitFor(const Write& write, Clock::time_point until)
{
    Lock lock(m_mutex);
    return m_changed.wait_until(lock, until,
                                [&write] { return write.answered && write.readings == 0; });
}

bool ZookeeperMetadataStore::waitUntilConnected(Clock::time_point until)
{
    Lock lock(m_mutex);
    return m_changed.wait_until(lock, until, [this] { return m_connected && !m_isForeign; });
}

bool ZookeeperMetadataStore::waitUntilFresh(Clock::time_point until)
{
    Lock lock(m_mutex);
    return m_changed.wait_until(lock, until, [this] { return isFresh(); });
}

/// Whether the mirror shows what the operations were to do. A sequential znode's name is not known,
/// and a second one does no harm.
bool ZookeeperMetadataStore::isDone(const std::vector<MetadataOperation>& operations) const
{
    const std::lock_guard lock(m_mutex);
    bool anything = false;
    for (const MetadataOperation& operation : operations) {
        const std::string& path = pathOf(operation);
        const auto now = m_mirror.get(path);
        if (const auto* create = std::get_if<CreateZnode>(&operation)) {
            if (create->sequential) {
                continue;
            }
            if (!m_mirror.contains(path) || (now && now->data != create->data)) {
                return false;
            }
        } else if (const auto* set = std::get_if<SetZnode>(&operation)) {
            const bool isNext =
                set->expectedVersion < 0 || (now && now->version == set->expectedVersion + 1);
            if (!now || now->data != set->data || !isNext) {
                return false;
            }
        } else if (std::holds_alternative<DeleteZnode>(operation)) {
            if (m_mirror.contains(path)) {
                return false;
            }
        } else {
            continue;
        }
        anything = true;
    }
    return anything;
}

ZookeeperMetadataStore::Clock::time_point ZookeeperMetadataStore::deadline() const
{
    const auto patience = 2 * m_session->timeout();
    const std::lock_guard lock(m_mutex);
    return (m_connected ? Clock::now() : m_lostAt) + patience;
}

Error ZookeeperMetadataStore::outOfReach(bool maybeDone) const
{
    return {Errc::Network, "ZooKeeper at " + m_options.address.servers + " is out of reach",
            maybeDone ? "the change may have been made" : ""};
}

} // namespace ottla::cluster
