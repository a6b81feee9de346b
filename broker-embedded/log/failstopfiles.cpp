// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "log/failstopfiles.h"

#include <atomic>
#include <mutex>

namespace ottla::log {

/// Whether a directory works, and what ended that.
class FailStopFiles::Health
{
public:
    [[nodiscard]] bool failed() const { return m_failed; }

    [[nodiscard]] std::optional<Error> failure() const
    {
        const std::lock_guard lock(m_mutex);
        return m_failure;
    }

    void setListener(std::function<void(const Error&)> listener)
    {
        std::optional<Error> before;
        {
            const std::lock_guard lock(m_mutex);
            before = m_failure;
            if (!before) {
                m_listener = std::move(listener);
            }
        }
        if (before && listener) {
            listener(*before);
        }
    }

    /// The result of `change`, which is not made when the directory has failed; `fails` says
    /// whether an error means that it has.
    template <typename Change, typename Fails>
    auto guard(const Change& change, const Fails& fails) -> decltype(change())
    {
        if (m_failed) {
            return refusal();
        }
        auto result = change();
        if (!result && fails(result.error().code)) {
            note(result.error());
        }
        return result;
    }

private:
    [[nodiscard]] Error refusal() const
    {
        const std::lock_guard lock(m_mutex);
        return {Errc::Io, "The log directory is offline since it failed: " + m_failure->message,
                m_failure->context};
    }

    void note(const Error& error)
    {
        std::function<void(const Error&)> listener;
        {
            const std::lock_guard lock(m_mutex);
            if (m_failure) {
                return;
            }
            m_failure = error;
            m_failed = true;
            listener = std::move(m_listener);
        }
        if (listener) {
            listener(error);
        }
    }

    std::atomic<bool> m_failed = false; ///< Set when m_failure is.
    mutable std::mutex m_mutex; ///< Guards what follows.
    std::optional<Error> m_failure;
    std::function<void(const Error&)> m_listener;
};

namespace {

// A sync that was not made says nothing of what was written, whatever the reason.
bool failsSync(Errc code)
{
    return code != Errc::TooManyOpenFiles;
}

// Denied: a file that was open for writing is so no more, as when the system has turned read-only.
bool failsWrite(Errc code)
{
    return code == Errc::Io || code == Errc::Denied;
}

bool failsName(Errc code)
{
    return code == Errc::Io;
}

class FailStopFile final : public File
{
public:
    FailStopFile(std::shared_ptr<File> file, std::shared_ptr<FailStopFiles::Health> health)
        : m_file(std::move(file))
        , m_health(std::move(health))
    { }

    Result<std::size_t> read(std::uint64_t position, std::span<std::byte> into) const override
    {
        return m_file->read(position, into);
    }
    Result<void> write(std::uint64_t position, BytesView bytes) override
    {
        return m_health->guard([&] { return m_file->write(position, bytes); }, failsWrite);
    }
    Result<void> sync() override
    {
        return m_health->guard([this] { return m_file->sync(); }, failsSync);
    }
    Result<void> truncate(std::uint64_t size) override
    {
        return m_health->guard([&] { return m_file->truncate(size); }, failsWrite);
    }
    Result<std::uint64_t> size() const override { return m_file->size(); }
    int descriptor() const override { return m_file->descriptor(); }
    const std::filesystem::path& path() const override { return m_file->path(); }

private:
    const std::shared_ptr<File> m_file;
    const std::shared_ptr<FailStopFiles::Health> m_health;
};

} // namespace

FailStopFiles::FailStopFiles(FileSystem& files)
    : m_files(files)
    , m_health(std::make_shared<Health>())
{ }

FailStopFiles::~FailStopFiles() = default;

bool FailStopFiles::failed() const
{
    return m_health->failed();
}

std::optional<Error> FailStopFiles::failure() const
{
    return m_health->failure();
}

void FailStopFiles::setListener(std::function<void(const Error&)> listener)
{
    m_health->setListener(std::move(listener));
}

Result<std::shared_ptr<File>> FailStopFiles::open(const std::filesystem::path& path, OpenMode mode)
{
    auto file = mode == OpenMode::Read
        ? m_files.open(path, mode)
        : m_health->guard([&] { return m_files.open(path, mode); }, failsName);
    if (!file) {
        return file;
    }
    return std::shared_ptr<File>(std::make_shared<FailStopFile>(std::move(*file), m_health));
}

Result<void> FailStopFiles::createDirectories(const std::filesystem::path& path)
{
    return m_health->guard([&] { return m_files.createDirectories(path); }, failsName);
}

Result<std::vector<std::string>> FailStopFiles::list(const std::filesystem::path& path)
{
    return m_files.list(path);
}

bool FailStopFiles::exists(const std::filesystem::path& path)
{
    return m_files.exists(path);
}

bool FailStopFiles::isDirectory(const std::filesystem::path& path)
{
    return m_files.isDirectory(path);
}

Result<void> FailStopFiles::rename(const std::filesystem::path& from,
                                   const std::filesystem::path& to)
{
    return m_health->guard([&] { return m_files.rename(from, to); }, failsName);
}

Result<void> FailStopFiles::remove(const std::filesystem::path& path)
{
    return m_health->guard([&] { return m_files.remove(path); }, failsName);
}

Result<void> FailStopFiles::syncDirectory(const std::filesystem::path& path)
{
    return m_health->guard([&] { return m_files.syncDirectory(path); }, failsSync);
}

Result<std::unique_ptr<FileLock>> FailStopFiles::lock(const std::filesystem::path& path)
{
    return m_files.lock(path);
}

} // namespace ottla::log
