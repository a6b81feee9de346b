// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "model/filters/source.h"
#include "model/formats/message.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <utility>

namespace ottla {

/// How messages are laid out on a disk.
enum class SaveFormat
{
    JsonLines, ///< Lossless, and read back in: model/formats/README.md.
    Csv, ///< A row a message; what is not text in Base64, with a column that says so.
    Pretty, ///< One text for people: bodies as their decoders read them.
    RawFiles, ///< A folder with a file a message that holds the value's bytes.
};

/// Where messages go, and how.
struct SaveOptions
{
    SaveFormat format = SaveFormat::JsonLines;
    std::filesystem::path path = {}; ///< A file; for RawFiles a folder.
    std::string namePattern = "{topic}-{partition}-{offset}.bin"; ///< RawFiles: filenames.h.
    FilterBodies bodies = {}; ///< Pretty: how key and value are read.
};

/// What was written: how many messages, and which offsets of each partition.
struct SaveAccount
{
    struct Span
    {
        std::int64_t messages = 0;
        std::int64_t first = 0; ///< The smallest offset.
        std::int64_t last = 0; ///< The greatest.
    };

    std::int64_t messages = 0;
    std::int64_t nulls = 0; ///< RawFiles: null values, which no file can hold.
    std::int64_t raw = 0; ///< Pretty: keys and values that their decoders rejected.
    std::map<std::pair<std::string, std::int32_t>, Span> partitions = {};
};

/// Takes messages one by one and has them on the disk, under the name that was asked for, after
/// commit(). Destroyed before, it leaves nothing behind. Memory does not grow with the number of
/// messages. One thread, not the GUI's.
class SaveTarget
{
public:
    [[nodiscard]] static Result<std::unique_ptr<SaveTarget>> open(const SaveOptions& options);
    SaveTarget() = default;
    SaveTarget(const SaveTarget&) = delete;
    SaveTarget& operator=(const SaveTarget&) = delete;
    virtual ~SaveTarget() = default;

    /// An error says what, where, and after how many bytes.
    [[nodiscard]] Result<void> add(const Message& message);
    [[nodiscard]] virtual Result<void> commit() = 0;
    [[nodiscard]] virtual std::int64_t bytes() const = 0;
    [[nodiscard]] const SaveAccount& account() const { return m_account; }

protected:
    [[nodiscard]] virtual Result<void> write(const Message& message) = 0;

    SaveAccount m_account;
};

} // namespace ottla
