// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/filters/filterwords.h"

namespace ottla {

namespace {

using Kind = Source::Kind;

constexpr std::array<std::pair<std::string_view, Kind>, 9> sources{{
    {"any", Kind::Any},
    {"key", Kind::Key},
    {"value", Kind::Value},
    {"header", Kind::Headers},
    {"topic", Kind::Topic},
    {"partition", Kind::Partition},
    {"offset", Kind::Offset},
    {"timestamp", Kind::Timestamp},
    {"size", Kind::Size},
}};

// key and value stand for their bytes; behind a dot or a bracket, for what they were decoded to.
void takeFieldPath(FilterText& text, Source& source)
{
    const std::size_t from = text.at();
    bool root = text.peek() == '.' && text.take(".$");
    if (root && !text.atPathEnd()) { // a field whose name begins with a dollar sign
        text.goBack(from);
        root = false;
    }
    FieldPath path = text.takePath();
    if (root || !path.empty()) {
        source.kind = source.kind == Kind::Key ? Kind::KeyField : Kind::ValueField;
        source.path = std::move(path);
    } else if (!text.error()) {
        text.goBack(from);
    }
}

void takeHeaderName(FilterText& text, Source& source)
{
    if (text.peek() != '[') {
        return;
    }
    const std::size_t from = text.at();
    const FieldPath path = text.takePath();
    if (path.size() != 1 || path.front().kind != PathStep::Kind::Name) {
        text.fail(from, "A header is chosen by one name in quotes: header[\"name\"]");
        return;
    }
    source.kind = Kind::Header;
    source.name = path.front().name;
}

bool atConditionEnd(FilterText& text)
{
    return text.atEnd() || text.peek() == ')' || text.takeWord("and") || text.takeWord("or");
}

bool isTestAhead(FilterText& text, Kind kind)
{
    for (const auto& relation : relations) {
        if (text.take(relation.first)) {
            return true;
        }
    }
    for (const char* word : {"contains", "startswith", "matches"}) {
        if (text.takeWord(word)) {
            return true;
        }
    }
    if (text.takeWord("is")) {
        (void)text.takeWord("not");
        return text.takeWord("null") || text.takeWord("undecodable");
    }
    if (text.takeWord("in")) {
        return text.take("(");
    }
    // The wrong way round, of which the error tells.
    (void)text.takeWord("not");
    return canExist(kind) && text.takeWord("exists") && atConditionEnd(text);
}

// Narrower than isTestAhead(): prose has words and single signs, too.
bool isCodeAhead(FilterText& text)
{
    for (const char* sign : {"==", "!=", "<=", ">="}) {
        if (text.take(sign)) {
            return true;
        }
    }
    for (const char* word : {"contains", "startswith", "matches"}) {
        if (text.takeWord(word)) {
            text.skipSpace();
            const char next = text.peek();
            return next == '"' || next == '\'' || next == '/';
        }
    }
    return false;
}

} // namespace

std::optional<Source> takeSource(FilterText& text)
{
    Source source;
    if (text.take("$")) {
        source.kind = Kind::ValueField;
        source.path = text.takePath();
        return source;
    }
    for (const auto& [word, kind] : sources) {
        if (!text.takeWord(word)) {
            continue;
        }
        source.kind = kind;
        if (kind == Kind::Key || kind == Kind::Value) {
            takeFieldPath(text, source);
        } else if (kind == Kind::Headers) {
            takeHeaderName(text, source);
        }
        return source;
    }
    return std::nullopt;
}

bool looksLikeExpression(std::string_view whole)
{
    FilterText text(whole);
    while (text.take("(") || text.take("!") || text.takeWord("not")) { }
    text.skipSpace();
    if (text.peek() == '/') {
        return text.takeRegex() && atConditionEnd(text);
    }
    const bool exists = text.takeWord("exists");
    if (exists) {
        (void)text.take("("); // wrong, of which the error tells
    }
    text.skipSpace();
    const std::size_t from = text.at();
    if (text.take("$") && (text.peek() == '.' || text.peek() == '[')) {
        return true;
    }
    text.goBack(from);
    const auto source = takeSource(text);
    return source && !text.error()
        && (exists ? canExist(source->kind) : isTestAhead(text, source->kind));
}

std::string expressionHint(std::string_view whole)
{
    FilterText text(whole);
    while (text.take("(") || text.take("!") || text.takeWord("not")) { }
    text.skipSpace();
    const std::size_t from = text.at();
    const std::string word = text.nextWord();
    if (word.empty() || !text.takeWord(word)) {
        return {};
    }
    const FieldPath path = text.takePath();
    const std::string written(text.since(from));
    if (text.error() || !isCodeAhead(text)) {
        return {};
    }
    if (word == "header" && path.size() == 1 && path.front().kind == PathStep::Kind::Name) {
        return "Looked for as text. A header is chosen by header[\"" + path.front().name + "\"]";
    }
    return "Looked for as text. A field of the value stands behind $: $." + written;
}

} // namespace ottla
