// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "filterfuzz.h"

#include "model/filters/filterparser.h"
#include "model/filters/filterwords.h"
#include "model/formats/prettyprint.h"

#include <algorithm>
#include <cstdlib>
#include <string>

namespace ottla::test {

namespace {

constexpr std::int64_t now = 1'764'000'000'000;

void require(bool condition)
{
    if (!condition) {
        std::abort();
    }
}

void walkAgreesWithThePrettyPrinter(std::string_view body)
{
    const bool wellFormed = !checkJson(body);
    using Kind = PathStep::Kind;
    for (const FieldPath& path :
         {FieldPath{}, FieldPath{{Kind::Every}}, FieldPath{{Kind::Every}, {Kind::Index, {}, 1}},
          FieldPath{{Kind::Name, "a"}, {Kind::Every}}}) {
        const auto found = searchJson(body, path, [](const JsonValue& value) {
            std::string scratch;
            if (value.kind == JsonValue::Kind::String) {
                (void)jsonStringText(value.text, scratch);
            }
            require(!checkJson(value.text));
            return false;
        });
        require(found == (wellFormed ? JsonSearch::Nothing : JsonSearch::Malformed));
    }
}

Verdict verdictOf(const Condition& condition, const MessageView& message)
{
    const FilterBodies bodies{.topics = {"orders"}};
    Subject subject(message, bodies);
    return condition.test(subject);
}

} // namespace

bool fuzzFilter(std::string_view input)
{
    const std::size_t lineFeed = std::min(input.find('\n'), input.size());
    const std::string_view text = input.substr(0, lineFeed);
    const std::string_view body = input.substr(std::min(lineFeed + 1, input.size()));
    walkAgreesWithThePrettyPrinter(body);
    (void)looksLikeExpression(text);
    const ParsedCondition parsed = parseExpression(text, now);
    if (parsed.error) {
        require(!parsed.condition && parsed.error->from <= parsed.error->to
                && parsed.error->to <= text.size() && !parsed.error->message.empty());
        return false;
    }
    require(parsed.condition != nullptr);
    const MessageView message{
        .timestamp = now, .timestampType = TimestampType::Create, .key = body, .value = body};
    const Verdict verdict = verdictOf(*parsed.condition, message);
    const ParsedCondition negated = parseExpression("not (" + std::string(text) + ")", now);
    if (negated.condition) { // the brackets may be one level too many
        const Verdict opposite = verdictOf(*negated.condition, message);
        require((verdict == Verdict::Unknown) == (opposite == Verdict::Unknown)
                && (verdict == Verdict::Unknown || verdict != opposite));
    }
    return true;
}

} // namespace ottla::test
