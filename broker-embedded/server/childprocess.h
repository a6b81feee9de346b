// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace ottla::server {

/// The executable of this process.
[[nodiscard]] Result<std::filesystem::path> ownExecutable();

/// What start() gives: the process, and this end of its three standard streams, which are the
/// caller's to close. Nothing that is started later inherits them.
struct ChildProcess
{
    int pid = -1;
    int input = -1; ///< To be written to; the child sees its end when this process dies.
    int output = -1;
    int errors = -1;
};

/// Starts `program`. It leads a process group of its own: a terminal's Ctrl+C does not reach it.
[[nodiscard]] Result<ChildProcess> startChild(const std::filesystem::path& program,
                                              const std::vector<std::string>& arguments);

/// The exit status of a child that has ended, as shells tell it: 128 and the signal's number where
/// one ended it. None while it runs. To be asked no more once it was told.
[[nodiscard]] std::optional<int> exitStatus(int pid);

} // namespace ottla::server
