// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/file.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>

namespace ottla::registry {

/// A snapshot on its way to the disk: has a temporary name until it is complete and synced. Any one
/// thread.
class SnapshotFile
{
public:
    [[nodiscard]] static Result<std::unique_ptr<SnapshotFile>>
    create(FileSystem& files, const std::filesystem::path& folder, std::int64_t zxid);

    [[nodiscard]] Result<void> append(std::string_view bytes);
    /// It is complete: gives it its name and removes old files, so that `retain` snapshots and what
    /// the log has since the oldest of them stay.
    [[nodiscard]] Result<void> finish(std::size_t retain);

private:
    SnapshotFile(FileSystem& files, std::filesystem::path folder, std::int64_t zxid,
                 std::shared_ptr<File> file);

    FileSystem& m_files;
    const std::filesystem::path m_folder;
    const std::int64_t m_zxid;
    std::shared_ptr<File> m_file;
    std::uint64_t m_size = 0;
};

/// Removes snapshots but the newest `retain`, logs that nothing needs any more, and what crashes
/// left half made.
[[nodiscard]] Result<void> purge(FileSystem& files, const std::filesystem::path& folder,
                                 std::size_t retain);

} // namespace ottla::registry
