// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace ottla {

/// Gives memory that was freed back to the system where the allocator keeps it for later: after
/// work that took much more of it than what follows. Takes some milliseconds for each 100 MB. From
/// any thread.
void returnUnusedMemory();

} // namespace ottla
