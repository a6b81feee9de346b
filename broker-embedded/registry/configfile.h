// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "registry/registryconfig.h"

#include <string>
#include <string_view>
#include <vector>

namespace ottla::registry {

struct LoadedRegistryConfig
{
    RegistryConfig config;
    std::vector<std::string> warnings; ///< Unknown names, one sentence each.
};

/// Reads the text of a zoo.cfg: lines of name=value, comments with '#'. Names are ZooKeeper's,
/// those of its Java properties with or without "zookeeper." before them. `file` is for messages
/// only. Errc::InvalidArgument names file and line of the first bad value.
[[nodiscard]] Result<LoadedRegistryConfig> parseRegistryConfig(std::string_view content,
                                                               const std::string& file);

} // namespace ottla::registry
