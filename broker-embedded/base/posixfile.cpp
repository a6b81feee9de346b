// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "base/file.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace ottla {

namespace {

Error systemError(int number, const char* action, const std::filesystem::path& path)
{
    Errc code = Errc::Io;
    switch (number) {
    case ENOENT:
        code = Errc::NotFound;
        break;
    case EEXIST:
        code = Errc::AlreadyExists;
        break;
    case EACCES:
    case EPERM:
    case EROFS:
        code = Errc::Denied;
        break;
    case EMFILE:
    case ENFILE:
        code = Errc::TooManyOpenFiles;
        break;
    case ENOSPC:
    case EDQUOT:
        code = Errc::NoSpace;
        break;
    default:
        break;
    }
    return {code,
            std::string("Cannot ") + action + " " + path.string() + ": "
                + std::generic_category().message(number)};
}

/// Owns a descriptor.
class Descriptor
{
public:
    explicit Descriptor(int number)
        : m_number(number)
    { }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor()
    {
        if (m_number >= 0) {
            ::close(m_number);
        }
    }
    [[nodiscard]] int get() const { return m_number; }

private:
    int m_number;
};

class PosixFile final : public File
{
public:
    PosixFile(int descriptor, std::filesystem::path path)
        : m_descriptor(descriptor)
        , m_path(std::move(path))
    { }

    Result<std::size_t> read(std::uint64_t position, std::span<std::byte> into) const override
    {
        std::size_t done = 0;
        while (done < into.size()) {
            const ssize_t count = ::pread(m_descriptor.get(), into.data() + done,
                                          into.size() - done, static_cast<off_t>(position + done));
            if (count < 0 && errno == EINTR) {
                continue;
            }
            if (count < 0) {
                return systemError(errno, "read", m_path);
            }
            if (count == 0) {
                break;
            }
            done += static_cast<std::size_t>(count);
        }
        return done;
    }

    Result<void> write(std::uint64_t position, BytesView bytes) override
    {
        std::size_t done = 0;
        while (done < bytes.size()) {
            const ssize_t count =
                ::pwrite(m_descriptor.get(), bytes.data() + done, bytes.size() - done,
                         static_cast<off_t>(position + done));
            if (count < 0 && errno == EINTR) {
                continue;
            }
            if (count < 0) {
                return systemError(errno, "write to", m_path);
            }
            done += static_cast<std::size_t>(count);
        }
        return {};
    }

    Result<void> sync() override
    {
        return ::fdatasync(m_descriptor.get()) == 0 ? Result<void>{}
                                                    : systemError(errno, "sync", m_path);
    }

    Result<void> truncate(std::uint64_t size) override
    {
        return ::ftruncate(m_descriptor.get(), static_cast<off_t>(size)) == 0
            ? Result<void>{}
            : systemError(errno, "truncate", m_path);
    }

    Result<std::uint64_t> size() const override
    {
        struct stat status
        { };
        if (::fstat(m_descriptor.get(), &status) != 0) {
            return systemError(errno, "stat", m_path);
        }
        return static_cast<std::uint64_t>(status.st_size);
    }

    int descriptor() const override { return m_descriptor.get(); }
    const std::filesystem::path& path() const override { return m_path; }

private:
    Descriptor m_descriptor;
    std::filesystem::path m_path;
};

class PosixLock final : public FileLock
{
public:
    explicit PosixLock(int descriptor)
        : m_descriptor(descriptor)
    { }

private:
    Descriptor m_descriptor;
};

class PosixFileSystem final : public FileSystem
{
public:
    Result<std::shared_ptr<File>> open(const std::filesystem::path& path, OpenMode mode) override
    {
        int flags = O_CLOEXEC;
        switch (mode) {
        case OpenMode::Read:
            flags |= O_RDONLY;
            break;
        case OpenMode::ReadWrite:
            flags |= O_RDWR | O_CREAT;
            break;
        case OpenMode::CreateNew:
            flags |= O_RDWR | O_CREAT | O_EXCL;
            break;
        }
        const int descriptor = ::open(path.c_str(), flags, 0644);
        if (descriptor < 0) {
            return systemError(errno, "open", path);
        }
        return std::shared_ptr<File>(std::make_shared<PosixFile>(descriptor, path));
    }

    Result<void> createDirectories(const std::filesystem::path& path) override
    {
        std::error_code failure;
        std::filesystem::create_directories(path, failure);
        return failure ? Result<void>(systemError(failure.value(), "make the folder", path))
                       : Result<void>{};
    }

    Result<std::vector<std::string>> list(const std::filesystem::path& path) override
    {
        std::error_code failure;
        std::vector<std::string> names;
        for (std::filesystem::directory_iterator it(path, failure), end; !failure && it != end;
             it.increment(failure)) {
            names.push_back(it->path().filename().string());
        }
        if (failure) {
            return systemError(failure.value(), "list", path);
        }
        return names;
    }

    bool exists(const std::filesystem::path& path) override
    {
        std::error_code failure;
        return std::filesystem::exists(path, failure);
    }

    bool isDirectory(const std::filesystem::path& path) override
    {
        std::error_code failure;
        return std::filesystem::is_directory(path, failure);
    }

    Result<void> rename(const std::filesystem::path& from, const std::filesystem::path& to) override
    {
        return ::rename(from.c_str(), to.c_str()) == 0 ? Result<void>{}
                                                       : systemError(errno, "rename", from);
    }

    Result<void> remove(const std::filesystem::path& path) override
    {
        std::error_code failure;
        std::filesystem::remove(path, failure);
        return failure ? Result<void>(systemError(failure.value(), "remove", path))
                       : Result<void>{};
    }

    Result<void> syncDirectory(const std::filesystem::path& path) override
    {
        const Descriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        if (folder.get() < 0 || ::fsync(folder.get()) != 0) {
            return systemError(errno, "sync the folder", path);
        }
        return {};
    }

    Result<std::unique_ptr<FileLock>> lock(const std::filesystem::path& path) override
    {
        const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
        if (descriptor < 0) {
            return systemError(errno, "open", path);
        }
        auto held = std::make_unique<PosixLock>(descriptor);
        if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
            if (errno == EWOULDBLOCK) {
                return Error{Errc::Busy,
                             path.parent_path().string() + " is in use by another process",
                             path.string()};
            }
            return systemError(errno, "lock", path);
        }
        return std::unique_ptr<FileLock>(std::move(held));
    }
};

} // namespace

std::unique_ptr<FileSystem> posixFileSystem()
{
    return std::make_unique<PosixFileSystem>();
}

} // namespace ottla
