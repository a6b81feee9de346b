// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/file.h"

#include <functional>
#include <limits>
#include <map>
#include <mutex>
#include <optional>

namespace ottla::test {

/// What a crash takes with it.
enum class Loss
{
    Nothing, ///< The process was killed; the page cache lives on.
    Unsynced, ///< A power cut: every byte and name that was not synced.
    TornLast, ///< As Nothing, but of the last unsynced write only a part arrived.
    GarbledLast, ///< As Nothing, but the last unsynced write arrived in part as noise.
    Scattered, ///< Of each file and folder, an arbitrary prefix of what was not synced.
};

/// A file system in memory that keeps apart what is durable: file contents become so by
/// File::sync(), names (made, renamed, removed) by syncDirectory(). It can be asked how it would
/// look after a crash, can fail an operation, and can be full. Deterministic. Callable from any
/// thread.
class FaultyFileSystem final : public FileSystem
{
public:
    FaultyFileSystem();
    ~FaultyFileSystem() override;

    /// Called before every operation that changes or syncs something, outside of locks.
    void setObserver(std::function<void()> observer);
    /// Operations so far that changed or synced something.
    [[nodiscard]] std::size_t operationCount() const;
    /// The n-th such operation from now (0 is the next) fails with `code`; a write has done half of
    /// its work by then.
    void failAfter(std::size_t operations, Errc code);
    /// Every such operation fails with `code` until it is reset.
    void failAll(std::optional<Errc> code);
    /// Sum of all files' sizes that writes may reach; beyond it Errc::NoSpace.
    void setQuota(std::uint64_t bytes);
    [[nodiscard]] std::uint64_t usedBytes() const;

    /// How the disk looks when the machine comes up again. `seed` chooses what is arbitrary.
    [[nodiscard]] std::unique_ptr<FaultyFileSystem> afterCrash(Loss loss, std::uint64_t seed) const;
    /// Changes bytes behind everybody's back, durably.
    void corrupt(const std::filesystem::path& path, std::uint64_t position, BytesView bytes);

    Result<std::shared_ptr<File>> open(const std::filesystem::path& path, OpenMode mode) override;
    Result<void> createDirectories(const std::filesystem::path& path) override;
    Result<std::vector<std::string>> list(const std::filesystem::path& path) override;
    bool exists(const std::filesystem::path& path) override;
    bool isDirectory(const std::filesystem::path& path) override;
    Result<void> rename(const std::filesystem::path& from,
                        const std::filesystem::path& to) override;
    Result<void> remove(const std::filesystem::path& path) override;
    Result<void> syncDirectory(const std::filesystem::path& path) override;
    Result<std::unique_ptr<FileLock>> lock(const std::filesystem::path& path) override;

    struct Disk;

private:
    std::shared_ptr<Disk> m_disk; ///< Shared with open files.
};

} // namespace ottla::test
