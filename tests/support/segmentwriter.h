// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "wire/recordbatchbuilder.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ottla::test {

/// Makes a partition's segment file (format v2) batch by batch, with what no producer can ask for:
/// holes as compaction leaves them, transactions, their markers, damage. A broker that was stopped
/// serves it in the place of what it had, indexes made anew.
class SegmentWriter
{
public:
    struct Record
    {
        std::int64_t timestamp = 0;
        std::string key;
        std::optional<std::string> value;
    };
    struct Transaction
    {
        std::int64_t producerId = 1;
        std::int16_t epoch = 0;
    };

    [[nodiscard]] std::int64_t nextOffset() const { return m_next; }
    /// The place in the file where the next batch begins.
    [[nodiscard]] std::size_t position() const { return m_file.size(); }

    /// One batch; the offset of its first record. With a transaction it belongs to that.
    std::int64_t add(const std::vector<Record>& records,
                     std::optional<Transaction> transaction = {},
                     wire::Codec codec = wire::Codec::None);
    /// A batch of records at their offsets less its base, and `span` offsets in all: the others
    /// were compacted away.
    std::int64_t addCompacted(const std::vector<std::pair<std::int32_t, Record>>& records,
                              std::int32_t span);
    /// Offsets whose batches are gone altogether.
    void skip(std::int64_t offsets) { m_next += offsets; }
    /// The control batch that ends a transaction; its offset.
    std::int64_t end(Transaction transaction, bool commit, std::int64_t timestamp);

    /// Replaces what the data directory of a stopped broker has of the partition, and has the
    /// broker read it through at its next start.
    void install(const std::filesystem::path& dataFolder, const std::string& topic,
                 std::int32_t partition) const;
    /// Flips a bit in the file of a partition that may be being served.
    static void damage(const std::filesystem::path& dataFolder, const std::string& topic,
                       std::int32_t partition, std::size_t position);

private:
    std::int64_t append(wire::RecordBatchBuilder builder, std::int32_t span);
    wire::RecordBatchBuilder::Options options(std::optional<Transaction> transaction,
                                              std::int32_t records);

    std::int64_t m_next = 0;
    std::map<std::int64_t, std::int32_t> m_sequences; ///< By producer, the next one.
    Bytes m_file;
};

} // namespace ottla::test
