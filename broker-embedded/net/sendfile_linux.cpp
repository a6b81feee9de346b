// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "net/sendfile.h"

#include <algorithm>
#include <cerrno>
#include <sys/sendfile.h>
#include <system_error>

namespace ottla::net {

Result<SendFileResult> sendFileSome(int socket, const FileRegion& region)
{
    const int file = region.file->descriptor();
    if (file < 0) {
        return SendFileResult{};
    }
    constexpr std::uint64_t most = 1U << 20U; // one connection must not hold a thread for long
    auto position = static_cast<off_t>(region.position);
    const ssize_t sent =
        ::sendfile(socket, file, &position, std::min<std::uint64_t>(region.size, most));
    if (sent > 0) {
        return SendFileResult{SendFileState::Progress, static_cast<std::size_t>(sent)};
    }
    if (sent == 0) {
        return Error{Errc::Corrupt, "the file ends before its data", region.file->path().string()};
    }
    if (errno == EAGAIN || errno == EINTR) {
        return SendFileResult{SendFileState::WouldBlock, 0};
    }
    if (errno == EINVAL || errno == ENOSYS) {
        return SendFileResult{};
    }
    return Error{Errc::Network, std::generic_category().message(errno)};
}

} // namespace ottla::net
