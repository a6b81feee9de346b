// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/filters/filterparser.h"

#include "model/filters/filterwords.h"

#include <array>
#include <utility>

namespace ottla {

namespace {

using Kind = Source::Kind;

constexpr int deepest = 100;
constexpr auto whatExists = "exists needs a field or a header: $.name, header[\"name\"]";

bool isNumeric(Kind kind)
{
    return kind == Kind::Partition || kind == Kind::Offset || kind == Kind::Timestamp
        || kind == Kind::Size;
}

class Parser
{
public:
    Parser(std::string_view text, std::int64_t now)
        : m_text(text)
        , m_now(now)
    { }

    ParsedCondition run()
    {
        ConditionPtr condition = either();
        if (condition && !m_text.atEnd()) {
            m_text.failHere(m_text.peek() == ')' ? "There is no bracket to close"
                                                 : "Expected and, or, or the end");
        }
        if (m_text.error()) {
            return {.error = m_text.error()};
        }
        return {.condition = std::move(condition)};
    }

private:
    // Each answers null once there is an error.
    ConditionPtr either();
    ConditionPtr both();
    ConditionPtr one();
    ConditionPtr bracketed();
    ConditionPtr existing();
    ConditionPtr existsBehind(Kind kind, const std::string& source);
    ConditionPtr test(Source source);
    ConditionPtr is(Source source, std::size_t from);
    ConditionPtr among(const Source& source);
    ConditionPtr compared(Source source, Relation relation);

    template <typename Take>
    ConditionPtr joined(Take part, std::string_view word, std::string_view sign,
                        ConditionPtr (*join)(std::vector<ConditionPtr>));
    std::optional<Literal> literal();
    std::optional<Literal> number(Kind kind);
    std::optional<std::string> searched();
    std::optional<Regex> regex();
    ConditionPtr wrongHere(std::string message)
    {
        m_text.failHere(std::move(message));
        return nullptr;
    }

    FilterText m_text;
    std::int64_t m_now;
    std::size_t m_sourceAt = 0; // where the last one begins
    int m_depth = 0;
};

template <typename Take>
ConditionPtr Parser::joined(Take part, std::string_view word, std::string_view sign,
                            ConditionPtr (*join)(std::vector<ConditionPtr>))
{
    std::vector<ConditionPtr> conditions;
    do {
        ConditionPtr condition = (this->*part)();
        if (!condition || m_text.error()) {
            return nullptr;
        }
        conditions.push_back(std::move(condition));
    } while (m_text.takeWord(word) || m_text.take(sign));
    return conditions.size() == 1 ? std::move(conditions.front()) : join(std::move(conditions));
}

ConditionPtr Parser::either()
{
    return joined(&Parser::both, "or", "||", makeOr);
}

ConditionPtr Parser::both()
{
    return joined(&Parser::one, "and", "&&", makeAnd);
}

ConditionPtr Parser::one()
{
    bool negative = false;
    while (m_text.takeWord("not") || m_text.take("!")) {
        negative = !negative;
    }
    ConditionPtr condition = bracketed();
    return condition && negative ? makeNot(std::move(condition)) : std::move(condition);
}

ConditionPtr Parser::bracketed()
{
    m_text.skipSpace();
    const std::size_t from = m_text.at();
    if (m_text.take("(")) {
        if (++m_depth > deepest) {
            m_text.fail(from, "Too many brackets in each other");
            return nullptr;
        }
        ConditionPtr inside = either();
        --m_depth;
        if (inside && !m_text.take(")")) {
            m_text.atEnd() ? m_text.fail(from, from + 1, "This bracket is not closed")
                           : m_text.failHere("Expected and, or, or a closing bracket");
            return nullptr;
        }
        return inside;
    }
    if (m_text.takeWord("exists")) {
        return existing();
    }
    m_text.skipSpace();
    if (m_text.peek() == '/') {
        auto expression = regex();
        return expression ? makeTerm({}, Matches{std::move(*expression)}) : nullptr;
    }
    if (const auto text = m_text.takeString()) {
        return plainText(*text);
    }
    if (m_text.error()) {
        return nullptr;
    }
    m_sourceAt = m_text.at();
    auto source = takeSource(m_text);
    if (!source) {
        return wrongHere(m_text.atEnd()
                             ? "A condition is missing, such as $.order.id == 4711"
                             : "Expected $, key, value, header, any, topic, partition, offset, "
                               "timestamp or size");
    }
    return m_text.error() ? nullptr : test(std::move(*source));
}

ConditionPtr Parser::existing()
{
    m_text.skipSpace();
    const std::size_t from = m_text.at();
    if (m_text.peek() == '(') {
        return wrongHere("exists takes no brackets: exists $.name");
    }
    auto source = takeSource(m_text);
    if (!source || !canExist(source->kind)) {
        source ? m_text.fail(from, whatExists)
               : m_text.failHere("A field is missing: exists $.name");
        return nullptr;
    }
    return m_text.error() ? nullptr : makeTerm(std::move(*source), Exists{});
}

// As in other languages; this one says it the other way round.
ConditionPtr Parser::existsBehind(Kind kind, const std::string& source)
{
    const std::size_t from = m_text.at();
    const bool negative = m_text.takeWord("not");
    if (!m_text.takeWord("exists")) {
        m_text.goBack(from);
        return wrongHere("not stands in front of the whole condition: not $.name contains \"a\"");
    }
    m_text.fail(from,
                canExist(kind) ? "exists stands in front: " + std::string(negative ? "not " : "")
                        + "exists " + source
                               : whatExists);
    return nullptr;
}

ConditionPtr Parser::test(Source source)
{
    const std::string written(m_text.since(m_sourceAt));
    m_text.skipSpace();
    const std::size_t from = m_text.at();
    for (const auto& [sign, relation] : relations) {
        if (m_text.take(sign)) {
            return compared(std::move(source), relation);
        }
    }
    const std::string word = m_text.nextWord();
    if (m_text.takeWord("in")) {
        return among(source);
    }
    if (word == "not" || word == "exists") {
        return existsBehind(source.kind, written);
    }
    if (isNumeric(source.kind)) {
        return wrongHere("Expected ==, !=, <, <=, >, >= or in");
    }
    if (m_text.takeWord("contains")) {
        const auto text = searched();
        return text ? makeTerm(std::move(source), Contains{TextSearch(*text)}) : nullptr;
    }
    if (m_text.takeWord("startswith")) {
        const auto text = searched();
        return text ? makeTerm(std::move(source), StartsWith{TextSearch(*text)}) : nullptr;
    }
    if (m_text.takeWord("matches")) {
        auto expression = regex();
        return expression ? makeTerm(std::move(source), Matches{std::move(*expression)}) : nullptr;
    }
    if (m_text.takeWord("is")) {
        return is(std::move(source), from);
    }
    return wrongHere("Expected ==, !=, <, <=, >, >=, in, contains, startswith, matches or is");
}

ConditionPtr Parser::is(Source source, std::size_t from)
{
    const bool negative = m_text.takeWord("not");
    const bool null = m_text.takeWord("null");
    if (!null && !m_text.takeWord("undecodable")) {
        return wrongHere("Expected null, not null, undecodable or not undecodable");
    }
    const bool body = source.kind == Kind::Key || source.kind == Kind::Value;
    if (!(null ? body || isField(source.kind) || source.kind == Kind::Header : body)) {
        m_text.fail(from,
                    null ? "Only key, value, a field or header[\"name\"] can be null"
                         : "Only key and value can be undecodable");
        return nullptr;
    }
    if (!null) {
        ConditionPtr condition = makeUndecodable(source.kind);
        return negative ? makeNot(std::move(condition)) : std::move(condition);
    }
    return makeTerm(std::move(source),
                    Comparison{negative ? Relation::NotEqual : Relation::Equal, Literal{}});
}

ConditionPtr Parser::among(const Source& source)
{
    if (!m_text.take("(")) {
        return wrongHere("A list is missing: in (1, 2, 3)");
    }
    std::vector<ConditionPtr> conditions;
    do {
        ConditionPtr condition = compared(source, Relation::Equal);
        if (!condition) {
            return nullptr;
        }
        conditions.push_back(std::move(condition));
    } while (m_text.take(","));
    return m_text.take(")") ? makeOr(std::move(conditions))
                            : wrongHere("Expected a comma or a closing bracket");
}

ConditionPtr Parser::compared(Source source, Relation relation)
{
    m_text.skipSpace();
    const std::size_t from = m_text.at();
    auto with = isNumeric(source.kind) ? number(source.kind) : literal();
    if (!with) {
        return nullptr;
    }
    const bool ordered = relation != Relation::Equal && relation != Relation::NotEqual;
    if (ordered && (with->kind == Literal::Kind::Null || with->kind == Literal::Kind::Bool)) {
        m_text.fail(from, "null, true and false are compared with == and != only");
        return nullptr;
    }
    if (with->kind == Literal::Kind::Number || with->kind == Literal::Kind::Bool) {
        // A body that is compared with a number is what it was decoded to, not its bytes.
        source.kind = source.kind == Kind::Key ? Kind::KeyField
            : source.kind == Kind::Value       ? Kind::ValueField
                                               : source.kind;
        if (!isField(source.kind) && !isNumeric(source.kind)) {
            m_text.fail(from, "This is compared with text: put it in quotes");
            return nullptr;
        }
    }
    return makeTerm(std::move(source), Comparison{relation, std::move(*with)});
}

std::optional<Literal> Parser::literal()
{
    if (auto text = m_text.takeString()) {
        return Literal{Literal::Kind::String, std::move(*text)};
    }
    if (auto digits = m_text.takeNumber()) {
        return Literal{Literal::Kind::Number, std::move(*digits)};
    }
    if (m_text.takeWord("null")) {
        return Literal{};
    }
    for (const char* word : {"true", "false"}) {
        if (m_text.takeWord(word)) {
            return Literal{Literal::Kind::Bool, word};
        }
    }
    if (const std::string word = m_text.nextWord(); !word.empty()) {
        m_text.failHere("Text stands in quotes");
    } else {
        m_text.failHere("Something to compare with is missing: a number, \"text\", true, false or "
                        "null");
    }
    return std::nullopt;
}

std::optional<Literal> Parser::number(Kind kind)
{
    if (kind == Kind::Timestamp) {
        const auto time = m_text.takeTime(m_now);
        return time ? std::optional(Literal{Literal::Kind::Number, std::to_string(*time)})
                    : std::nullopt;
    }
    auto digits = m_text.takeNumber(kind == Kind::Size);
    if (!digits) {
        m_text.failHere("A number is missing");
        return std::nullopt;
    }
    if (kind == Kind::Size) {
        // By their exponents, so that no number is ever rounded.
        constexpr std::array<std::pair<std::string_view, const char*>, 4> units{
            {{"kb", "e3"}, {"mb", "e6"}, {"gb", "e9"}, {"b", ""}}};
        for (const auto& [unit, exponent] : units) {
            if (digits->find_first_of("eE") == std::string::npos && m_text.takeWord(unit)) {
                *digits += exponent;
                break;
            }
        }
    }
    return Literal{Literal::Kind::Number, std::move(*digits)};
}

std::optional<std::string> Parser::searched()
{
    auto text = m_text.takeString();
    if (!text && !m_text.error()) {
        text = m_text.takeNumber();
    }
    if (!text) {
        m_text.failHere("The text to look for is missing; it stands in quotes");
    }
    return text;
}

std::optional<Regex> Parser::regex()
{
    m_text.skipSpace();
    const std::size_t from = m_text.at();
    FilterText::RegexText written{.pattern = {}, .flags = {}, .from = from};
    if (auto text = m_text.takeRegex()) {
        written = std::move(*text);
    } else if (auto quoted = m_text.takeString()) {
        written.pattern = std::move(*quoted);
    } else {
        m_text.failHere("A regular expression is missing, such as /^a.*z$/i");
        return std::nullopt;
    }
    auto expression = Regex::parse(written.pattern, written.flags);
    if (!expression) {
        const std::string& part = expression.error().context;
        const std::size_t place = part.empty() ? std::string::npos : written.pattern.find(part);
        const std::string message = "Regular expression: " + expression.error().message;
        if (written.from > from && place != std::string::npos) {
            m_text.fail(written.from + place, written.from + place + part.size(), message);
        } else {
            m_text.fail(from, message);
        }
        return std::nullopt;
    }
    return std::move(*expression);
}

} // namespace

ParsedCondition parseExpression(std::string_view text, std::int64_t now)
{
    return Parser(text, now).run();
}

ConditionPtr plainText(std::string_view text)
{
    return makeTerm({}, Contains{TextSearch(text)});
}

} // namespace ottla
