// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/file.h"

#include <variant>
#include <vector>

namespace ottla::wire {

/// The `records` field of Produce and Fetch: null, bytes that lie in the request's frame or in
/// memory of the answer's maker, or runs of files that go to the socket without being copied.
/// The decoder makes views into the frame: they live as long as it does.
using Records = std::variant<std::monostate, BytesView, std::vector<FileRegion>>;

} // namespace ottla::wire
