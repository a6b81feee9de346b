// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/messages/spillfile.h"

#include "model/messages/messagechunk.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <system_error>
#include <utility>

namespace ottla {

SpillFile::SpillFile(int file, std::string path)
    : m_file(file)
    , m_path(std::move(path))
{ }

SpillFile::~SpillFile()
{
    close(m_file);
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
    unlink(path.c_str());
    return std::shared_ptr<SpillFile>(new SpillFile(file, std::move(path)));
}

Result<std::shared_ptr<const MessageChunk>> SpillFile::write(const MessageChunk& chunk)
{
    const std::uint64_t from = m_size;
    std::size_t written = 0;
    while (written < chunk.size()) {
        const ssize_t count = pwrite(m_file, chunk.data() + written, chunk.size() - written,
                                     static_cast<off_t>(from + written));
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            return Error{errno == ENOSPC ? Errc::NoSpace : Errc::Io,
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
