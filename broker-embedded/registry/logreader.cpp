// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "registry/database.h"
#include "registry/filenames.h"
#include "registry/logformat.h"
#include "registry/txnlog.h"

#include <algorithm>
#include <limits>
#include <spdlog/spdlog.h>

namespace ottla::registry {

namespace {

struct LogFile
{
    std::int64_t firstZxid = 0;
    std::filesystem::path path;
};

Result<std::vector<LogFile>> logFiles(FileSystem& files, const std::filesystem::path& folder)
{
    const auto names = files.list(folder);
    if (!names) {
        return names.error();
    }
    std::vector<LogFile> found;
    for (const std::string& name : *names) {
        if (const auto zxid = zxidInName(name, logPrefix)) {
            found.push_back({*zxid, folder / name});
        }
    }
    std::sort(found.begin(), found.end(), [](const LogFile& left, const LogFile& right) {
        return left.firstZxid < right.firstZxid;
    });
    return found;
}

Error corrupt(const LogFile& file, std::uint64_t offset, const std::string& what)
{
    return {Errc::Corrupt, what, file.path.string() + " at offset " + std::to_string(offset)};
}

bool isZero(BytesView bytes)
{
    return std::all_of(bytes.begin(), bytes.end(),
                       [](std::byte byte) { return byte == std::byte{0}; });
}

/// Whether a record of a later batch than the one at `damage` is intact. It was written only when
/// all before it had been synced, so the damage is no torn end.
bool laterBatchIntact(BytesView content, std::uint64_t damage)
{
    for (std::uint64_t at = damage + 1; at + recordOverhead < content.size(); ++at) {
        // Looked at before the checksum, which costs as much as the record is long.
        const std::uint64_t start = batchStartOf(content.subspan(at));
        if (start > damage && start <= at && parseRecord(content.subspan(at))) {
            return true;
        }
    }
    return false;
}

class LogReader
{
public:
    LogReader(FileSystem& files, const LogReplay& replay)
        : m_files(files)
        , m_replay(replay)
        , m_zxid(replay.after)
    { }

    /// The end of what is intact in the file, after applying it.
    Result<std::uint64_t> read(const LogFile& file, bool isLast);

private:
    FileSystem& m_files;
    const LogReplay& m_replay;
    std::int64_t m_zxid;
};

Result<std::uint64_t> LogReader::read(const LogFile& file, bool isLast)
{
    const auto content = m_files.readAll(file.path, std::numeric_limits<std::uint64_t>::max());
    if (!content) {
        return content.error();
    }
    const BytesView bytes(*content);
    const auto header = parseFileHeader(bytes, logMagic);
    std::uint64_t at = header ? fileHeaderSize : 0;
    if (header && *header != file.firstZxid) {
        return corrupt(file, 0, "The log file has another file's header");
    }
    while (header && at < bytes.size()) {
        const auto record = parseRecord(bytes.subspan(at));
        if (!record) {
            break;
        }
        const std::int64_t zxid = Database::zxidOf(record->payload);
        if (zxid > m_replay.after) {
            if (zxid != m_zxid + 1) {
                return corrupt(file, at,
                               "Transactions are missing from the log: " + std::to_string(zxid)
                                   + " follows " + std::to_string(m_zxid));
            }
            if (auto applied = m_replay.apply(record->payload); !applied) {
                return corrupt(file, at, applied.error().describe());
            }
            m_zxid = zxid;
        }
        at += recordOverhead + record->payload.size();
    }
    if (isLast && header && isZero(bytes.subspan(at))) {
        return at; // reserved, and not yet used
    }
    if (at < bytes.size() || !header) {
        if (!isLast || laterBatchIntact(bytes, at)) {
            return corrupt(file, at, "The transaction log is damaged");
        }
        spdlog::warn("{}: cutting off an unfinished write at offset {}", file.path.string(), at);
    }
    return at;
}

} // namespace

Result<TxnLog::Tail> readLog(FileSystem& files, const std::filesystem::path& folder,
                             const LogReplay& replay)
{
    auto found = logFiles(files, folder);
    if (!found) {
        return found.error();
    }
    LogReader reader(files, replay);
    TxnLog::Tail tail;
    for (std::size_t i = 0; i < found->size(); ++i) {
        const LogFile& file = (*found)[i];
        const bool isLast = i + 1 == found->size();
        if (!isLast && (*found)[i + 1].firstZxid <= replay.after + 1) {
            continue; // all of it is in the snapshot
        }
        const auto end = reader.read(file, isLast);
        if (!end) {
            return end.error();
        }
        if (!isLast) {
            continue;
        }
        if (*end < fileHeaderSize) { // it was being made
            if (auto removed = files.remove(file.path); !removed) {
                return removed.error();
            }
            if (auto synced = files.syncDirectory(folder); !synced) {
                return synced.error();
            }
            continue;
        }
        auto opened = files.open(file.path, OpenMode::ReadWrite);
        if (!opened) {
            return opened.error();
        }
        const auto size = (*opened)->size();
        if (!size) {
            return size.error();
        }
        if (*size > *end) {
            if (auto cut = (*opened)->truncate(*end); !cut) {
                return cut.error();
            }
        }
        // What was read is about to be built upon, though a killed process may not have synced it.
        if (auto synced = (*opened)->sync(); !synced) {
            return synced.error();
        }
        if (auto synced = files.syncDirectory(folder); !synced) {
            return synced.error();
        }
        tail = {std::move(*opened), *end};
    }
    return tail;
}

} // namespace ottla::registry
