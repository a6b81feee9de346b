// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/filters/source.h"

#include "model/formats/bodyformat.h"
#include "model/formats/prettyprint.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace ottla {

namespace {

Scalar scalar(const std::optional<std::string_view>& body)
{
    return body ? Scalar{.kind = Scalar::Kind::String, .text = *body} : Scalar{};
}

Scalar scalar(const JsonValue& value)
{
    using Kind = JsonValue::Kind;
    const auto kind = value.kind == Kind::Null ? Scalar::Kind::Null
        : value.kind == Kind::Bool             ? Scalar::Kind::Bool
        : value.kind == Kind::Number           ? Scalar::Kind::Number
        : value.kind == Kind::String           ? Scalar::Kind::JsonString
                                               : Scalar::Kind::Container;
    return {.kind = kind, .text = value.text};
}

Scalar scalar(const DecodedValue& value)
{
    using Kind = DecodedValue::Kind;
    switch (value.kind) {
    case Kind::Null:
        return {};
    case Kind::Bool:
        return {.kind = Scalar::Kind::Bool, .text = value.text};
    case Kind::Number:
        return {.kind = Scalar::Kind::Number, .text = value.text};
    case Kind::String:
    case Kind::Binary:
    case Kind::Word:
        return {.kind = Scalar::Kind::String, .text = value.text};
    case Kind::List:
    case Kind::Map:
    case Kind::Extension:
    case Kind::Tag:
        break;
    }
    return {.kind = Scalar::Kind::Container, .tree = &value};
}

// As searchJson: true once the visitor has answered true. The path's length bounds the stack.
bool searchTree(const DecodedValue& value, const FieldPath& path, std::size_t step,
                const Subject::Visitor& visit)
{
    using Kind = DecodedValue::Kind;
    // What an extension is about is its payload, and a tag only says how to take its value.
    const DecodedValue* at = &value;
    while (at->kind == Kind::Extension || at->kind == Kind::Tag) {
        at = &at->children.back();
    }
    if (step == path.size()) {
        return visit(scalar(*at));
    }
    const PathStep& wanted = path[step];
    const bool every = wanted.kind == PathStep::Kind::Every;
    if (at->kind == Kind::List) {
        for (std::size_t i = 0; i < at->children.size(); ++i) {
            const bool on = every || (wanted.kind == PathStep::Kind::Index && wanted.index == i);
            if (on && searchTree(at->children[i], path, step + 1, visit)) {
                return true;
            }
        }
    } else if (at->kind == Kind::Map) {
        for (std::size_t i = 0; i + 1 < at->children.size(); i += 2) {
            const DecodedValue& name = at->children[i];
            const bool on = every
                || (wanted.kind == PathStep::Kind::Name && name.children.empty()
                    && name.text == wanted.name);
            if (on && searchTree(at->children[i + 1], path, step + 1, visit)) {
                return true;
            }
        }
    }
    return false;
}

/// A body that may be JSON, as that is shown: without zeros behind its end, what is not UTF-8
/// marked. Nothing for bytes that are shown as something else unless JSON is `chosen`.
std::optional<std::string_view> shownJson(std::string_view body, bool chosen, std::string& marked)
{
    if (isPrintableAscii(body) || (!body.ends_with('\0') && isUtf8(body))) {
        return body;
    }
    if (!chosen && detectOddDocument(body) != BodyFormat::Json) {
        return std::nullopt;
    }
    body = body.substr(0, body.find_last_not_of('\0') + 1);
    if (isUtf8(body)) {
        return body;
    }
    marked = withMarks(body);
    return marked;
}

Subject::Outcome outcome(JsonSearch found)
{
    return found == JsonSearch::Found  ? Subject::Outcome::Found
        : found == JsonSearch::Nothing ? Subject::Outcome::Nothing
                                       : Subject::Outcome::Undecodable;
}

Subject::Outcome searchDecoded(const Decoded& decoded, std::string_view decoder,
                               const FieldPath& path, const Subject::Visitor& visit)
{
    if (const auto* tree = std::get_if<DecodedValue>(&decoded.content)) {
        return searchTree(*tree, path, 0, visit) ? Subject::Outcome::Found
                                                 : Subject::Outcome::Nothing;
    }
    const auto& text = std::get<DecodedText>(decoded.content);
    if (text.language == DecodedText::Language::Json) {
        return outcome(searchJson(
            text.text, path, [&visit](const JsonValue& value) { return visit(scalar(value)); }));
    }
    // Text has no fields; a hex dump says that nobody knows what the bytes mean.
    if (decoder == "hex" || !path.empty()) {
        return Subject::Outcome::Undecodable;
    }
    return visit(scalar(text.text)) ? Subject::Outcome::Found : Subject::Outcome::Nothing;
}

} // namespace

std::int64_t Subject::size() const
{
    const auto bytes = [](const Body& body) {
        return body ? body->size() : 0;
    };
    std::size_t sum = bytes(m_message.key) + bytes(m_message.value);
    for (const auto& [name, value] : m_message.headers) {
        sum += name.size() + bytes(value);
    }
    return static_cast<std::int64_t>(sum);
}

bool Subject::searchHeaders(const Visitor& visit) const
{
    return std::any_of(m_message.headers.begin(), m_message.headers.end(),
                       [&visit](const auto& header) {
                           return visit(scalar(Body(header.first))) || visit(scalar(header.second));
                       });
}

bool Subject::searchNumber(std::int64_t number, const Visitor& visit) const
{
    std::array<char, 24> digits{};
    const auto* end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    return visit({.kind = Scalar::Kind::Number, .text = {digits.data(), end}});
}

Subject::Outcome Subject::search(const Source& source, const Visitor& visit)
{
    const auto found = [](bool yes) {
        return yes ? Outcome::Found : Outcome::Nothing;
    };
    switch (source.kind) {
    case Source::Kind::Any:
        return found(visit(scalar(m_message.value)) || visit(scalar(m_message.key))
                     || searchHeaders(visit));
    case Source::Kind::Key:
        return found(visit(scalar(m_message.key)));
    case Source::Kind::Value:
        return found(visit(scalar(m_message.value)));
    case Source::Kind::Headers:
        return found(searchHeaders(visit));
    case Source::Kind::Header:
        return found(std::any_of(
            m_message.headers.begin(), m_message.headers.end(), [&](const auto& header) {
                return header.first == source.name && visit(scalar(header.second));
            }));
    case Source::Kind::Topic:
        return found(m_message.topic < m_bodies.topics.size()
                     && visit(scalar(Body(m_bodies.topics[m_message.topic]))));
    case Source::Kind::Partition:
        return found(searchNumber(m_message.partition, visit));
    case Source::Kind::Offset:
        return found(searchNumber(m_message.offset, visit));
    case Source::Kind::Timestamp:
        return found(m_message.timestampType != TimestampType::None
                     && searchNumber(m_message.timestamp, visit));
    case Source::Kind::Size:
        return found(searchNumber(size(), visit));
    case Source::Kind::KeyField:
        return searchFields(true, source.path, visit);
    case Source::Kind::ValueField:
        return searchFields(false, source.path, visit);
    }
    return Outcome::Nothing;
}

Subject::Outcome Subject::searchFields(bool ofKey, const FieldPath& path, const Visitor& visit)
{
    const Outcome outcome = searchBody(ofKey, path, visit);
    (ofKey ? m_keyFailed : m_valueFailed) |= outcome == Outcome::Undecodable;
    return outcome;
}

const Decoder& Subject::decoderOf(bool ofKey, std::string_view body) const
{
    return ofKey ? m_bodies.ofKey(body) : m_bodies.ofValue(body);
}

Subject::Outcome Subject::searchBody(bool ofKey, const FieldPath& path, const Visitor& visit)
{
    const Body& body = ofKey ? m_message.key : m_message.value;
    if (!body) {
        return path.empty() && visit({}) ? Outcome::Found : Outcome::Nothing;
    }
    const Decoder* chosen = (ofKey ? m_bodies.key : m_bodies.value).get();
    auto& decoded = ofKey ? m_key : m_value;
    const bool json = chosen && chosen->id == "json";
    if (!decoded && (!chosen || json)) {
        // JSON is searched as it stands; only what is not JSON is decoded.
        std::string marked;
        const auto document = shownJson(*body, json, marked);
        const Outcome found = document
            ? outcome(searchJson(*document, path,
                                 [&visit](const JsonValue& value) { return visit(scalar(value)); }))
            : Outcome::Undecodable;
        if (found != Outcome::Undecodable || json) {
            return found;
        }
    }
    const Decoder& decoder = decoderOf(ofKey, *body);
    if (decoder.id == "json") {
        return Outcome::Undecodable;
    }
    if (!decoded) {
        decoded = ofKey ? decoder.decode(*body) : decoder.decodeValue(*body, m_message.key);
    }
    return *decoded ? searchDecoded(**decoded, decoder.id, path, visit) : Outcome::Undecodable;
}

std::string Subject::whyUndecodable() const
{
    const auto why = [this](bool ofKey) -> std::string {
        const std::string_view body = *(ofKey ? m_message.key : m_message.value);
        const Decoder& decoder = decoderOf(ofKey, body);
        if (decoder.id == "hex") {
            return "no format is recognised in its bytes";
        }
        const auto first = body.find_first_not_of(" \t\r\n");
        const bool likeJson =
            first != std::string_view::npos && (body[first] == '{' || body[first] == '[');
        if (decoder.id == "json" || (likeJson && decoder.id == "text")) {
            const auto error = checkJson(body);
            return error ? "not valid JSON, line " + std::to_string(error->line) + ", column "
                    + std::to_string(error->column) + ": " + error->message
                         : "JSON of another shape";
        }
        const auto decoded =
            ofKey ? decoder.decode(body) : decoder.decodeValue(body, m_message.key);
        return decoded ? decoder.name + " has no fields"
                       : decoder.name + ": " + decoded.error().describe();
    };
    std::string all;
    for (const bool ofKey : {true, false}) {
        if (ofKey ? m_keyFailed : m_valueFailed) {
            all +=
                (all.empty() ? "" : "; ") + std::string(ofKey ? "key: " : "value: ") + why(ofKey);
        }
    }
    return all;
}

bool Subject::decodable(Source::Kind body)
{
    const bool key = body == Source::Kind::Key;
    const Source fields{.kind = key ? Source::Kind::KeyField : Source::Kind::ValueField,
                        .path = {PathStep{.kind = PathStep::Kind::Every}}};
    return search(fields, [](const Scalar&) { return false; }) != Outcome::Undecodable;
}

} // namespace ottla
