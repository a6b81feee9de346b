// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/filters/expression.h"

namespace ottla {

namespace {

class Term : public Condition
{
public:
    Term(Source source, Predicate predicate)
        : m_source(std::move(source))
        , m_predicate(std::move(predicate))
    { }

    Verdict test(Subject& subject) const override
    {
        switch (subject.search(
            m_source, [this](const Scalar& value) { return fulfils(value, m_predicate); })) {
        case Subject::Outcome::Found:
            return Verdict::Yes;
        case Subject::Outcome::Nothing:
            return Verdict::No;
        case Subject::Outcome::Undecodable:
            break;
        }
        return Verdict::Unknown;
    }

private:
    Source m_source;
    Predicate m_predicate;
};

class Undecodable : public Condition
{
public:
    explicit Undecodable(Source::Kind body)
        : m_body(body)
    { }

    Verdict test(Subject& subject) const override
    {
        return subject.decodable(m_body) ? Verdict::No : Verdict::Yes;
    }

private:
    Source::Kind m_body;
};

class Not : public Condition
{
public:
    explicit Not(ConditionPtr condition)
        : m_condition(std::move(condition))
    { }

    Verdict test(Subject& subject) const override
    {
        const Verdict verdict = m_condition->test(subject);
        return verdict == Verdict::Yes ? Verdict::No
            : verdict == Verdict::No   ? Verdict::Yes
                                       : Verdict::Unknown;
    }

private:
    ConditionPtr m_condition;
};

/// And, or: the first condition that settles it does; else what is unknown stays so.
template <Verdict settles>
class Several : public Condition
{
public:
    explicit Several(std::vector<ConditionPtr> conditions)
        : m_conditions(std::move(conditions))
    { }

    Verdict test(Subject& subject) const override
    {
        Verdict verdict = settles == Verdict::Yes ? Verdict::No : Verdict::Yes;
        for (const ConditionPtr& condition : m_conditions) {
            const Verdict one = condition->test(subject);
            if (one == settles) {
                return settles;
            }
            verdict = one == Verdict::Unknown ? Verdict::Unknown : verdict;
        }
        return verdict;
    }

private:
    std::vector<ConditionPtr> m_conditions;
};

} // namespace

ConditionPtr makeTerm(Source source, Predicate predicate)
{
    return std::make_unique<const Term>(std::move(source), std::move(predicate));
}

ConditionPtr makeUndecodable(Source::Kind body)
{
    return std::make_unique<const Undecodable>(body);
}

ConditionPtr makeNot(ConditionPtr condition)
{
    return std::make_unique<const Not>(std::move(condition));
}

ConditionPtr makeAnd(std::vector<ConditionPtr> conditions)
{
    return std::make_unique<const Several<Verdict::No>>(std::move(conditions));
}

ConditionPtr makeOr(std::vector<ConditionPtr> conditions)
{
    return std::make_unique<const Several<Verdict::Yes>>(std::move(conditions));
}

} // namespace ottla
