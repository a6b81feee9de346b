// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/file.h"
#include "registry/database.h"
#include "registry/txnlog.h"

#include <filesystem>
#include <memory>

namespace ottla::registry {

/// A data folder, opened: nobody else can while this lives.
struct Store
{
    std::unique_ptr<FileLock> lock;
    std::unique_ptr<Database> database; ///< As of the last transaction that is there.
    std::unique_ptr<TxnLog> log; ///< To be continued.
    std::int64_t snapshotZxid = 0; ///< Of the newest snapshot.
};

/// Makes the folder when it is missing. Reads the newest snapshot that is intact and the log behind
/// it. Errc::Busy when the folder is in use, Errc::Corrupt with file and offset for damage that
/// would lose what was acknowledged.
[[nodiscard]] Result<Store> openStore(FileSystem& files, const std::filesystem::path& folder,
                                      TxnLog::Options options);

} // namespace ottla::registry
