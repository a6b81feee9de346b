// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/bytes.h"

namespace ottla::test {

/// Takes `stream` for what one client sends to the registry: frames, of which the first is the
/// handshake. Answers must be well-formed frames, and what was logged must make the same tree once
/// more; if not, it aborts, for that is what a fuzzer looks for. Each frame is also taken for every
/// record that a server decodes. Returns how many requests were answered without an error.
int fuzzRegistry(BytesView stream);

} // namespace ottla::test
