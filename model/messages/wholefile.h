// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace ottla {

/// A file that appears under its name only when it is whole. Until commit() it has no name at all
/// where the file system can do that (O_TMPFILE), so that not even a killed process leaves anything
/// behind; elsewhere it is a hidden file beside its final place, which the destructor removes. What
/// stood under the name before stays until then. Blocks: not for the GUI thread.
class WholeFile
{
public:
    /// NotFound, Denied, NoSpace or Io, with the path as context.
    [[nodiscard]] static Result<WholeFile> create(const std::filesystem::path& path);
    WholeFile(WholeFile&& other) noexcept;
    WholeFile& operator=(WholeFile&&) = delete;
    ~WholeFile();

    /// All of `bytes`, or an error that says how much had been written before.
    [[nodiscard]] Result<void> write(std::string_view bytes);
    /// On the disk, and under its name. Nothing may be written afterwards.
    [[nodiscard]] Result<void> commit();
    [[nodiscard]] std::uint64_t written() const noexcept { return m_written; }

private:
    WholeFile(int file, std::filesystem::path path, std::filesystem::path beside);
    [[nodiscard]] Error failed(int number) const;

    int m_file;
    std::filesystem::path m_path;
    std::filesystem::path m_beside; // empty while the file has no name
    std::uint64_t m_written = 0;
};

/// A folder that appears under its name only when it is whole: its files are written in a hidden
/// folder beside it, which is renamed at the end. A killed process leaves the hidden folder.
class WholeFolder
{
public:
    /// AlreadyExists when something stands under the name, except an empty folder.
    [[nodiscard]] static Result<WholeFolder> create(const std::filesystem::path& path);
    WholeFolder(WholeFolder&& other) noexcept;
    WholeFolder& operator=(WholeFolder&&) = delete;
    ~WholeFolder();

    /// A file of its own. `name` must be one component; AlreadyExists for one that is there.
    [[nodiscard]] Result<void> add(const std::string& name, std::string_view bytes);
    [[nodiscard]] Result<void> commit();
    [[nodiscard]] std::uint64_t written() const noexcept { return m_written; }

private:
    WholeFolder(int folder, std::filesystem::path path, std::filesystem::path beside);

    int m_folder;
    std::filesystem::path m_path;
    std::filesystem::path m_beside;
    std::uint64_t m_written = 0;
};

} // namespace ottla
