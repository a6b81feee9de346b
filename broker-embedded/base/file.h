// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/bytes.h"
#include "base/result.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

namespace ottla {

/// One open file. Reads may run in any thread at once with one writer; writers take turns by their
/// owner's lock. Errors carry the path: Errc::NoSpace for a full disk, Errc::Denied for missing
/// rights, Errc::TooManyOpenFiles where there is no descriptor left, else Errc::Io.
class File
{
public:
    virtual ~File() = default;

    /// Reads up to `into.size()` bytes at `position`; fewer only at the end of the file.
    [[nodiscard]] virtual Result<std::size_t> read(std::uint64_t position,
                                                   std::span<std::byte> into) const = 0;
    /// Writes all of `bytes` at `position`. When it fails, what lies from `position` on is
    /// undefined.
    [[nodiscard]] virtual Result<void> write(std::uint64_t position, BytesView bytes) = 0;
    /// Returns when all that was written would survive a power cut (fdatasync).
    [[nodiscard]] virtual Result<void> sync() = 0;
    [[nodiscard]] virtual Result<void> truncate(std::uint64_t size) = 0;
    [[nodiscard]] virtual Result<std::uint64_t> size() const = 0;
    /// The descriptor, for sendfile(2) only; -1 where the file has none.
    [[nodiscard]] virtual int descriptor() const = 0;
    [[nodiscard]] virtual const std::filesystem::path& path() const = 0;
};

/// A run of bytes in an open file, `size` bytes from `position`; the file stays open while it
/// lives.
struct FileRegion
{
    std::shared_ptr<const File> file;
    std::uint64_t position = 0;
    std::uint64_t size = 0;
};

/// Held while a folder is in use; releases it when destroyed.
class FileLock
{
public:
    virtual ~FileLock() = default;
};

enum class OpenMode
{
    Read, ///< Must exist.
    ReadWrite, ///< Created when missing.
    CreateNew, ///< Must not exist.
};

/// The file system as the broker sees it; tests put one in its place that fails and forgets.
/// Callable from any thread.
class FileSystem
{
public:
    virtual ~FileSystem() = default;

    [[nodiscard]] virtual Result<std::shared_ptr<File>> open(const std::filesystem::path& path,
                                                             OpenMode mode) = 0;
    [[nodiscard]] virtual Result<void> createDirectories(const std::filesystem::path& path) = 0;
    /// Names (not paths) of what a folder holds, in no order.
    [[nodiscard]] virtual Result<std::vector<std::string>>
    list(const std::filesystem::path& path) = 0;
    [[nodiscard]] virtual bool exists(const std::filesystem::path& path) = 0;
    [[nodiscard]] virtual bool isDirectory(const std::filesystem::path& path) = 0;
    /// Replaces `to` when it exists. Durable only after syncDirectory() of its folder.
    [[nodiscard]] virtual Result<void> rename(const std::filesystem::path& from,
                                              const std::filesystem::path& to) = 0;
    /// A file or an empty folder; a missing one is no error.
    [[nodiscard]] virtual Result<void> remove(const std::filesystem::path& path) = 0;
    /// Returns when the folder's entries (names made, renamed, removed) would survive a power cut.
    [[nodiscard]] virtual Result<void> syncDirectory(const std::filesystem::path& path) = 0;
    /// True when nothing is written any more, because something that was is not to be trusted.
    [[nodiscard]] virtual bool failed() const { return false; }
    /// Errc::Busy when another process holds it.
    [[nodiscard]] virtual Result<std::unique_ptr<FileLock>>
    lock(const std::filesystem::path& path) = 0;

    /// Removes a folder with all that it holds.
    [[nodiscard]] Result<void> removeTree(const std::filesystem::path& path);
    /// The whole of a small file. Errc::TooLarge beyond `limit` bytes.
    [[nodiscard]] Result<Bytes> readAll(const std::filesystem::path& path,
                                        std::uint64_t limit = 64U << 20U);
    /// Replaces a small file so that after a crash it is either the old or the new one: temporary
    /// file, sync, rename, sync of the folder.
    [[nodiscard]] Result<void> replace(const std::filesystem::path& path, BytesView content);
};

/// The machine's file system.
[[nodiscard]] std::unique_ptr<FileSystem> posixFileSystem();

} // namespace ottla
