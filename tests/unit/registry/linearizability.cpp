// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "linearizability.h"

#include <algorithm>
#include <tuple>

namespace ottla::test {

namespace {

using Kind = NodeOperation::Kind;

/// Versions say the order of the writes, and between which of them each other operation was done: a
/// read after the write that it saw, a refusal after the write that came before it.
std::int32_t follows(const NodeOperation& operation)
{
    return operation.kind == Kind::Refused ? operation.version + 1 : operation.version;
}

std::string describe(const NodeOperation& operation)
{
    const char* name = operation.kind == Kind::Write ? "the write of version "
        : operation.kind == Kind::Read               ? "a read of version "
                                                     : "a refusal of version ";
    return name + std::to_string(operation.version);
}

} // namespace

std::string findViolation(std::vector<NodeOperation> history, const std::string& initial)
{
    std::sort(history.begin(), history.end(), [](const auto& left, const auto& right) {
        return std::tuple(follows(left), left.kind) < std::tuple(follows(right), right.kind);
    });
    std::int32_t version = 0;
    const std::string* value = &initial;
    NodeOperation::Time written{}; // the earliest moment at which the last write can have been
    NodeOperation::Time earliest{}; // the same of what comes after all reads of it
    for (const NodeOperation& operation : history) {
        if (operation.kind == Kind::Write) {
            if (operation.version != version + 1) {
                return describe(operation) + " follows that of " + std::to_string(version);
            }
            version = operation.version;
            value = &operation.value;
            written = earliest = std::max(earliest, operation.begun);
        } else if (follows(operation) != version) {
            return describe(operation) + ", which nobody wrote or overwrote";
        }
        if (operation.ended < written) {
            return describe(operation) + " had ended before what it follows began";
        }
        if (operation.kind == Kind::Read) {
            if (operation.value != *value) {
                return describe(operation) + " saw \"" + operation.value + "\", not \"" + *value
                    + '"';
            }
            // The next write comes after it; a refusal may as well come after later writes.
            earliest = std::max(earliest, operation.begun);
        }
    }
    return {};
}

} // namespace ottla::test
