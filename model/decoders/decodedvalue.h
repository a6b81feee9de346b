// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ottla {

/// What a decoder made of a body: a tree that holds every number exactly, as text.
struct DecodedValue
{
    enum class Kind
    {
        Null,
        Bool, ///< text is "true" or "false".
        Number, ///< text is the number, never rounded: shortest digits that read back the same.
        String, ///< text is UTF-8.
        Binary, ///< text is the bytes as they are.
        List, ///< children are the items.
        Map, ///< children are key, value, key, value, in the order of the body, with duplicates.
        Extension, ///< MessagePack's: children are the type (Number) and the payload (Binary).
        Tag, ///< CBOR's: children are its number (Number) and the value that it is of.
        Word, ///< text is the name of a value that JSON has no word for, such as undefined.
    };

    Kind kind = Kind::Null;
    std::string text = {};
    std::vector<DecodedValue> children = {};
};

/// The value over lines, four spaces a level, written as JSON with four additions: bytes are
/// h'0aff' and tags 4711(…), as in CBOR's diagnostic notation, extensions are ext(type, …), and
/// keys of maps may be any value.
[[nodiscard]] std::string toText(const DecodedValue& value);

} // namespace ottla
