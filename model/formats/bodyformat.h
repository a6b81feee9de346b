// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
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

/// Json or Xml for bytes that detectFormat() calls Hex but that begin as one and hold nothing worse
/// than bytes of another encoding, a character cut short, or zeros behind the end; else Hex.
[[nodiscard]] BodyFormat detectOddDocument(std::string_view bytes);

/// The bytes as UTF-8, each that is none replaced by U+FFFD, as is a zero.
[[nodiscard]] std::string withMarks(std::string_view bytes);

} // namespace ottla
