// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace ottla::registry {

/// Whether a path may name a znode: begins with '/', has no empty, "." or ".." part, does not end
/// in '/', and holds none of the characters that ZooKeeper refuses (controls, U+007F to U+009F,
/// U+D800 to U+F8FF, U+FFF0 to U+FFFF). The text is UTF-8; what is not, is refused.
[[nodiscard]] bool isValidPath(std::string_view path);

/// What lies before the last '/': empty for a child of the root. The path must contain a '/'.
[[nodiscard]] std::string_view parentPath(std::string_view path);

/// What lies behind the last '/'.
[[nodiscard]] std::string_view nameInPath(std::string_view path);

/// The znodes that no client may delete.
[[nodiscard]] bool isSystemPath(std::string_view path);

constexpr std::string_view systemRoot = "/zookeeper";
constexpr std::string_view quotaRoot = "/zookeeper/quota";
constexpr std::string_view configNode = "/zookeeper/config";

} // namespace ottla::registry
