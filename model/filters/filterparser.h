// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/filters/expression.h"
#include "model/filters/filtererror.h"

#include <optional>
#include <string_view>

namespace ottla {

/// A condition, or what is wrong with its text.
struct ParsedCondition
{
    ConditionPtr condition = {};
    std::optional<FilterError> error = {};
};

/// Reads an expression (the language: README.md). `now` is what relative times are counted from,
/// in milliseconds since 1970 UTC. Nesting ends at 100 levels.
[[nodiscard]] ParsedCondition parseExpression(std::string_view text, std::int64_t now);

/// Text looked for in keys, values and headers.
[[nodiscard]] ConditionPtr plainText(std::string_view text);

} // namespace ottla
