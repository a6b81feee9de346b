// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace ottla {

/// The whole application: command line, composition of the parts, event loop. Returns the exit
/// status.
int runApplication(int argc, char** argv);

} // namespace ottla
