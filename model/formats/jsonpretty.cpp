// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/formats/bodyformat.h"
#include "model/formats/prettyprint.h"

#include <algorithm>

namespace ottla {

namespace {

// Deep documents would grow with the square of their depth: indentation stops here.
constexpr std::size_t deepestIndent = 32;
constexpr std::size_t indentWidth = 4;

bool isSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}
bool isHex(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// Walks the tokens of a document and, when `out` is given, writes each where it belongs.
class JsonWalk
{
public:
    JsonWalk(std::string_view input, std::string* out)
        : m_in(input)
        , m_out(out)
    { }

    bool run();
    [[nodiscard]] std::size_t errorOffset() const { return m_errorAt; }
    [[nodiscard]] const char* errorMessage() const { return m_error; }

private:
    enum class Expect
    {
        Value,
        ValueOrEnd, // right after '['
        NameOrEnd, // right after '{'
        Name,
        Colon,
        CommaOrEnd,
        Nothing,
    };

    bool fail(std::size_t at, const char* message)
    {
        m_errorAt = at;
        m_error = message;
        return false;
    }
    void skipSpace()
    {
        while (m_at < m_in.size() && isSpace(m_in[m_at])) {
            ++m_at;
        }
    }
    void put(std::size_t from, std::size_t to)
    {
        if (m_out) {
            m_out->append(m_in.substr(from, to - from));
        }
    }
    void put(char c)
    {
        if (m_out) {
            m_out->push_back(c);
        }
    }
    void newLine()
    {
        if (m_out) {
            m_out->push_back('\n');
            m_out->append(std::min(m_open.size(), deepestIndent) * indentWidth, ' ');
        }
    }
    void afterValue() { m_expect = m_open.empty() ? Expect::Nothing : Expect::CommaOrEnd; }
    bool open(char c);
    bool close(char c);
    bool step();
    bool value();
    bool string();
    bool escape();
    bool number();
    bool literal(std::string_view word);

    std::string_view m_in;
    std::string* m_out;
    std::size_t m_at = 0;
    std::string m_open; // the closing characters that are due, innermost last
    bool m_justOpened = false;
    Expect m_expect = Expect::Value;
    std::size_t m_errorAt = 0;
    const char* m_error = "";
};

bool JsonWalk::run()
{
    if (m_in.starts_with("\xEF\xBB\xBF")) {
        put(0, 3);
        m_at = 3;
    }
    for (skipSpace(); m_at < m_in.size(); skipSpace()) {
        if (!step()) {
            return false;
        }
    }
    if (m_expect == Expect::Nothing) {
        return true;
    }
    return fail(m_in.size(),
                m_open.empty() ? "There is no JSON value" : "The document ends too early");
}

bool JsonWalk::step()
{
    const char c = m_in[m_at];
    switch (m_expect) {
    case Expect::Nothing:
        return fail(m_at, "Text after the end of the document");
    case Expect::Colon:
        if (c != ':') {
            return fail(m_at, "Expected a colon after the name");
        }
        ++m_at;
        put(':');
        put(' ');
        m_expect = Expect::Value;
        return true;
    case Expect::CommaOrEnd:
        if (c == ',') {
            ++m_at;
            put(',');
            newLine();
            m_expect = m_open.back() == '}' ? Expect::Name : Expect::Value;
            return true;
        }
        if (c != m_open.back()) {
            return fail(m_at,
                        m_open.back() == '}' ? "Expected a comma or a closing brace"
                                             : "Expected a comma or a closing bracket");
        }
        return close(c);
    case Expect::NameOrEnd:
        if (c == '}') {
            return close(c);
        }
        newLine();
        [[fallthrough]];
    case Expect::Name:
        if (c != '"') {
            return fail(m_at, "Expected a name in double quotes");
        }
        m_justOpened = false;
        m_expect = Expect::Colon;
        return string();
    case Expect::ValueOrEnd:
        if (c == ']') {
            return close(c);
        }
        newLine();
        [[fallthrough]];
    case Expect::Value:
        m_justOpened = false;
        return value();
    }
    return false;
}

bool JsonWalk::open(char c)
{
    put(c);
    ++m_at;
    m_open.push_back(c == '{' ? '}' : ']');
    m_justOpened = true;
    m_expect = c == '{' ? Expect::NameOrEnd : Expect::ValueOrEnd;
    return true;
}

bool JsonWalk::close(char c)
{
    ++m_at;
    m_open.pop_back();
    if (!m_justOpened) {
        newLine();
    }
    m_justOpened = false;
    put(c);
    afterValue();
    return true;
}

bool JsonWalk::value()
{
    const char c = m_in[m_at];
    if (c == '{' || c == '[') {
        return open(c);
    }
    const bool ok = c == '"'       ? string()
        : c == 't'                 ? literal("true")
        : c == 'f'                 ? literal("false")
        : c == 'n'                 ? literal("null")
        : (c == '-' || isDigit(c)) ? number()
                                   : fail(m_at, "Expected a value");
    if (ok) {
        afterValue();
    }
    return ok;
}

bool JsonWalk::string()
{
    const std::size_t from = m_at++;
    while (m_at < m_in.size()) {
        const auto b = static_cast<unsigned char>(m_in[m_at]);
        if (b == '"') {
            ++m_at;
            put(from, m_at);
            return true;
        }
        if (b == '\\') {
            if (!escape()) {
                return false;
            }
        } else if (b < 0x20) {
            return fail(m_at, "A control character in a string must be escaped");
        } else {
            ++m_at;
        }
    }
    return fail(m_in.size(), "The string is not closed");
}

bool JsonWalk::escape()
{
    const std::size_t from = m_at++;
    if (m_at == m_in.size()) {
        return fail(m_at, "The string is not closed");
    }
    if (m_in[m_at] != 'u') {
        if (std::string_view("\"\\/bfnrt").find(m_in[m_at]) == std::string_view::npos) {
            return fail(from, "Unknown escape in a string");
        }
        ++m_at;
        return true;
    }
    ++m_at;
    for (int i = 0; i < 4; ++i, ++m_at) {
        if (m_at == m_in.size() || !isHex(m_in[m_at])) {
            return fail(from, "\\u needs four hexadecimal digits");
        }
    }
    return true;
}

bool JsonWalk::number()
{
    const std::size_t from = m_at;
    const auto digits = [this] {
        const std::size_t first = m_at;
        while (m_at < m_in.size() && isDigit(m_in[m_at])) {
            ++m_at;
        }
        return m_at > first;
    };
    if (m_in[m_at] == '-') {
        ++m_at;
    }
    const std::size_t integer = m_at;
    if (!digits()) {
        return fail(m_at, "Expected a digit");
    }
    if (m_in[integer] == '0' && m_at > integer + 1) {
        return fail(integer, "A number must not begin with a zero");
    }
    if (m_at < m_in.size() && m_in[m_at] == '.') {
        ++m_at;
        if (!digits()) {
            return fail(m_at, "Expected a digit after the decimal point");
        }
    }
    if (m_at < m_in.size() && (m_in[m_at] == 'e' || m_in[m_at] == 'E')) {
        ++m_at;
        if (m_at < m_in.size() && (m_in[m_at] == '+' || m_in[m_at] == '-')) {
            ++m_at;
        }
        if (!digits()) {
            return fail(m_at, "Expected a digit in the exponent");
        }
    }
    put(from, m_at);
    return true;
}

bool JsonWalk::literal(std::string_view word)
{
    if (m_in.substr(m_at, word.size()) != word) {
        return fail(m_at, "Expected a value");
    }
    put(m_at, m_at + word.size());
    m_at += word.size();
    return true;
}

// A document has to be UTF-8 as well; whichever error comes first counts.
std::optional<FormatError> walk(std::string_view input, std::string* out)
{
    JsonWalk walk(input, out);
    const bool ok = walk.run();
    const std::size_t limit = ok ? input.size() : walk.errorOffset();
    const std::size_t invalid = firstInvalidUtf8(input);
    if (invalid < limit) {
        return errorAt(input, invalid, "Not valid UTF-8");
    }
    if (!ok) {
        return errorAt(input, walk.errorOffset(), walk.errorMessage());
    }
    return std::nullopt;
}

} // namespace

Pretty prettyJson(std::string_view input)
{
    Pretty pretty;
    pretty.text.reserve(input.size() + input.size() / 2);
    pretty.error = walk(input, &pretty.text);
    if (pretty.error) {
        pretty.text = input;
    }
    return pretty;
}

std::optional<FormatError> checkJson(std::string_view input)
{
    return walk(input, nullptr);
}

FormatError errorAt(std::string_view input, std::size_t offset, std::string message)
{
    const std::string_view before = input.substr(0, offset);
    const std::size_t lineFeed = before.rfind('\n');
    const std::string_view inLine =
        lineFeed == std::string_view::npos ? before : before.substr(lineFeed + 1);
    const auto startsCharacter = [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    };
    return {.offset = offset,
            .line = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')) + 1,
            .column = static_cast<std::size_t>(
                          std::count_if(inLine.begin(), inLine.end(), startsCharacter))
                + 1,
            .message = std::move(message)};
}

} // namespace ottla
