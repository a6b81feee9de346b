// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/file.h"

#include <functional>
#include <memory>
#include <optional>

namespace ottla::log {

/// The files of one log directory, which never writes again once it has failed: when a sync or a
/// write was refused by the device, the kernel may have dropped pages that it says were written, so
/// that no later sync tells the truth. From the first such failure on every change is refused, with
/// the words of that failure; reads go on.
///
/// A full disk, missing rights on a name and a lack of descriptors are no failures of the device.
/// Files may outlive the object. Callable from any thread.
class FailStopFiles final : public FileSystem
{
public:
    /// `files` must outlive it.
    explicit FailStopFiles(FileSystem& files);
    ~FailStopFiles() override;

    [[nodiscard]] bool failed() const override;
    /// What failed first; none when nothing has.
    [[nodiscard]] std::optional<Error> failure() const;
    /// Called once, at the first failure or at once when that was before; from the thread that met
    /// it, which may hold locks of the log.
    void setListener(std::function<void(const Error&)> listener);

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

    class Health;

private:
    FileSystem& m_files;
    const std::shared_ptr<Health> m_health; ///< Shared with open files.
};

} // namespace ottla::log
