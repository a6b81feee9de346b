// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

namespace ottla {

/// The text of a .proto file that registries and their clients have without being given it, beside
/// google/protobuf/*, which libprotobuf has: google/type/* and confluent/*. Their fields only: no
/// options, no comments. Nothing for another name. Any thread.
[[nodiscard]] std::optional<std::string_view> protobufBuiltIn(std::string_view name);

} // namespace ottla
