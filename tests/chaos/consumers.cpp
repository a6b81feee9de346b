// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "consumers.h"

namespace ottla::chaos {

namespace {

constexpr const char* groupName = "chaos-group";
constexpr int commitEvery = 100; ///< Messages.

rd_kafka_conf_t* memberConf(const std::string& bootstrap)
{
    return makeConf({{"bootstrap.servers", bootstrap},
                     {"group.id", groupName},
                     {"auto.offset.reset", "earliest"},
                     {"enable.auto.commit", "false"},
                     {"enable.auto.offset.store", "false"},
                     {"session.timeout.ms", "6000"},
                     {"heartbeat.interval.ms", "500"},
                     {"coordinator.query.interval.ms", "500"},
                     {"fetch.wait.max.ms", "100"}});
}

} // namespace

Consumers::Consumers(const std::string& bootstrap, int members)
    : m_bootstrap(bootstrap)
{
    for (int i = 0; i < members; ++i) {
        auto member = std::make_unique<Member>();
        member->group = this;
        rd_kafka_conf_t* conf = memberConf(bootstrap);
        rd_kafka_conf_set_opaque(conf, member.get());
        rd_kafka_conf_set_rebalance_cb(conf, &Consumers::rebalance);
        member->client = makeClient(RD_KAFKA_CONSUMER, conf);
        rd_kafka_poll_set_consumer(member->client.get());
        m_members.push_back(std::move(member));
    }
    for (const auto& member : m_members) {
        member->thread = std::thread([this, raw = member.get()] { work(*raw); });
    }
    m_watcher = std::thread([this] { watch(); });
}

Consumers::~Consumers()
{
    finish();
}

void Consumers::finish()
{
    m_finishing = true;
    if (m_watcher.joinable()) {
        m_watcher.join();
    }
    for (const auto& member : m_members) {
        if (member->thread.joinable()) {
            member->thread.join();
        }
    }
}

void Consumers::rebalance(rd_kafka_t* client, rd_kafka_resp_err_t error,
                          rd_kafka_topic_partition_list_t* partitions, void* opaque)
{
    static_cast<Member*>(opaque)->last.clear();
    rd_kafka_assign(client, error == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS ? partitions : nullptr);
}

void Consumers::work(Member& member)
{
    const Partitions topics(rd_kafka_topic_partition_list_new(1));
    rd_kafka_topic_partition_list_add(topics.get(), topicName, RD_KAFKA_PARTITION_UA);
    rd_kafka_subscribe(member.client.get(), topics.get());
    int uncommitted = 0;
    while (!m_finishing) {
        const Message message(rd_kafka_consumer_poll(member.client.get(), 100));
        if (message && message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
            take(member, *message);
            ++uncommitted;
        }
        if (uncommitted >= commitEvery || (!message && uncommitted > 0)) {
            // A commit that fails is made up for by the next one.
            (void)rd_kafka_commit(member.client.get(), nullptr, 0);
            uncommitted = 0;
        }
    }
    (void)rd_kafka_commit(member.client.get(), nullptr, 0);
    rd_kafka_consumer_close(member.client.get());
}

void Consumers::take(Member& member, const rd_kafka_message_t& message)
{
    {
        const std::lock_guard lock(m_mutex);
        m_delivered[message.partition].insert(message.offset);
        const auto last = member.last.find(message.partition);
        if (last != member.last.end() && message.offset <= last->second) {
            m_problems.push_back("partition " + std::to_string(message.partition) + ": offset "
                                 + std::to_string(message.offset) + " was delivered after "
                                 + std::to_string(last->second));
        }
        member.last[message.partition] = message.offset;
    }
    // Only now: what is committed was delivered.
    rd_kafka_topic_t* topic = message.rkt;
    (void)rd_kafka_offset_store(topic, message.partition, message.offset);
}

bool Consumers::waitFor(const std::map<std::int32_t, std::int64_t>& ends,
                        std::chrono::seconds patience)
{
    const auto until = std::chrono::steady_clock::now() + patience;
    const auto all = [&] {
        const std::lock_guard lock(m_mutex);
        for (const auto& [partition, end] : ends) {
            const auto& delivered = m_delivered[partition];
            if (static_cast<std::int64_t>(delivered.size()) < end) {
                return false;
            }
        }
        return true;
    };
    while (!all()) {
        if (std::chrono::steady_clock::now() > until) {
            return false;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return true;
}

std::size_t Consumers::delivered() const
{
    const std::lock_guard lock(m_mutex);
    std::size_t count = 0;
    for (const auto& [partition, offsets] : m_delivered) {
        count += offsets.size();
    }
    return count;
}

std::size_t Consumers::looks() const
{
    const std::lock_guard lock(m_mutex);
    return m_looks;
}

void Consumers::watch()
{
    const Client client = makeClient(RD_KAFKA_CONSUMER, memberConf(m_bootstrap));
    while (!m_finishing) {
        (void)compareCommitted(client.get(), 1000); // nobody may be there to ask
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
}

rd_kafka_resp_err_t Consumers::compareCommitted(rd_kafka_t* client, int patienceMs)
{
    const Partitions committed = allPartitions(RD_KAFKA_OFFSET_INVALID);
    const auto asked = rd_kafka_committed(client, committed.get(), patienceMs);
    if (asked != RD_KAFKA_RESP_ERR_NO_ERROR) {
        return asked;
    }
    // What was delivered is looked at afterwards: it only grows.
    const std::lock_guard lock(m_mutex);
    ++m_looks;
    for (int i = 0; i < committed->cnt; ++i) {
        const rd_kafka_topic_partition_t& entry = committed->elems[i];
        const auto& delivered = m_delivered[entry.partition];
        const std::int64_t end = delivered.empty() ? 0 : *delivered.rbegin() + 1;
        if (entry.offset > end) {
            m_problems.push_back("partition " + std::to_string(entry.partition) + ": "
                                 + std::to_string(entry.offset)
                                 + " is committed, but only what is below " + std::to_string(end)
                                 + " was delivered");
        }
    }
    return asked;
}

std::vector<std::string> Consumers::check(const std::map<std::int32_t, std::int64_t>& ends)
{
    const Client client = makeClient(RD_KAFKA_CONSUMER, memberConf(m_bootstrap));
    const auto asked = compareCommitted(client.get(), 30'000);
    const std::lock_guard lock(m_mutex);
    std::vector<std::string> problems = m_problems;
    if (asked != RD_KAFKA_RESP_ERR_NO_ERROR) {
        problems.push_back(std::string("committed offsets cannot be read: ")
                           + rd_kafka_err2str(asked));
    }
    for (const auto& [partition, end] : ends) {
        const auto& delivered = m_delivered[partition];
        const std::int64_t last = delivered.empty() ? -1 : *delivered.rbegin();
        if (static_cast<std::int64_t>(delivered.size()) != end || last != end - 1) {
            problems.push_back("partition " + std::to_string(partition) + ": "
                               + std::to_string(delivered.size()) + " offsets were delivered up to "
                               + std::to_string(last) + ", of a log that ends at "
                               + std::to_string(end));
        }
    }
    return problems;
}

} // namespace ottla::chaos
