// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/file.h"
#include "registry/database.h"

#include <filesystem>
#include <vector>

namespace ottla::registry {

/// Zxids of the snapshots in a folder, the newest first.
[[nodiscard]] Result<std::vector<std::int64_t>> listSnapshots(FileSystem& files,
                                                              const std::filesystem::path& folder);

/// Fills an empty database. Errc::Corrupt with file and offset for a file that is damaged; the
/// database is undefined then.
[[nodiscard]] Result<void> readSnapshot(FileSystem& files, const std::filesystem::path& path,
                                        Database& database);

} // namespace ottla::registry
