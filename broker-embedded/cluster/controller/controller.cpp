// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "cluster/controller/controller.h"

#include "cluster/controller/controllerjson.h"
#include "cluster/topicjson.h"

#include <algorithm>
#include <spdlog/spdlog.h>

namespace ottla::cluster {

namespace {

/// Rounds of one reconcile(): what a round did may be what the next needs.
constexpr int mostRounds = 20;
constexpr std::chrono::milliseconds retryAfter{100};

bool wasOther(const Error& error)
{
    return error.code == Errc::Conflict || error.code == Errc::NotFound
        || error.code == Errc::AlreadyExists || error.code == Errc::InvalidState;
}

} // namespace

Controller::Controller(MetadataStore& store, Topics& topics, const LiveBrokers& brokers,
                       NodeId self, Settings settings)
    : m_store(store)
    , m_topics(topics)
    , m_brokers(brokers)
    , m_self(self)
    , m_settings(std::move(settings))
    , m_thread([this] { work(); })
{ }

Controller::~Controller()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_one();
    m_thread.join();
}

void Controller::wake()
{
    {
        const std::lock_guard lock(m_mutex);
        m_dirty = true;
    }
    m_wake.notify_one();
}

void Controller::post(std::function<void()> task)
{
    {
        const std::lock_guard lock(m_mutex);
        m_tasks.push_back(std::move(task));
    }
    m_wake.notify_one();
}

NodeId Controller::activeId() const
{
    const auto znode = m_store.get(controllerPath);
    return znode ? readController(znode->data).value_or(NodeId{-1}) : NodeId{-1};
}

bool Controller::waitUntilElected(std::chrono::milliseconds patience)
{
    std::unique_lock lock(m_mutex);
    return m_looked.wait_for(lock, patience, [this] { return m_elected; });
}

void Controller::work()
{
    auto nextRebalance = std::chrono::steady_clock::now() + m_settings.rebalanceInterval;
    std::unique_lock lock(m_mutex);
    while (true) {
        const auto until = m_tryAgain
            ? std::min(nextRebalance, std::chrono::steady_clock::now() + retryAfter)
            : nextRebalance;
        m_wake.wait_until(lock, until,
                          [this] { return m_stopping || m_dirty || !m_tasks.empty(); });
        if (m_stopping) {
            return;
        }
        const auto tasks = std::exchange(m_tasks, {});
        const bool looks = std::exchange(m_dirty, false) || m_tryAgain;
        lock.unlock();
        if (looks) {
            step();
            const bool elected = activeId() != NodeId{-1};
            lock.lock();
            m_elected = elected;
            lock.unlock();
            m_looked.notify_all();
        }
        for (const auto& task : tasks) {
            task();
        }
        if (std::chrono::steady_clock::now() >= nextRebalance) {
            nextRebalance = std::chrono::steady_clock::now() + m_settings.rebalanceInterval;
            if (m_active && m_settings.rebalances) {
                m_tryAgain = !commit(rebalance());
            }
        }
        lock.lock();
    }
}

void Controller::step()
{
    m_tryAgain = false;
    const auto controller = m_store.get(controllerPath);
    if (m_active && (!controller || controller->data != m_own)) {
        resign();
    }
    if (!controller) {
        campaign();
    }
    if (!m_active) {
        return;
    }
    if (auto done = reconcile(); !done && m_active) {
        spdlog::warn("the controller will try again: {}", done.error().describe());
        m_tryAgain = true;
    }
}

void Controller::campaign()
{
    if (!m_brokers.find(m_self)) {
        return; // registered again first: it would take itself for dead
    }
    const auto epoch = m_store.get(controllerEpochPath);
    if (!epoch) {
        const auto made = m_store.apply({CreateZnode{controllerEpochPath, "0"}});
        m_tryAgain = true; // then it is read
        if (!made && made.error().code != Errc::AlreadyExists) {
            spdlog::warn("no election: {}", made.error().describe());
        }
        return;
    }
    const auto number = readEpoch(epoch->data);
    if (!number) {
        spdlog::error("{} holds no number: there can be no election", controllerEpochPath);
        return;
    }
    m_own = controllerJson(m_self, m_settings.wallMs());
    const auto elected =
        m_store.apply({CreateZnode{controllerPath, m_own, true},
                       SetZnode{controllerEpochPath, std::to_string(*number + 1), epoch->version}});
    if (!elected) {
        // Where another was first, its znode tells.
        m_tryAgain = !wasOther(elected.error()) || !m_store.get(controllerPath);
        return;
    }
    m_epoch = *number + 1;
    m_epochVersion = epoch->version + 1;
    m_active = true;
    spdlog::info("broker {} is the controller, in epoch {}", m_self.value, m_epoch);
}

void Controller::resign()
{
    m_active = false;
    spdlog::info("broker {} is the controller no more", m_self.value);
}

bool Controller::isFenced() const
{
    const auto epoch = m_store.get(controllerEpochPath);
    return !epoch || epoch->version != m_epochVersion;
}

Result<void> Controller::commit(const Operations& operations)
{
    for (std::size_t from = 0; from < operations.size(); from += sliceSize) {
        const std::size_t to = std::min(from + sliceSize, operations.size());
        auto done = commitSlice(operations, from, to);
        if (!done && !wasOther(done.error())) {
            return done;
        }
        for (std::size_t at = from; !done && at < to; ++at) { // which of them was it?
            const auto one = commitSlice(operations, at, at + 1);
            if (!one && !wasOther(one.error())) {
                return one;
            }
            m_tryAgain = m_tryAgain || !one;
        }
    }
    return {};
}

Result<void> Controller::commitSlice(const Operations& operations, std::size_t from, std::size_t to)
{
    Operations checked{CheckZnode{controllerEpochPath, m_epochVersion}};
    checked.insert(checked.end(), operations.begin() + static_cast<std::ptrdiff_t>(from),
                   operations.begin() + static_cast<std::ptrdiff_t>(to));
    auto done = m_store.apply(checked);
    if (!done && wasOther(done.error()) && isFenced()) {
        resign();
        return Error{Errc::Fenced, "Another controller was elected"};
    }
    return done;
}

Result<void> Controller::reconcile()
{
    for (int round = 0; round < mostRounds; ++round) {
        Operations operations;
        addIds(operations);
        deleteTopics(operations);
        updateStates(operations);
        if (operations.empty()) { // the rest builds upon states that are as they should be
            for (const auto& topic : m_topics.all()) {
                finishReassignments(*topic, operations);
            }
            startAskedReassignments(operations);
        }
        if (operations.empty()) {
            electAskedLeaders(operations);
        }
        clearNotifications(operations);
        if (operations.empty()) {
            return {};
        }
        if (auto done = commit(operations); !done) {
            return done;
        }
    }
    m_tryAgain = true;
    return {};
}

MetadataOperation Controller::setState(const std::string& topic, PartitionState state) const
{
    state.controllerEpoch = m_epoch;
    const std::string path = statePath(topic, state.id);
    return SetZnode{path, stateJson(state), state.version};
}

bool concernsController(const std::vector<std::string>& paths)
{
    return std::any_of(paths.begin(), paths.end(), [](const std::string& path) {
        return path.starts_with("/brokers/") || path.starts_with("/admin")
            || path.starts_with("/controller") || path.starts_with("/isr_change_notification");
    });
}

} // namespace ottla::cluster
