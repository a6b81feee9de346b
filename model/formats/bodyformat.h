// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace ottla {

/// How a body of bytes is shown.
enum class BodyFormat
{
    Json,
    Xml,
    Text,
    Hex,
};

/// The offset of the first byte that is not part of well-formed UTF-8 (no overlong forms, no
/// surrogates, nothing above U+10FFFF), or npos.
[[nodiscard]] std::size_t firstInvalidUtf8(std::string_view bytes);

[[nodiscard]] inline bool isUtf8(std::string_view bytes)
{
    return firstInvalidUtf8(bytes) == std::string_view::npos;
}

/// Whether all bytes are from the space to the tilde; true of none.
[[nodiscard]] bool isPrintableAscii(std::string_view bytes);

/// The format that fits the bytes. What begins like JSON or XML is called so even where it breaks
/// later, so that the place of the error can be shown; what is not text is Hex.
[[nodiscard]] BodyFormat detectFormat(std::string_view bytes);

} // namespace ottla
