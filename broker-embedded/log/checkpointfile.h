// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/file.h"

#include <string>
#include <vector>

namespace ottla::log {

/// Kafka's small text files: a line with the version, one with the number of entries, then an entry
/// a line of words parted by spaces. Replaced as a whole, so that a crash leaves the old or the
/// new.
struct CheckpointFile
{
    using Entry = std::vector<std::string>;

    /// The entries, none when the file is missing. Errc::Corrupt when it is not of version 0 with
    /// `wordsPerEntry` words in each entry.
    [[nodiscard]] static Result<std::vector<Entry>>
    read(FileSystem& files, const std::filesystem::path& path, std::size_t wordsPerEntry);
    [[nodiscard]] static Result<void> write(FileSystem& files, const std::filesystem::path& path,
                                            const std::vector<Entry>& entries);
};

/// The whole of `text` as a decimal number; none when it is anything else.
[[nodiscard]] std::optional<std::int64_t> parseNumber(std::string_view text);

} // namespace ottla::log
