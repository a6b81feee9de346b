// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/client/simpleconsumer.h"

#include <memory>
#include <vector>

namespace ottla {

/// Where each partition of a request begins and ends. For the reader's thread.
class ReadPlan
{
public:
    /// `consumer` must outlive the plan.
    ReadPlan(const KafkaProperties& properties, const ReadRequest& request,
             SimpleConsumer& consumer);

    /// The request's partitions, ascending by topic and number. Those that have no leader, or one
    /// that does not answer, are not `known`, with what is waited for. An error means that nothing
    /// can be read: Errc::Network where nobody answered, so that it may be tried again.
    [[nodiscard]] Result<std::vector<PartitionProgress>> make();
    /// Tries once more those that are not known; true where one has become so.
    bool complete(std::vector<PartitionProgress>& partitions);
    /// Says which have no leader at the moment, and leaves the others' `waiting` empty.
    void noteLeaders(std::vector<PartitionProgress>& partitions);

private:
    [[nodiscard]] Result<std::vector<SimpleConsumer::Leader>> wanted();
    void ask(std::vector<PartitionProgress*> partitions,
             const std::vector<SimpleConsumer::Leader>& leaders);
    struct Ends
    {
        std::int64_t low = 0;
        std::int64_t stable = 0; ///< Where a read ends with the request's isolation.
        std::int64_t high = 0;
        std::int64_t fromTime = -1;
        std::int64_t toTime = -1;
    };
    void place(PartitionProgress& partition, const Ends& ends) const;

    const KafkaProperties& m_properties;
    const ReadRequest& m_request;
    SimpleConsumer& m_consumer;
    std::unique_ptr<SimpleConsumer> m_uncommitted; ///< To ask for high watermarks.
};

} // namespace ottla
