// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace ottla {

/// The place where a document stops being valid.
struct FormatError
{
    std::size_t offset = 0; ///< In bytes, from 0.
    std::size_t line = 1; ///< From 1.
    std::size_t column = 1; ///< In characters, from 1.
    std::string message; ///< For a person, without a full stop.
};

/// A document as it is to be shown. With an error, `text` is the input as it was.
struct Pretty
{
    std::string text;
    std::optional<FormatError> error;
};

/// Lays JSON (RFC 8259) out over lines, four spaces a level down to level 32 and no further, by
/// moving white space between tokens only: keys, their order and duplicates, numbers and escapes
/// stay byte for byte. Takes no stack for depth.
[[nodiscard]] Pretty prettyJson(std::string_view input);

/// The first error of a JSON document, or nothing.
[[nodiscard]] std::optional<FormatError> checkJson(std::string_view input);

/// Lays XML out over lines. White space is changed only between tags of elements that hold no text
/// of their own; tags, text, comments, CDATA, processing instructions and the document type stay
/// byte for byte, as does everything below an element with mixed content or xml:space="preserve".
[[nodiscard]] Pretty prettyXml(std::string_view input);

/// Lines of 16 bytes: offset, bytes in hexadecimal, printable ASCII. `firstOffset` is the offset
/// of the first byte of `bytes` in the whole body, so that a large body can be shown in pieces.
[[nodiscard]] std::string hexDump(std::string_view bytes, std::size_t firstOffset = 0);

/// Line and column of a byte offset.
[[nodiscard]] FormatError errorAt(std::string_view input, std::size_t offset, std::string message);

} // namespace ottla
