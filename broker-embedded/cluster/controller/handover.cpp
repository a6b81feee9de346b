// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "cluster/controller/controller.h"
#include "cluster/controller/controllerjson.h"
#include "cluster/topicjson.h"

#include <algorithm>
#include <spdlog/spdlog.h>

namespace ottla::cluster {

namespace {

/// Leaders and the controller may come before it, with changes that make another try right.
constexpr int mostHandoverRounds = 5;

using Operations = std::vector<MetadataOperation>;

using Wanted = std::function<bool(const std::string&, PartitionId)>;

Operations plan(const Topics& topics, const LiveBrokers& brokers, NodeId self, const Wanted& wanted)
{
    Operations operations;
    const auto live = brokers.all();
    for (const auto& topic : topics.all()) {
        for (const PartitionState& partition : topic->partitions) {
            if (wanted && !wanted(topic->name, partition.id)) {
                continue;
            }
            if (const auto state = stateWithout(partition, self, *live)) {
                operations.emplace_back(SetZnode{statePath(topic->name, partition.id),
                                                 stateJson(*state), partition.version});
            }
        }
    }
    return operations;
}

} // namespace

Result<void> handOver(MetadataStore& store, const Topics& topics, const LiveBrokers& brokers,
                      NodeId self, const Wanted& wanted)
{
    Result<void> last;
    for (int round = 0; round < mostHandoverRounds; ++round) {
        const auto epoch = store.get(controllerEpochPath);
        const Operations operations = plan(topics, brokers, self, wanted);
        if (operations.empty() || !epoch) {
            return {};
        }
        last = {};
        for (std::size_t from = 0; from < operations.size(); from += sliceSize) {
            const std::size_t to = std::min(from + sliceSize, operations.size());
            Operations slice{CheckZnode{controllerEpochPath, epoch->version}};
            slice.insert(slice.end(), operations.begin() + static_cast<std::ptrdiff_t>(from),
                         operations.begin() + static_cast<std::ptrdiff_t>(to));
            if (auto done = store.apply(slice); !done) {
                last = done;
                if (done.error().code == Errc::Network) {
                    return done;
                }
            }
        }
    }
    return last;
}

} // namespace ottla::cluster
