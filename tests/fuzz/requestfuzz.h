// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/bytes.h"

namespace ottla::test {

/// Takes `frame` for a request, and its body also for the answer to such a request. What decodes
/// must encode, and what was encoded must decode and encode to the same bytes; if not, it aborts,
/// for that is what a fuzzer looks for. Returns how many messages decoded.
int fuzzRequest(BytesView frame);

} // namespace ottla::test
