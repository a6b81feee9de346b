// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace ottla::test {

/// What a client did to one znode, what it was told, and when.
struct NodeOperation
{
    using Time = std::chrono::steady_clock::time_point;
    enum class Kind
    {
        Write,
        Read,
        Refused, ///< A write that expected `version`, and was told that this is not the version.
    };

    Kind kind = Kind::Read;
    std::int32_t version = 0; ///< That it made, read or expected.
    std::string value = {}; ///< That it wrote or read.
    Time begun = {}; ///< Before the request was sent.
    Time ended = {}; ///< After the answer had come.
};

/// Whether all could have been done one after the other, each at a moment between its begin and its
/// end: an empty string, or what could not. The node begins with version 0 and `initial`; the
/// history has every write.
[[nodiscard]] std::string findViolation(std::vector<NodeOperation> history,
                                        const std::string& initial);

} // namespace ottla::test
