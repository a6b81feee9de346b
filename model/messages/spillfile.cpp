// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/messages/spillfile.h"

#include "model/messages/messagechunk.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <system_error>
#include <utility>

namespace ottla {

namespace {

int openDirectly([[maybe_unused]] const std::string& path)
{
#ifdef O_DIRECT
    return ::open(path.c_str(), O_WRONLY | O_DIRECT | O_CLOEXEC);
#else
    return -1;
#endif
}

} // namespace

SpillFile::SpillFile(int file, int direct, std::string path)
    : m_file(file)
    , m_direct(direct)
    , m_path(std::move(path))
{ }

SpillFile::~SpillFile()
{
    close(m_file);
    if (m_direct >= 0) {
        close(m_direct);
    }
}

Result<std::shared_ptr<SpillFile>> SpillFile::open(const std::filesystem::path& wanted)
{
    const auto folder = wanted.empty() ? std::filesystem::temp_directory_path() : wanted;
    std::error_code ignored; // mkstemp says what is wrong
    std::filesystem::create_directories(folder, ignored);
    std::string path = (folder / "messages-XXXXXX").string();
    const int file = mkstemp(path.data());
    if (file < 0) {
        return Error{Errc::Io,
                     "No file for messages beyond memory: " + std::system_category().message(errno),
                     folder.string()};
    }
    const int direct = openDirectly(path);
    unlink(path.c_str());
    return std::shared_ptr<SpillFile>(new SpillFile(file, direct, std::move(path)));
}

// How much of it was written. What was not, for whatever reason, goes through the page cache, where
// a reason that remains is found again.
std::size_t SpillFile::writeDirectly(const MessageChunk& chunk, std::uint64_t from)
{
    constexpr std::size_t block = 4096; // at least a disk's; the chunk's memory ends with a page
    const std::size_t rounded = (chunk.size() + block - 1) / block * block;
    const ssize_t count = pwrite(m_direct, chunk.data(), rounded, static_cast<off_t>(from));
    if (count < 0 && errno == EINVAL) {
        close(std::exchange(m_direct, -1)); // a file system that opens what it cannot do
    }
    return count < 0 ? 0 : std::min(static_cast<std::size_t>(count), chunk.size());
}

Result<std::shared_ptr<const MessageChunk>> SpillFile::write(const MessageChunk& chunk, Through way)
{
    const std::uint64_t from = m_size;
    std::size_t written =
        way == Through::Directly && m_direct >= 0 ? writeDirectly(chunk, from) : 0;
    while (written < chunk.size()) {
        const ssize_t count = pwrite(m_file, chunk.data() + written, chunk.size() - written,
                                     static_cast<off_t>(from + written));
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            const bool full = errno == ENOSPC || errno == EDQUOT || errno == EFBIG;
            return Error{full ? Errc::NoSpace : Errc::Io,
                         "Messages beyond memory could not be written: "
                             + std::system_category().message(errno) + ", "
                             + std::to_string(from >> 20U) + " MB are there",
                         m_path};
        }
        written += static_cast<std::size_t>(count);
    }
    void* mapping =
        mmap(nullptr, chunk.size(), PROT_READ, MAP_SHARED, m_file, static_cast<off_t>(from));
    if (mapping == MAP_FAILED) {
        return Error{Errc::Io, "mmap: " + std::system_category().message(errno), m_path};
    }
    madvise(mapping, chunk.size(), MADV_RANDOM);
    constexpr std::uint64_t page = 65536; // at least a page everywhere: mappings begin on one
    m_size = (from + chunk.size() + page - 1) / page * page;
    return std::make_shared<const MessageChunk>(mapping, chunk.size(), shared_from_this(), from);
}

void SpillFile::release(std::uint64_t position, std::uint64_t size) const
{
#ifdef FALLOC_FL_PUNCH_HOLE
    fallocate(m_file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, static_cast<off_t>(position),
              static_cast<off_t>(size));
#endif
}

} // namespace ottla
