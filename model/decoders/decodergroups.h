// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/decoders/decoder.h"

namespace ottla {

/// What the built-in decoders read, for a choice among them.
enum class DecoderGroup
{
    Structured,
    Text,
    Encodings, ///< Legacy ones.
    Numbers, ///< Named "KIND, WIDTH, BYTE ORDER", as far as they have these.
    Packed,
};

/// The built-in decoders of a group, in the order in which they are offered.
[[nodiscard]] DecoderList builtInDecoders(DecoderGroup group);

} // namespace ottla
