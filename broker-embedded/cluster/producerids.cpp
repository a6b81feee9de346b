// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "cluster/producerids.h"

#include "cluster/metadatastore.h"

#include <nlohmann/json.hpp>

namespace ottla::cluster {

namespace {

constexpr std::int64_t blockSize = 1000; // as Kafka's
constexpr int mostBlockTries = 100; // each time another broker was first
const std::string blockPath = "/latest_producer_id_block";

/// The last id that was reserved so far; -1 when none was. The numbers are strings in Kafka's JSON.
Result<std::int64_t> lastReserved(const std::optional<Znode>& znode)
{
    if (!znode || znode->data.empty()) { // brokers make it empty when the cluster is new
        return std::int64_t{-1};
    }
    const auto block = nlohmann::json::parse(znode->data, nullptr, false);
    const auto end = block.is_object() ? block.find("block_end") : block.end();
    if (end == block.end() || !end->is_string()) {
        return Error{Errc::Corrupt, "The znode holds no block of producer ids", blockPath};
    }
    const auto& text = end->get_ref<const std::string&>();
    char* stop = nullptr;
    const std::int64_t last = std::strtoll(text.c_str(), &stop, 10);
    if (stop == text.c_str() || *stop != '\0' || last < 0) {
        return Error{Errc::Corrupt, "The znode holds no block of producer ids", blockPath};
    }
    return last;
}

} // namespace

ProducerIds::ProducerIds(MetadataStore& store, NodeId self)
    : m_store(store)
    , m_self(self)
{ }

Result<ProducerId> ProducerIds::next()
{
    const std::lock_guard lock(m_mutex);
    if (m_next == m_end) {
        if (auto reserved = reserveBlock(); !reserved) {
            return reserved.error();
        }
    }
    return ProducerId{m_next++};
}

Result<void> ProducerIds::reserveBlock()
{
    for (int tries = 1;; ++tries) {
        const auto znode = m_store.get(blockPath);
        const auto last = lastReserved(znode);
        if (!last) {
            return last.error();
        }
        const std::int64_t start = *last + 1;
        const nlohmann::ordered_json block = {{"version", 1},
                                              {"broker", m_self.value},
                                              {"block_start", std::to_string(start)},
                                              {"block_end", std::to_string(start + blockSize - 1)}};
        const MetadataOperation change = znode
            ? MetadataOperation(SetZnode{blockPath, block.dump(), znode->version})
            : MetadataOperation(CreateZnode{blockPath, block.dump()});
        const auto applied = m_store.apply({change});
        if (applied) {
            m_next = start;
            m_end = start + blockSize;
            return {};
        }
        const bool wasFirst =
            applied.error().code == Errc::Conflict || applied.error().code == Errc::AlreadyExists;
        if (!wasFirst || tries == mostBlockTries) {
            return applied;
        }
    }
}

} // namespace ottla::cluster
