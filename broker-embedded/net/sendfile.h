// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/file.h"
#include "base/result.h"

#include <cstddef>

namespace ottla::net {

enum class SendFileState
{
    Progress, ///< Some bytes went.
    WouldBlock, ///< The socket takes no more at present.
    Unavailable, ///< Not for this file or platform: read and write it.
};
struct SendFileResult
{
    SendFileState state = SendFileState::Unavailable;
    std::size_t bytes = 0;
};

/// Sends from the beginning of `region` to a non-blocking socket without copying through user
/// space. Errc::Network when the connection is gone, Errc::Corrupt when the file is shorter.
[[nodiscard]] Result<SendFileResult> sendFileSome(int socket, const FileRegion& region);

} // namespace ottla::net
