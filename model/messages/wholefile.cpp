// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/messages/wholefile.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <random>
#include <system_error>
#include <utility>

namespace ottla {

namespace fs = std::filesystem;

namespace {

constexpr mode_t plainMode = 0666; // less what the process's mask takes away

Error failure(int number, const std::string& what, const fs::path& path)
{
    Errc code = Errc::Io;
    if (number == ENOSPC || number == EDQUOT || number == EFBIG) {
        code = Errc::NoSpace;
    } else if (number == EACCES || number == EPERM || number == EROFS) {
        code = Errc::Denied;
    } else if (number == ENOENT) {
        code = Errc::NotFound;
    } else if (number == EEXIST || number == ENOTEMPTY) {
        code = Errc::AlreadyExists;
    }
    return {code, what + ": " + std::system_category().message(number), path.string()};
}

Result<void> writeAll(int file, std::string_view bytes, std::uint64_t& written)
{
    while (!bytes.empty()) {
        const ssize_t count = ::write(file, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            return failure(count < 0 ? errno : ENOSPC,
                           "Writing failed after " + std::to_string(written) + " bytes", {});
        }
        written += static_cast<std::uint64_t>(count);
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return {};
}

fs::path folderOf(const fs::path& path)
{
    return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

// Hands hidden names beside the final place to `make` until one was free: true when it worked, else
// errno says why not. Opened by name rather than by mkstemp, so that the process's mask applies.
template <typename Make>
bool makeBeside(const fs::path& path, fs::path& beside, Make make)
{
    constexpr int tries = 64;
    std::random_device random;
    for (int i = 0; i < tries; ++i) {
        beside = folderOf(path)
            / ("." + path.filename().string() + "." + std::to_string(random()) + ".part");
        if (make(beside.c_str())) {
            return true;
        }
        if (errno != EEXIST) {
            return false;
        }
    }
    return false;
}

// So that the name is on the disk as well. Some file systems cannot, and then it is as good as it
// gets.
void syncFolder(const fs::path& folder)
{
    const int handle = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (handle >= 0) {
        ::fsync(handle);
        ::close(handle);
    }
}

} // namespace

WholeFile::WholeFile(int file, fs::path path, fs::path beside)
    : m_file(file)
    , m_path(std::move(path))
    , m_beside(std::move(beside))
{ }

WholeFile::WholeFile(WholeFile&& other) noexcept
    : m_file(std::exchange(other.m_file, -1))
    , m_path(std::move(other.m_path))
    , m_beside(std::exchange(other.m_beside, {}))
    , m_written(other.m_written)
{ }

WholeFile::~WholeFile()
{
    if (m_file >= 0) {
        ::close(m_file);
        if (!m_beside.empty()) {
            ::unlink(m_beside.c_str());
        }
    }
}

Result<WholeFile> WholeFile::create(const fs::path& asked)
{
    std::error_code ignored;
    // Behind a link stands the file that is meant.
    const fs::path path = fs::is_symlink(asked, ignored) ? fs::canonical(asked, ignored) : asked;
    const fs::file_status there = fs::status(path, ignored);
    if (fs::exists(there) && !fs::is_regular_file(there)) {
        return Error{Errc::AlreadyExists, "Something that is not a file stands there",
                     path.string()};
    }
    if (::access("/proc/self/fd", X_OK) == 0) {
        const int file =
            ::open(folderOf(path).c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, plainMode);
        if (file >= 0) {
            return WholeFile(file, path, {});
        }
    }
    int file = -1;
    fs::path beside;
    if (!makeBeside(path, beside, [&file](const char* name) {
            file = ::open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, plainMode);
            return file >= 0;
        })) {
        return failure(errno, "The file cannot be created", path);
    }
    return WholeFile(file, path, beside);
}

Error WholeFile::failed(int number) const
{
    return failure(number, "The file cannot be completed", m_path);
}

Result<void> WholeFile::write(std::string_view bytes)
{
    auto done = writeAll(m_file, bytes, m_written);
    if (!done) {
        return Error{done.error().code, done.error().message, m_path.string()};
    }
    return {};
}

Result<void> WholeFile::commit()
{
    struct stat before = {};
    if (::stat(m_path.c_str(), &before) == 0) {
        ::fchmod(m_file, before.st_mode & 07777U);
    }
    if (::fsync(m_file) != 0) {
        return failed(errno);
    }
    if (m_beside.empty()) {
        // linkat does not replace what stands under the name, so the file gets another first.
        const std::string self = "/proc/self/fd/" + std::to_string(m_file);
        fs::path beside;
        if (!makeBeside(m_path, beside, [&self](const char* name) {
                return ::linkat(AT_FDCWD, self.c_str(), AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0;
            })) {
            return failed(errno);
        }
        m_beside = beside;
    }
    if (::rename(m_beside.c_str(), m_path.c_str()) != 0) {
        return failed(errno);
    }
    m_beside.clear();
    syncFolder(folderOf(m_path));
    return {};
}

WholeFolder::WholeFolder(int folder, fs::path path, fs::path beside)
    : m_folder(folder)
    , m_path(std::move(path))
    , m_beside(std::move(beside))
{ }

WholeFolder::WholeFolder(WholeFolder&& other) noexcept
    : m_folder(std::exchange(other.m_folder, -1))
    , m_path(std::move(other.m_path))
    , m_beside(std::exchange(other.m_beside, {}))
    , m_written(other.m_written)
{ }

WholeFolder::~WholeFolder()
{
    if (m_folder >= 0) {
        ::close(m_folder);
        if (!m_beside.empty()) {
            std::error_code ignored;
            fs::remove_all(m_beside, ignored);
        }
    }
}

Result<WholeFolder> WholeFolder::create(const fs::path& path)
{
    std::error_code ignored;
    if (fs::exists(path, ignored) && !(fs::is_directory(path) && fs::is_empty(path, ignored))) {
        return Error{Errc::AlreadyExists, "Something stands there already; choose another name",
                     path.string()};
    }
    fs::path beside;
    if (!makeBeside(path, beside,
                    [](const char* name) { return ::mkdir(name, plainMode | 0111U) == 0; })) {
        return failure(errno, "The folder cannot be created", path);
    }
    const int folder = ::open(beside.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) {
        const Error error = failure(errno, "The folder cannot be opened", path);
        fs::remove(beside, ignored);
        return error;
    }
    return WholeFolder(folder, path, beside);
}

Result<void> WholeFolder::add(const std::string& name, std::string_view bytes)
{
    const int file =
        ::openat(m_folder, name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, plainMode);
    if (file < 0) {
        return failure(errno, "A file cannot be created", m_path / name);
    }
    auto done = writeAll(file, bytes, m_written);
    if (::close(file) != 0 && done) {
        done = failure(errno, "A file cannot be completed", {});
    }
    if (!done) {
        return Error{done.error().code, done.error().message, (m_path / name).string()};
    }
    return {};
}

Result<void> WholeFolder::commit()
{
    // One sync for all of the files: one for each would take longer than writing them.
    if (::syncfs(m_folder) != 0 || ::rename(m_beside.c_str(), m_path.c_str()) != 0) {
        return failure(errno, "The folder cannot be completed", m_path);
    }
    m_beside.clear();
    syncFolder(folderOf(m_path));
    return {};
}

} // namespace ottla
