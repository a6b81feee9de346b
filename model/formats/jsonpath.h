// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace ottla {

/// A step from a value to what lies in it.
struct PathStep
{
    enum class Kind
    {
        Name, ///< An object's members of this name.
        Index, ///< A list's item, from 0.
        Every, ///< All members or items.
    };

    Kind kind = Kind::Every;
    std::string name = {}; ///< UTF-8.
    std::size_t index = 0;
};

/// From a document's root inwards; empty is the root itself.
using FieldPath = std::vector<PathStep>;

/// A value in a JSON document, in place.
struct JsonValue
{
    enum class Kind
    {
        Null,
        Bool,
        Number,
        String,
        List,
        Object,
    };

    Kind kind = Kind::Null;
    std::string_view text = {}; ///< As it stands, a string with its quotes and escapes.
};

enum class JsonSearch
{
    Found, ///< The visitor took a value. What lies behind it was not looked at.
    Nothing, ///< The document is well-formed, and the visitor took nothing in it.
    Malformed, ///< The visitor took nothing in what lies before the error.
};

/// Shows `visit` each value at the path, in the document's order, until it answers true. Members
/// of the same name are all visited. Walks the text (RFC 8259, UTF-8) once without building
/// anything from it; the document's depth takes no stack, the path's does.
[[nodiscard]] JsonSearch searchJson(std::string_view document, const FieldPath& path,
                                    const std::function<bool(const JsonValue&)>& visit);

/// The text of a JSON string that stands in a well-formed document: the view itself without its
/// quotes, or what was put in `scratch` where there are escapes. Half of a surrogate pair becomes
/// three bytes that are not UTF-8.
[[nodiscard]] std::string_view jsonStringText(std::string_view quoted, std::string& scratch);

} // namespace ottla
