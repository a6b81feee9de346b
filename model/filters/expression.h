// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/client/messagereader.h"
#include "model/filters/predicate.h"
#include "model/filters/source.h"

#include <memory>
#include <vector>

namespace ottla {

/// Whether a message matches. Unknown: a body that the answer hangs on could not be decoded.
enum class Verdict : std::uint8_t
{
    No,
    Yes,
    Unknown,
};

/// A filter as a tree. What cannot be decoded makes a term unknown, and the whole only where the
/// other terms leave it open (Kleene's logic). Immutable; any thread.
class Condition
{
public:
    Condition() = default;
    Condition(const Condition&) = delete;
    Condition& operator=(const Condition&) = delete;
    virtual ~Condition() = default;
    [[nodiscard]] virtual Verdict test(Subject& subject) const = 0;
};

using ConditionPtr = std::unique_ptr<const Condition>;

/// True when any of the source's values fulfils the predicate.
[[nodiscard]] ConditionPtr makeTerm(Source source, Predicate predicate);
[[nodiscard]] ConditionPtr makeUndecodable(Source::Kind body);
[[nodiscard]] ConditionPtr makeNot(ConditionPtr condition);
[[nodiscard]] ConditionPtr makeAnd(std::vector<ConditionPtr> conditions);
[[nodiscard]] ConditionPtr makeOr(std::vector<ConditionPtr> conditions);

} // namespace ottla
