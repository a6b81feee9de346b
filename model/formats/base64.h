// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ottla {

/// Base64 of RFC 4648, with padding.
[[nodiscard]] std::string toBase64(std::string_view bytes);

/// The bytes, or nothing when the text is not canonical base64 with padding.
[[nodiscard]] std::optional<std::string> fromBase64(std::string_view text);

} // namespace ottla
