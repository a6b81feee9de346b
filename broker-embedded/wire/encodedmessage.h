// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/file.h"

#include <cstddef>
#include <vector>

namespace ottla::wire {

/// Runs of files that belong between the bytes of a message, before the byte at `position`.
struct Splice
{
    std::size_t position = 0;
    std::vector<FileRegion> regions;
};

/// A message as it goes to the socket: bytes, and what comes from files in between.
struct EncodedMessage
{
    Bytes bytes;
    std::vector<Splice> splices; ///< By ascending position.

    /// Bytes on the wire, the files' included.
    [[nodiscard]] std::uint64_t totalSize() const
    {
        std::uint64_t size = bytes.size();
        for (const Splice& splice : splices) {
            for (const FileRegion& region : splice.regions) {
                size += region.size;
            }
        }
        return size;
    }
};

} // namespace ottla::wire
