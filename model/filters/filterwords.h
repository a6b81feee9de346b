// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/filters/filtertext.h"
#include "model/filters/predicate.h"
#include "model/filters/source.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace ottla {

/// How values are compared; signs that begin with another come before it.
inline constexpr std::array<std::pair<std::string_view, Relation>, 7> relations{{
    {"==", Relation::Equal},
    {"!=", Relation::NotEqual},
    {"<=", Relation::LessOrEqual},
    {">=", Relation::GreaterOrEqual},
    {"<", Relation::Less},
    {">", Relation::Greater},
    {"=", Relation::Equal},
}};

/// Whether the source lies in a decoded body.
[[nodiscard]] constexpr bool isField(Source::Kind kind)
{
    return kind == Source::Kind::KeyField || kind == Source::Kind::ValueField;
}

/// Whether it may be there or not, which `exists` asks.
[[nodiscard]] constexpr bool canExist(Source::Kind kind)
{
    return isField(kind) || kind == Source::Kind::Header;
}

/// A source with its path; nothing where there is none. Sets the text's error for a wrong path.
[[nodiscard]] std::optional<Source> takeSource(FilterText& text);

/// Whether text begins so that a person who typed it means an expression (the rule: README.md).
[[nodiscard]] bool looksLikeExpression(std::string_view text);

/// What to say of a text that looksLikeExpression() declines although it was most likely meant as
/// one, such as header.trace == "a"; else empty.
[[nodiscard]] std::string expressionHint(std::string_view text);

} // namespace ottla
