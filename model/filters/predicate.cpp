// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/filters/predicate.h"

#include "model/formats/jsonpath.h"

namespace ottla {

namespace {

bool holds(Relation relation, std::strong_ordering order)
{
    switch (relation) {
    case Relation::Equal:
        return order == 0;
    case Relation::NotEqual:
        return order != 0;
    case Relation::Less:
        return order < 0;
    case Relation::LessOrEqual:
        return order <= 0;
    case Relation::Greater:
        return order > 0;
    case Relation::GreaterOrEqual:
        return order >= 0;
    }
    return false;
}

// The text of whatever has one; `scratch` may hold it.
std::string_view textOf(const Scalar& value, std::string& scratch)
{
    if (value.kind == Scalar::Kind::JsonString) {
        return jsonStringText(value.text, scratch);
    }
    if (value.kind == Scalar::Kind::Container && value.tree) {
        scratch = toText(*value.tree);
        return scratch;
    }
    return value.text;
}

Literal::Kind kindOf(const Scalar& value)
{
    switch (value.kind) {
    case Scalar::Kind::Bool:
        return Literal::Kind::Bool;
    case Scalar::Kind::Number:
        return Literal::Kind::Number;
    case Scalar::Kind::String:
    case Scalar::Kind::JsonString:
        return Literal::Kind::String;
    default:
        return Literal::Kind::Null;
    }
}

struct Test
{
    const Scalar& value;

    bool operator()(const Comparison& comparison) const
    {
        const Relation relation = comparison.relation;
        if (value.kind == Scalar::Kind::Container || kindOf(value) != comparison.with.kind) {
            return relation == Relation::NotEqual;
        }
        if (comparison.with.kind == Literal::Kind::Null) {
            return holds(relation, std::strong_ordering::equal);
        }
        std::string scratch;
        if (comparison.with.kind != Literal::Kind::Number) {
            return holds(relation,
                         textOf(value, scratch) <=> std::string_view(comparison.with.text));
        }
        const auto number = Decimal::parse(value.text);
        const auto with = Decimal::parse(comparison.with.text);
        return number && with ? holds(relation, *number <=> *with) : relation == Relation::NotEqual;
    }
    bool operator()(const Contains& contains) const
    {
        std::string scratch;
        return value.kind != Scalar::Kind::Null && contains.text.in(textOf(value, scratch));
    }
    bool operator()(const StartsWith& starts) const
    {
        std::string scratch;
        return value.kind != Scalar::Kind::Null && starts.text.begins(textOf(value, scratch));
    }
    bool operator()(const Matches& matches) const
    {
        std::string scratch;
        return value.kind != Scalar::Kind::Null && matches.expression.in(textOf(value, scratch));
    }
    bool operator()(const Exists& /*any*/) const { return true; }
};

} // namespace

bool fulfils(const Scalar& value, const Predicate& predicate)
{
    return std::visit(Test{value}, predicate);
}

} // namespace ottla
