// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace ottla::server {

struct RegistryArguments
{
    std::string data;
    std::optional<std::uint16_t> port;
    std::string config; ///< A zoo.cfg; empty is none.
    std::vector<std::string> settings; ///< NAME=VALUE, over those of the file.
    bool exitWithStdin = false;
};

/// Runs `ottla-broker registry` until it is asked to end; `say` gets the line that it is ready. The
/// error is what the process ends with.
[[nodiscard]] Result<void> runRegistry(const RegistryArguments& arguments,
                                       const std::function<void(const std::string&)>& say);

} // namespace ottla::server
