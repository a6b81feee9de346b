// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/client/messageproducer.h"
#include "model/messages/messagejob.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace ottla {

/// Lines of a file, by their numbers from 1.
struct LineSet
{
    std::vector<std::int64_t> lines = {}; ///< Ascending.
    std::int64_t from = -1; ///< And all from this one on; -1: no more.

    [[nodiscard]] bool empty() const { return lines.empty() && from < 0; }
    [[nodiscard]] bool contains(std::int64_t line) const;
};

/// A file's messages, to be added to a topic.
struct AddFileRequest
{
    enum class Format
    {
        JsonLines, ///< As Ottla saves them.
        Lines, ///< Each line is a value.
    };

    std::filesystem::path file = {};
    Format format = Format::JsonLines;
    std::string keySeparator = {}; ///< Lines: key before it, value behind; empty: no key.
    std::string topic = {};
    /// JsonLines: as they were. Else the partition is chosen by the key, the time is that of
    /// writing, and there are no headers.
    bool keepPartitions = true;
    bool keepTimestamps = true;
    bool keepHeaders = true;
    std::string compression = "none"; ///< By Kafka's names.
    LineSet only = {}; ///< Where it is not empty, only these lines.
};

/// What became of a file's messages, exactly.
struct AddFileAccount
{
    struct Span
    {
        std::int64_t messages = 0;
        std::int64_t first = 0;
        std::int64_t last = 0;
    };

    std::int64_t read = 0; ///< Messages found in the file, up to where reading it ended.
    std::int64_t acknowledged = 0;
    std::map<std::int32_t, Span> stored = {}; ///< By partition: the offsets that they were given.
    /// Lines whose message was not acknowledged, or never sent. Some may have been stored all the
    /// same, where the answer was lost.
    LineSet notAcknowledged = {};
    std::int64_t firstFailedLine = 0; ///< 0: none.
    std::string why = {}; ///< Of the first failed line.
    bool cancelled = false;
};

/// Adds a file's messages. Ends with a report also where some were not acknowledged, or when it was
/// cancelled: `account` then has what is left. It is written before the job's last signal, and must
/// not be read earlier.
///
/// A line that cannot be read ends the work: what stands before it has been added. So do a thousand
/// messages that were refused.
[[nodiscard]] std::unique_ptr<MessageJob> addFileJob(KafkaProperties properties, WriteGate gate,
                                                     AddFileRequest request,
                                                     std::shared_ptr<AddFileAccount> account);

/// Copies the lines of a file that the set names, as they are, to another that can be added again:
/// the line that names the format is copied too.
[[nodiscard]] std::unique_ptr<MessageJob> saveLinesJob(AddFileRequest from, LineSet lines,
                                                       std::filesystem::path to);

} // namespace ottla
