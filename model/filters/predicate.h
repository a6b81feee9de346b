// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/decoders/decodedvalue.h"
#include "model/filters/textsearch.h"
#include "model/formats/decimal.h"

#include <string>
#include <string_view>
#include <variant>

namespace ottla {

/// A value that a filter looks at, in place: of a message's field, or of a field in its body.
struct Scalar
{
    enum class Kind
    {
        Null,
        Bool, ///< text is true or false.
        Number,
        String, ///< text is the string itself.
        JsonString, ///< text is the string as it stands in JSON, with quotes and escapes.
        Container, ///< text is JSON, or empty where there is a `tree`.
    };

    Kind kind = Kind::Null;
    std::string_view text = {};
    const DecodedValue* tree = nullptr;
};

enum class Relation
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
};

/// What a filter compares with.
struct Literal
{
    enum class Kind
    {
        Null,
        Bool,
        Number,
        String,
    };

    Kind kind = Kind::Null;
    std::string text = {}; ///< A number's digits, a string itself, true or false.
};

/// Compared by kind and value: numbers exactly as decimals, strings byte for byte. Values of
/// different kinds are not equal, and neither is less.
struct Comparison
{
    Relation relation = Relation::Equal;
    Literal with = {};
};
struct Contains
{
    TextSearch text;
};
struct StartsWith
{
    TextSearch text;
};
struct Matches
{
    Regex expression;
};
/// True for whatever is there, null included.
struct Exists
{ };

using Predicate = std::variant<Comparison, Contains, StartsWith, Matches, Exists>;

[[nodiscard]] bool fulfils(const Scalar& value, const Predicate& predicate);

} // namespace ottla
