// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "model/decoders/decodedvalue.h"
#include "model/formats/prettyprint.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace ottla {

/// A body as text, in UTF-8.
struct DecodedText
{
    enum class Language
    {
        Plain,
        Json,
        Xml,
    };

    std::string text = {};
    Language language = Language::Plain;
    /// Where a document stops being valid; `text` is then the body as it was.
    std::optional<FormatError> error = {};
};

/// What a decoder made of a body.
struct Decoded
{
    std::variant<DecodedText, DecodedValue> content = {};
    /// What was found inside, for a decoder that unpacks: "JSON", or "gzip, JSON". Else empty.
    std::string inside = {};
};

/// A way to read a body. Functions without state, for any thread; bodies are untrusted, so neither
/// function may use more memory than a small multiple of what the body really holds.
struct Decoder
{
    std::string_view id; ///< Kept in settings; never changes.
    std::string_view name; ///< For a person: a format's own name, which is not translated.
    /// Whether bytes are likely to be meant for this decoder, so that it may be chosen without
    /// being asked for. Null: only ever on request.
    bool (*looksLikeMine)(std::string_view body);
    /// The body, or the reason why it is not of this format.
    Result<Decoded> (*decode)(std::string_view body);
};

/// All of them, in the order in which they are offered.
[[nodiscard]] std::span<const Decoder> decoders();
/// The decoder of that id, or null.
[[nodiscard]] const Decoder* findDecoder(std::string_view id);
/// The decoder that fits the bytes best. What is recognised by nothing else is hexadecimal.
[[nodiscard]] const Decoder& detectDecoder(std::string_view body);
/// For decoders that unpack: decodes what was inside by what it looks like, and names that in
/// Decoded::inside. TooLarge for what is packed more than three times, so that nothing is unpacked
/// without end.
[[nodiscard]] Result<Decoded> decodeInside(std::string_view unpacked);

} // namespace ottla
