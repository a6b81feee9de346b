// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/formats/jsonpath.h"

#include "model/formats/bodyformat.h"

#include <algorithm>
#include <cstdint>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace ottla {

namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isHex(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// The first byte at or behind `at` that is not plain ASCII text of a string.
std::size_t endOfPlain(std::string_view s, std::size_t at)
{
#ifdef __SSE2__
    while (at + 16 <= s.size()) {
        const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(s.data() + at));
        // As signed numbers: control characters and bytes from 0x80 on are below 0x20.
        const __m128i special =
            _mm_or_si128(_mm_cmplt_epi8(block, _mm_set1_epi8(0x20)),
                         _mm_or_si128(_mm_cmpeq_epi8(block, _mm_set1_epi8('"')),
                                      _mm_cmpeq_epi8(block, _mm_set1_epi8('\\'))));
        const auto mask = static_cast<unsigned>(_mm_movemask_epi8(special));
        if (mask != 0) {
            return at + static_cast<std::size_t>(__builtin_ctz(mask));
        }
        at += 16;
    }
#endif
    while (at < s.size()) {
        const auto b = static_cast<unsigned char>(s[at]);
        if (b < 0x20 || b >= 0x80 || b == '"' || b == '\\') {
            break;
        }
        ++at;
    }
    return at;
}

// Every function that answers bool stands behind what it read when it answers true; false ends
// the walk, because of an error or because the visitor has what it wants.
class Walk
{
public:
    Walk(std::string_view in, const FieldPath& path,
         const std::function<bool(const JsonValue&)>& visit)
        : m_in(in)
        , m_path(path)
        , m_visit(visit)
    { }

    JsonSearch run()
    {
        if (m_in.starts_with("\xEF\xBB\xBF")) {
            m_at = 3;
        }
        const bool through = follow(0);
        skipSpace();
        return m_found                       ? JsonSearch::Found
            : through && m_at == m_in.size() ? JsonSearch::Nothing
                                             : JsonSearch::Malformed;
    }

private:
    [[nodiscard]] char peek() const { return m_at < m_in.size() ? m_in[m_at] : '\0'; }
    void skipSpace()
    {
        while (m_at < m_in.size()
               && (m_in[m_at] == ' ' || m_in[m_at] == '\n' || m_in[m_at] == '\r'
                   || m_in[m_at] == '\t')) {
            ++m_at;
        }
    }

    bool follow(std::size_t step);
    bool followMembers(std::size_t step);
    bool followItems(std::size_t step);
    bool visitHere();
    bool skipValue();
    bool name(std::string_view& quoted);
    [[nodiscard]] bool isNamed(std::string_view quoted, const std::string& name);
    bool scalar();
    bool string();
    bool escape();
    bool digits();
    bool number();
    bool word(std::string_view word);

    std::string_view m_in;
    const FieldPath& m_path;
    const std::function<bool(const JsonValue&)>& m_visit;
    std::size_t m_at = 0;
    bool m_found = false;
    std::string m_open; // the closing characters that are due in what is skipped
    std::string m_scratch;
};

bool Walk::follow(std::size_t step)
{
    skipSpace();
    if (step == m_path.size()) {
        return visitHere();
    }
    const PathStep::Kind kind = m_path[step].kind;
    if (peek() == '{' && kind != PathStep::Kind::Index) {
        return followMembers(step);
    }
    if (peek() == '[' && kind != PathStep::Kind::Name) {
        return followItems(step);
    }
    return skipValue();
}

bool Walk::followMembers(std::size_t step)
{
    ++m_at;
    skipSpace();
    if (peek() == '}') {
        ++m_at;
        return true;
    }
    for (;;) {
        std::string_view quoted;
        if (!name(quoted)) {
            return false;
        }
        const PathStep& wanted = m_path[step];
        const bool on = wanted.kind == PathStep::Kind::Every || isNamed(quoted, wanted.name);
        if (!(on ? follow(step + 1) : skipValue())) {
            return false;
        }
        skipSpace();
        if (peek() == '}') {
            ++m_at;
            return true;
        }
        if (peek() != ',') {
            return false;
        }
        ++m_at;
    }
}

bool Walk::followItems(std::size_t step)
{
    ++m_at;
    skipSpace();
    if (peek() == ']') {
        ++m_at;
        return true;
    }
    for (std::size_t index = 0;; ++index) {
        const PathStep& wanted = m_path[step];
        const bool on = wanted.kind == PathStep::Kind::Every || wanted.index == index;
        if (!(on ? follow(step + 1) : skipValue())) {
            return false;
        }
        skipSpace();
        if (peek() == ']') {
            ++m_at;
            return true;
        }
        if (peek() != ',') {
            return false;
        }
        ++m_at;
    }
}

bool Walk::visitHere()
{
    using Kind = JsonValue::Kind;
    const std::size_t from = m_at;
    const char c = peek();
    if (!skipValue()) {
        return false;
    }
    const Kind kind = c == '{'   ? Kind::Object
        : c == '['               ? Kind::List
        : c == '"'               ? Kind::String
        : c == 'n'               ? Kind::Null
        : (c == 't' || c == 'f') ? Kind::Bool
                                 : Kind::Number;
    m_found = m_visit({kind, m_in.substr(from, m_at - from)});
    return !m_found;
}

bool Walk::skipValue()
{
    m_open.clear();
    for (;;) {
        skipSpace();
        const char c = peek();
        if (c == '{' || c == '[') {
            ++m_at;
            skipSpace();
            m_open.push_back(c == '{' ? '}' : ']');
            if (peek() != m_open.back()) {
                std::string_view unused;
                if (c == '{' && !name(unused)) {
                    return false;
                }
                continue;
            }
        } else if (!scalar()) {
            return false;
        }
        for (;;) { // behind a value, or before the end of an empty container
            if (m_open.empty()) {
                return true;
            }
            skipSpace();
            if (peek() == m_open.back()) {
                ++m_at;
                m_open.pop_back();
                continue;
            }
            if (peek() != ',') {
                return false;
            }
            ++m_at;
            std::string_view unused;
            if (m_open.back() == '}' && !name(unused)) {
                return false;
            }
            break;
        }
    }
}

bool Walk::name(std::string_view& quoted)
{
    skipSpace();
    const std::size_t from = m_at;
    if (peek() != '"' || !string()) {
        return false;
    }
    quoted = m_in.substr(from, m_at - from);
    skipSpace();
    if (peek() != ':') {
        return false;
    }
    ++m_at;
    return true;
}

bool Walk::isNamed(std::string_view quoted, const std::string& name)
{
    const std::string_view raw = quoted.substr(1, quoted.size() - 2);
    return raw == name
        || (raw.find('\\') != std::string_view::npos && jsonStringText(quoted, m_scratch) == name);
}

bool Walk::scalar()
{
    const char c = peek();
    return c == '"' ? string()
        : c == 't'  ? word("true")
        : c == 'f'  ? word("false")
        : c == 'n'  ? word("null")
                    : number();
}

bool Walk::string()
{
    const std::size_t from = ++m_at;
    bool ascii = true;
    for (;;) {
        m_at = endOfPlain(m_in, m_at);
        if (m_at == m_in.size()) {
            return false;
        }
        const auto b = static_cast<unsigned char>(m_in[m_at]);
        if (b == '"') {
            return ascii ? (++m_at, true) : isUtf8(m_in.substr(from, m_at++ - from));
        }
        if (b == '\\') {
            if (!escape()) {
                return false;
            }
        } else if (b < 0x20) {
            return false;
        } else {
            ascii = false;
            ++m_at;
        }
    }
}

bool Walk::escape()
{
    ++m_at;
    const char c = peek();
    if (c != 'u') {
        ++m_at;
        return c != '\0' && std::string_view("\"\\/bfnrt").find(c) != std::string_view::npos;
    }
    ++m_at;
    for (int i = 0; i < 4; ++i, ++m_at) {
        if (!isHex(peek())) {
            return false;
        }
    }
    return true;
}

bool Walk::digits()
{
    const std::size_t from = m_at;
    while (isDigit(peek())) {
        ++m_at;
    }
    return m_at > from;
}

bool Walk::number()
{
    if (peek() == '-') {
        ++m_at;
    }
    const bool zero = peek() == '0';
    const std::size_t from = m_at;
    if (!digits() || (zero && m_at > from + 1)) {
        return false;
    }
    if (peek() == '.') {
        ++m_at;
        if (!digits()) {
            return false;
        }
    }
    if (peek() == 'e' || peek() == 'E') {
        ++m_at;
        if (peek() == '+' || peek() == '-') {
            ++m_at;
        }
        return digits();
    }
    return true;
}

bool Walk::word(std::string_view word)
{
    const bool there = m_in.substr(m_at, word.size()) == word;
    m_at += there ? word.size() : 0;
    return there;
}

} // namespace

JsonSearch searchJson(std::string_view document, const FieldPath& path,
                      const std::function<bool(const JsonValue&)>& visit)
{
    return Walk(document, path, visit).run();
}

} // namespace ottla
