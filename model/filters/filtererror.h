// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

namespace ottla {

/// Where a filter's text is wrong, and why.
struct FilterError
{
    std::size_t from = 0; ///< In bytes of the UTF-8 text.
    std::size_t to = 0; ///< Behind the last byte; equal to `from` where something is missing.
    std::string message; ///< For a person, without a full stop.
};

} // namespace ottla
