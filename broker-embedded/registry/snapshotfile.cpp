// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "registry/snapshotfile.h"

#include "registry/filenames.h"
#include "registry/snapshotreader.h"

#include <algorithm>

namespace ottla::registry {

namespace {

std::filesystem::path temporaryPath(const std::filesystem::path& folder, std::int64_t zxid)
{
    return folder / (fileName(snapshotPrefix, zxid) + std::string(temporarySuffix));
}

} // namespace

SnapshotFile::SnapshotFile(FileSystem& files, std::filesystem::path folder, std::int64_t zxid,
                           std::shared_ptr<File> file)
    : m_files(files)
    , m_folder(std::move(folder))
    , m_zxid(zxid)
    , m_file(std::move(file))
{ }

Result<std::unique_ptr<SnapshotFile>>
SnapshotFile::create(FileSystem& files, const std::filesystem::path& folder, std::int64_t zxid)
{
    const auto path = temporaryPath(folder, zxid);
    if (auto removed = files.remove(path); !removed) {
        return removed.error();
    }
    auto file = files.open(path, OpenMode::CreateNew);
    if (!file) {
        return file.error();
    }
    return std::unique_ptr<SnapshotFile>(new SnapshotFile(files, folder, zxid, std::move(*file)));
}

Result<void> SnapshotFile::append(std::string_view bytes)
{
    auto written = m_file->write(m_size, asBytes(bytes));
    m_size += bytes.size();
    return written;
}

Result<void> SnapshotFile::finish(std::size_t retain)
{
    if (auto synced = m_file->sync(); !synced) {
        return synced;
    }
    if (auto renamed = m_files.rename(temporaryPath(m_folder, m_zxid),
                                      m_folder / fileName(snapshotPrefix, m_zxid));
        !renamed) {
        return renamed;
    }
    if (auto synced = m_files.syncDirectory(m_folder); !synced) {
        return synced;
    }
    return purge(m_files, m_folder, retain);
}

Result<void> purge(FileSystem& files, const std::filesystem::path& folder, std::size_t retain)
{
    const auto snapshots = listSnapshots(files, folder);
    if (!snapshots) {
        return snapshots.error();
    }
    const auto names = files.list(folder);
    if (!names) {
        return names.error();
    }
    const std::size_t kept = std::min(std::max<std::size_t>(retain, 1), snapshots->size());
    const std::int64_t oldest = kept == 0 ? 0 : (*snapshots)[kept - 1];
    std::vector<std::int64_t> logs;
    for (const std::string& name : *names) {
        if (const auto zxid = zxidInName(name, logPrefix)) {
            logs.push_back(*zxid);
        }
    }
    std::sort(logs.begin(), logs.end());
    std::vector<std::filesystem::path> unneeded;
    for (std::size_t i = 0; i + 1 < logs.size(); ++i) {
        if (logs[i + 1] <= oldest + 1) {
            unneeded.push_back(folder / fileName(logPrefix, logs[i]));
        }
    }
    for (std::size_t i = kept; i < snapshots->size(); ++i) {
        unneeded.push_back(folder / fileName(snapshotPrefix, (*snapshots)[i]));
    }
    for (const std::string& name : *names) {
        if (name.starts_with(snapshotPrefix) && name.ends_with(temporarySuffix)) {
            unneeded.push_back(folder / name);
        }
    }
    for (const auto& path : unneeded) {
        if (auto removed = files.remove(path); !removed) {
            return removed;
        }
    }
    return {};
}

} // namespace ottla::registry
