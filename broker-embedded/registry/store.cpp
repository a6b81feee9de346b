// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "registry/store.h"

#include "registry/filenames.h"
#include "registry/snapshotreader.h"

#include <optional>
#include <spdlog/spdlog.h>

namespace ottla::registry {

namespace {

/// The newest snapshot that is intact; where none is, an empty database, to which the log, if it is
/// all there, brings everything.
Result<void> loadSnapshot(FileSystem& files, const std::filesystem::path& folder, Store& store)
{
    const auto zxids = listSnapshots(files, folder);
    if (!zxids) {
        return zxids.error();
    }
    for (const std::int64_t zxid : *zxids) {
        store.database = std::make_unique<Database>();
        const auto read =
            readSnapshot(files, folder / fileName(snapshotPrefix, zxid), *store.database);
        if (read) {
            store.snapshotZxid = zxid;
            return {};
        }
        if (read.error().code != Errc::Corrupt) {
            return read;
        }
        spdlog::warn("{}; trying an older one", read.error().describe());
    }
    store.database = std::make_unique<Database>();
    return {};
}

} // namespace

Result<Store> openStore(FileSystem& files, const std::filesystem::path& folder,
                        TxnLog::Options options)
{
    Store store;
    if (!files.exists(folder)) {
        if (auto made = files.createDirectories(folder); !made) {
            return made.error();
        }
        if (folder.has_parent_path()) {
            if (auto synced = files.syncDirectory(folder.parent_path()); !synced) {
                return synced.error();
            }
        }
    }
    auto lock = files.lock(folder / lockName);
    if (!lock) {
        return lock.error();
    }
    store.lock = std::move(*lock);
    if (auto loaded = loadSnapshot(files, folder, store); !loaded) {
        return loaded.error();
    }
    Database& database = *store.database;
    auto tail = readLog(files, folder,
                        {.apply = [&database](BytesView record) { return database.replay(record); },
                         .after = database.lastZxid()});
    if (!tail) {
        return tail.error();
    }
    store.log = std::make_unique<TxnLog>(files, folder, std::move(*tail), options);
    return store;
}

} // namespace ottla::registry
