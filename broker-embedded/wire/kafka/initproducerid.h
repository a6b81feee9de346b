// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "wire/errorcode.h"
#include "wire/fieldspec.h"

#include <cstdint>
#include <optional>
#include <string>

namespace ottla::wire {

/// InitProducerId (KIP-98); field names are those of the protocol guide.
struct InitProducerIdRequest
{
    static constexpr ApiInfo api{.key = 22, .versions = {0, 6}, .flexibleFrom = 2};

    std::optional<std::string> transactionalId = std::string{};
    std::int32_t transactionTimeoutMs = 0;
    std::int64_t producerId = -1;
    std::int16_t producerEpoch = -1;
    bool enable2Pc = false;
    bool keepPreparedTxn = false;

    static void fields(auto& f, auto& m)
    {
        f("transactionalId", m.transactionalId, always, std::string{});
        f("transactionTimeoutMs", m.transactionTimeoutMs);
        f("producerId", m.producerId, since(3), -1);
        f("producerEpoch", m.producerEpoch, since(3), -1);
        f("enable2Pc", m.enable2Pc, since(6), false);
        f("keepPreparedTxn", m.keepPreparedTxn, since(6), false);
    }
};

struct InitProducerIdResponse
{
    static constexpr ApiInfo api{.key = 22, .versions = {0, 6}, .flexibleFrom = 2};

    std::int32_t throttleTimeMs = 0;
    ErrorCode errorCode = ErrorCode::None;
    std::int64_t producerId = -1;
    std::int16_t producerEpoch = 0;
    std::int64_t ongoingTxnProducerId = -1;
    std::int16_t ongoingTxnProducerEpoch = -1;

    static void fields(auto& f, auto& m)
    {
        f("throttleTimeMs", m.throttleTimeMs, always.ignorable());
        f("errorCode", m.errorCode);
        f("producerId", m.producerId, always, -1);
        f("producerEpoch", m.producerEpoch);
        f("ongoingTxnProducerId", m.ongoingTxnProducerId, since(6), -1);
        f("ongoingTxnProducerEpoch", m.ongoingTxnProducerEpoch, since(6), -1);
    }
};

} // namespace ottla::wire
