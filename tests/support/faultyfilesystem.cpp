// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "support/faultyfilesystem.h"

#include <algorithm>
#include <random>
#include <set>

namespace ottla::test {

namespace {

using Names = std::map<std::string, std::size_t>;

/// A change of a file that was not synced; a truncation has no bytes.
struct Change
{
    std::uint64_t order = 0;
    bool truncation = false;
    std::uint64_t position = 0;
    Bytes bytes = {};
};

/// A file or a folder. What `data` and `names` have beyond their durable twins is in `changes` and
/// `nameChanges`, oldest first.
struct Inode
{
    bool folder = false;
    Bytes data = {};
    Bytes durable = {};
    std::vector<Change> changes = {};
    Names names = {};
    Names durableNames = {};
    std::vector<Names> nameChanges = {}; ///< The names after each change.
};

void applyChange(Bytes& data, const Change& change)
{
    if (change.truncation) {
        data.resize(change.position);
        return;
    }
    if (data.size() < change.position + change.bytes.size()) {
        data.resize(change.position + change.bytes.size());
    }
    std::copy(change.bytes.begin(), change.bytes.end(),
              data.begin() + static_cast<std::ptrdiff_t>(change.position));
}

Error failure(Errc code, const std::filesystem::path& path)
{
    return {code, code == Errc::NoSpace ? "No space left on device" : "Input/output error",
            path.string()};
}

} // namespace

struct FaultyFileSystem::Disk
{
    mutable std::mutex mutex; ///< Guards everything below.
    std::vector<Inode> inodes{Inode{.folder = true}}; ///< The first is the root.
    std::uint64_t changeCount = 0;
    std::size_t operations = 0;
    std::optional<std::size_t> failAt;
    Errc failCode = Errc::Io;
    std::optional<Errc> failAllWith;
    std::uint64_t quota = std::numeric_limits<std::uint64_t>::max();
    std::uint64_t used = 0;
    std::set<std::string> locked;
    std::function<void()> observer;

    void observe() const
    {
        std::function<void()> call;
        {
            const std::lock_guard lock(mutex);
            call = observer;
        }
        if (call) {
            call();
        }
    }
    /// Counts an operation; the code when it is to fail.
    std::optional<Errc> begin()
    {
        const std::size_t number = operations++;
        if (failAt && *failAt == number) {
            failAt.reset();
            return failCode;
        }
        return failAllWith;
    }
    std::optional<std::size_t> find(const std::filesystem::path& path) const
    {
        std::size_t at = 0;
        for (const auto& part : path.relative_path()) {
            if (part.empty()) {
                continue;
            }
            const auto it = inodes[at].names.find(part.string());
            if (it == inodes[at].names.end()) {
                return std::nullopt;
            }
            at = it->second;
        }
        return at;
    }
    void noteNames(std::size_t folder)
    {
        inodes[folder].nameChanges.push_back(inodes[folder].names);
    }
    std::size_t make(std::size_t folder, const std::string& name, bool isFolder)
    {
        inodes.push_back(Inode{.folder = isFolder});
        inodes[folder].names[name] = inodes.size() - 1;
        noteNames(folder);
        return inodes.size() - 1;
    }
    void change(std::size_t number, Change change)
    {
        change.order = ++changeCount;
        Inode& inode = inodes[number];
        used -= inode.data.size();
        applyChange(inode.data, change);
        used += inode.data.size();
        inode.changes.push_back(std::move(change));
    }
};

namespace {

using Disk = FaultyFileSystem::Disk;

class FaultyFile final : public File
{
public:
    FaultyFile(std::shared_ptr<Disk> disk, std::size_t inode, std::filesystem::path path)
        : m_disk(std::move(disk))
        , m_inode(inode)
        , m_path(std::move(path))
    { }

    Result<std::size_t> read(std::uint64_t position, std::span<std::byte> into) const override
    {
        const std::lock_guard lock(m_disk->mutex);
        const Bytes& data = m_disk->inodes[m_inode].data;
        if (position >= data.size()) {
            return std::size_t{0};
        }
        const std::size_t count = std::min<std::size_t>(into.size(), data.size() - position);
        std::copy_n(data.begin() + static_cast<std::ptrdiff_t>(position), count, into.begin());
        return count;
    }
    Result<void> write(std::uint64_t position, BytesView bytes) override
    {
        m_disk->observe();
        const std::lock_guard lock(m_disk->mutex);
        const auto failed = m_disk->begin();
        const std::uint64_t size = m_disk->inodes[m_inode].data.size();
        const std::uint64_t end = position + bytes.size();
        const std::uint64_t growth = end > size ? end - size : 0;
        if (!failed && m_disk->used + growth <= m_disk->quota) {
            m_disk->change(m_inode, {.position = position, .bytes = copyOf(bytes)});
            return {};
        }
        const std::uint64_t room = m_disk->quota - std::min(m_disk->used, m_disk->quota);
        const std::size_t done = failed
            ? bytes.size() / 2
            : bytes.size() - std::min<std::size_t>(bytes.size(), growth - room);
        m_disk->change(m_inode, {.position = position, .bytes = copyOf(bytes.first(done))});
        return failure(failed.value_or(Errc::NoSpace), m_path);
    }
    Result<void> sync() override
    {
        m_disk->observe();
        const std::lock_guard lock(m_disk->mutex);
        if (const auto failed = m_disk->begin()) {
            return failure(*failed, m_path);
        }
        Inode& inode = m_disk->inodes[m_inode];
        inode.durable = inode.data;
        inode.changes.clear();
        return {};
    }
    Result<void> truncate(std::uint64_t size) override
    {
        m_disk->observe();
        const std::lock_guard lock(m_disk->mutex);
        if (const auto failed = m_disk->begin()) {
            return failure(*failed, m_path);
        }
        m_disk->change(m_inode, {.truncation = true, .position = size, .bytes = {}});
        return {};
    }
    Result<std::uint64_t> size() const override
    {
        const std::lock_guard lock(m_disk->mutex);
        return std::uint64_t{m_disk->inodes[m_inode].data.size()};
    }
    int descriptor() const override { return -1; }
    const std::filesystem::path& path() const override { return m_path; }

private:
    const std::shared_ptr<Disk> m_disk;
    const std::size_t m_inode;
    const std::filesystem::path m_path;
};

class FaultyLock final : public FileLock
{
public:
    FaultyLock(std::shared_ptr<Disk> disk, std::string name)
        : m_disk(std::move(disk))
        , m_name(std::move(name))
    { }
    FaultyLock(const FaultyLock&) = delete;
    FaultyLock& operator=(const FaultyLock&) = delete;
    ~FaultyLock() override
    {
        const std::lock_guard lock(m_disk->mutex);
        m_disk->locked.erase(m_name);
    }

private:
    const std::shared_ptr<Disk> m_disk;
    const std::string m_name;
};

} // namespace

FaultyFileSystem::FaultyFileSystem()
    : m_disk(std::make_shared<Disk>())
{ }

FaultyFileSystem::~FaultyFileSystem() = default;

void FaultyFileSystem::setObserver(std::function<void()> observer)
{
    const std::lock_guard lock(m_disk->mutex);
    m_disk->observer = std::move(observer);
}

std::size_t FaultyFileSystem::operationCount() const
{
    const std::lock_guard lock(m_disk->mutex);
    return m_disk->operations;
}

void FaultyFileSystem::failAfter(std::size_t operations, Errc code)
{
    const std::lock_guard lock(m_disk->mutex);
    m_disk->failAt = m_disk->operations + operations;
    m_disk->failCode = code;
}

void FaultyFileSystem::failAll(std::optional<Errc> code)
{
    const std::lock_guard lock(m_disk->mutex);
    m_disk->failAllWith = code;
}

void FaultyFileSystem::setQuota(std::uint64_t bytes)
{
    const std::lock_guard lock(m_disk->mutex);
    m_disk->quota = bytes;
}

std::uint64_t FaultyFileSystem::usedBytes() const
{
    const std::lock_guard lock(m_disk->mutex);
    return m_disk->used;
}

std::unique_ptr<FaultyFileSystem> FaultyFileSystem::afterCrash(Loss loss, std::uint64_t seed) const
{
    std::mt19937_64 random(seed);
    auto image = std::make_unique<FaultyFileSystem>();
    const std::lock_guard lock(m_disk->mutex);
    std::uint64_t lastWrite = 0;
    for (const Inode& inode : m_disk->inodes) {
        for (const Change& change : inode.changes) {
            if (!change.truncation && !change.bytes.empty()) {
                lastWrite = std::max(lastWrite, change.order);
            }
        }
    }
    auto& inodes = image->m_disk->inodes;
    inodes.clear();
    for (const Inode& inode : m_disk->inodes) {
        Inode& copy = inodes.emplace_back();
        copy.folder = inode.folder;
        copy.names = inode.names;
        std::size_t kept = inode.changes.size();
        if (loss == Loss::Unsynced) {
            copy.names = inode.durableNames;
            kept = 0;
        } else if (loss == Loss::Scattered) {
            const std::size_t names = random() % (inode.nameChanges.size() + 1);
            copy.names = names == 0 ? inode.durableNames : inode.nameChanges[names - 1];
            kept = random() % (inode.changes.size() + 1);
        }
        copy.data = inode.durable;
        for (std::size_t i = 0; i < kept; ++i) {
            Change change = inode.changes[i];
            const bool last = change.order == lastWrite && !change.bytes.empty();
            if (last && loss == Loss::TornLast) {
                change.bytes.resize(random() % change.bytes.size());
            }
            if (last && loss == Loss::GarbledLast) {
                for (std::size_t at = random() % change.bytes.size(); at < change.bytes.size();
                     ++at) {
                    change.bytes[at] = static_cast<std::byte>(random() & 0xFFU);
                }
            }
            applyChange(copy.data, change);
        }
        copy.durable = copy.data;
        copy.durableNames = copy.names;
        image->m_disk->used += copy.data.size();
    }
    return image;
}

void FaultyFileSystem::corrupt(const std::filesystem::path& path, std::uint64_t position,
                               BytesView bytes)
{
    const std::lock_guard lock(m_disk->mutex);
    const auto number = m_disk->find(path);
    const Change change{.position = position, .bytes = copyOf(bytes)};
    applyChange(m_disk->inodes.at(number.value()).data, change);
    applyChange(m_disk->inodes.at(number.value()).durable, change);
}

Result<std::shared_ptr<File>> FaultyFileSystem::open(const std::filesystem::path& path,
                                                     OpenMode mode)
{
    {
        const std::lock_guard lock(m_disk->mutex);
        const auto number = m_disk->find(path);
        if (number && mode == OpenMode::CreateNew) {
            return Error{Errc::AlreadyExists, "The file exists", path.string()};
        }
        if (number) {
            return std::shared_ptr<File>(std::make_shared<FaultyFile>(m_disk, *number, path));
        }
        if (mode == OpenMode::Read || !m_disk->find(path.parent_path())) {
            return Error{Errc::NotFound, "No such file or folder", path.string()};
        }
    }
    m_disk->observe();
    const std::lock_guard lock(m_disk->mutex);
    if (const auto failed = m_disk->begin()) {
        return failure(*failed, path);
    }
    const auto folder = m_disk->find(path.parent_path());
    const auto made = m_disk->make(folder.value(), path.filename().string(), false);
    return std::shared_ptr<File>(std::make_shared<FaultyFile>(m_disk, made, path));
}

Result<void> FaultyFileSystem::createDirectories(const std::filesystem::path& path)
{
    if (exists(path)) {
        return {};
    }
    m_disk->observe();
    const std::lock_guard lock(m_disk->mutex);
    if (const auto failed = m_disk->begin()) {
        return failure(*failed, path);
    }
    std::filesystem::path at = "/";
    for (const auto& part : path.relative_path()) {
        const auto folder = m_disk->find(at);
        at /= part;
        if (!m_disk->find(at)) {
            m_disk->make(folder.value(), part.string(), true);
        }
    }
    return {};
}

Result<std::vector<std::string>> FaultyFileSystem::list(const std::filesystem::path& path)
{
    const std::lock_guard lock(m_disk->mutex);
    const auto number = m_disk->find(path);
    if (!number || !m_disk->inodes[*number].folder) {
        return Error{Errc::NotFound, "No such folder", path.string()};
    }
    std::vector<std::string> names;
    for (const auto& [name, inode] : m_disk->inodes[*number].names) {
        names.push_back(name);
    }
    return names;
}

bool FaultyFileSystem::exists(const std::filesystem::path& path)
{
    const std::lock_guard lock(m_disk->mutex);
    return m_disk->find(path).has_value();
}

bool FaultyFileSystem::isDirectory(const std::filesystem::path& path)
{
    const std::lock_guard lock(m_disk->mutex);
    const auto number = m_disk->find(path);
    return number && m_disk->inodes[*number].folder;
}

Result<void> FaultyFileSystem::rename(const std::filesystem::path& from,
                                      const std::filesystem::path& to)
{
    m_disk->observe();
    const std::lock_guard lock(m_disk->mutex);
    if (const auto failed = m_disk->begin()) {
        return failure(*failed, from);
    }
    const auto number = m_disk->find(from);
    const auto source = m_disk->find(from.parent_path());
    const auto target = m_disk->find(to.parent_path());
    if (!number || !target) {
        return Error{Errc::NotFound, "No such file or folder", from.string()};
    }
    if (const auto replaced = m_disk->find(to); replaced && !m_disk->inodes[*replaced].folder) {
        m_disk->used -= m_disk->inodes[*replaced].data.size();
    }
    m_disk->inodes[*source].names.erase(from.filename().string());
    m_disk->inodes[*target].names[to.filename().string()] = *number;
    m_disk->noteNames(*source);
    if (*target != *source) {
        m_disk->noteNames(*target);
    }
    return {};
}

Result<void> FaultyFileSystem::remove(const std::filesystem::path& path)
{
    if (!exists(path)) {
        return {};
    }
    m_disk->observe();
    const std::lock_guard lock(m_disk->mutex);
    if (const auto failed = m_disk->begin()) {
        return failure(*failed, path);
    }
    const Inode& gone = m_disk->inodes[m_disk->find(path).value()];
    if (gone.folder && !gone.names.empty()) {
        return Error{Errc::InvalidState, "The folder is not empty", path.string()};
    }
    m_disk->used -= gone.data.size();
    const auto folder = m_disk->find(path.parent_path());
    m_disk->inodes[folder.value()].names.erase(path.filename().string());
    m_disk->noteNames(*folder);
    return {};
}

Result<void> FaultyFileSystem::syncDirectory(const std::filesystem::path& path)
{
    m_disk->observe();
    const std::lock_guard lock(m_disk->mutex);
    if (const auto failed = m_disk->begin()) {
        return failure(*failed, path);
    }
    const auto number = m_disk->find(path);
    if (!number) {
        return Error{Errc::NotFound, "No such folder", path.string()};
    }
    Inode& folder = m_disk->inodes[*number];
    folder.durableNames = folder.names;
    folder.nameChanges.clear();
    return {};
}

Result<std::unique_ptr<FileLock>> FaultyFileSystem::lock(const std::filesystem::path& path)
{
    if (auto file = open(path, OpenMode::ReadWrite); !file) {
        return file.error();
    }
    const std::lock_guard lock(m_disk->mutex);
    if (!m_disk->locked.insert(path.string()).second) {
        return Error{Errc::Busy, "In use by another process", path.string()};
    }
    return std::unique_ptr<FileLock>(std::make_unique<FaultyLock>(m_disk, path.string()));
}

} // namespace ottla::test
