// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/bytes.h"

#include <cstddef>

namespace ottla::registry {

/// What the bytes that came from a client begin with.
struct ClientInput
{
    enum class Kind
    {
        Incomplete, ///< More must come.
        Frame, ///< `content` is a frame, without its length.
        Command, ///< `content` is a command of four letters.
        Broken, ///< A length that is not taken.
    };

    Kind kind = Kind::Incomplete;
    BytesView content;
    std::size_t size = 0; ///< Of all that it takes up.
};

/// Commands are looked for only before the handshake; afterwards they are lengths.
[[nodiscard]] ClientInput nextInput(BytesView bytes, bool beforeHandshake,
                                    std::size_t maxFrameBytes);

} // namespace ottla::registry
