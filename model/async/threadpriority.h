// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace ottla {

/// The calling thread, and those that it starts from now on, yield to the others of the machine:
/// for work that keeps every core busy for seconds while somebody waits for the GUI thread. Nothing
/// where the system has no such thing for a thread.
void lowerThreadPriority();

} // namespace ottla
