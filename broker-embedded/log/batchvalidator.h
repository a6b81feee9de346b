// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "log/logconfig.h"
#include "wire/errorcode.h"
#include "wire/recordbatch.h"

#include <string>
#include <vector>

namespace ottla::log {

/// A batch that passed, and what there is to change in it before it is stored.
struct ValidBatch
{
    std::size_t position = 0; ///< Among the bytes that were validated.
    wire::BatchHeader header; ///< With the greatest timestamp as the records have it.
    bool changed = false; ///< The header differs from the bytes: the sum must be taken anew.
};

struct Validation
{
    wire::ErrorCode error = wire::ErrorCode::None;
    std::string message = {};
    std::vector<ValidBatch> batches = {};
};

/// Checks what is to be appended, down to each record (packed ones are unpacked for it).
/// A client sends exactly one batch, without control or transactional bits; the broker's own
/// appends may hold several. Keeps nothing: callable from any thread.
[[nodiscard]] Validation validateBatches(BytesView records, const LogConfig& config,
                                         bool fromClient, std::int64_t nowMs);

} // namespace ottla::log
