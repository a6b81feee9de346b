// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/formats/bodyformat.h"
#include "model/formats/prettyprint.h"

#include <algorithm>
#include <vector>

namespace ottla {

namespace {

constexpr std::size_t deepestIndent = 32;
constexpr std::size_t indentWidth = 4;

bool isSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool isNameStart(char c)
{
    const auto b = static_cast<unsigned char>(c);
    return b == '_' || b == ':' || b >= 0x80 || (b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z');
}

bool isNameCharacter(char c)
{
    return isNameStart(c) || c == '-' || c == '.' || (c >= '0' && c <= '9');
}

enum class Kind
{
    Open,
    Close,
    Empty, // <a/>
    Text, // has a character that is not white space
    Space,
    CData,
    Aside, // a comment, a processing instruction, the declaration or the document type
};

struct Token
{
    Kind kind;
    std::size_t from;
    std::size_t to;
    // Open: its white space must stay as it is.
    bool keepsSpace = false;
    // Open: it holds elements or asides, and not only text.
    bool hasChildren = false;
};

// Splits a document into tokens and checks that it is well-formed as far as tags, quotes and
// nesting go (entities and the document type's inside are taken as they are).
class XmlTokens
{
public:
    explicit XmlTokens(std::string_view input)
        : m_in(input)
    { }

    bool run();
    [[nodiscard]] const std::vector<Token>& tokens() const { return m_tokens; }
    [[nodiscard]] std::size_t errorOffset() const { return m_errorAt; }
    [[nodiscard]] const std::string& errorMessage() const { return m_error; }

private:
    struct OpenElement
    {
        std::size_t token;
        std::string_view name;
    };

    bool fail(std::size_t at, std::string message)
    {
        m_errorAt = at;
        m_error = std::move(message);
        return false;
    }
    void add(Kind kind, std::size_t from)
    {
        m_tokens.push_back({kind, from, m_at});
        if (!m_open.empty() && kind != Kind::Text && kind != Kind::Space && kind != Kind::CData
            && kind != Kind::Close) {
            m_tokens[m_open.back().token].hasChildren = true;
        }
        if (!m_open.empty() && (kind == Kind::Text || kind == Kind::CData)) {
            m_tokens[m_open.back().token].keepsSpace = true;
        }
    }
    bool markup();
    bool until(std::string_view end, Kind kind, const char* unclosed);
    bool documentType();
    bool closingTag();
    bool openingTag();
    bool attribute(bool& preserves);
    bool text();
    void skipSpace()
    {
        while (m_at < m_in.size() && isSpace(m_in[m_at])) {
            ++m_at;
        }
    }
    std::string_view name()
    {
        const std::size_t from = m_at;
        while (m_at < m_in.size() && isNameCharacter(m_in[m_at])) {
            ++m_at;
        }
        return m_in.substr(from, m_at - from);
    }

    std::string_view m_in;
    std::size_t m_at = 0;
    std::vector<Token> m_tokens;
    std::vector<OpenElement> m_open;
    bool m_rootSeen = false;
    std::size_t m_errorAt = 0;
    std::string m_error;
};

bool XmlTokens::run()
{
    if (m_in.starts_with("\xEF\xBB\xBF")) {
        m_at = 3;
    }
    while (m_at < m_in.size()) {
        if (!(m_in[m_at] == '<' ? markup() : text())) {
            return false;
        }
    }
    if (!m_open.empty()) {
        return fail(m_in.size(), "<" + std::string(m_open.back().name) + "> is not closed");
    }
    return m_rootSeen || fail(m_in.size(), "There is no element");
}

bool XmlTokens::markup()
{
    const std::string_view rest = m_in.substr(m_at);
    if (rest.starts_with("<!--")) {
        return until("-->", Kind::Aside, "The comment is not closed");
    }
    if (rest.starts_with("<![CDATA[")) {
        return m_open.empty() ? fail(m_at, "CDATA outside of the element")
                              : until("]]>", Kind::CData, "The CDATA section is not closed");
    }
    if (rest.starts_with("<?")) {
        return until("?>", Kind::Aside, "The processing instruction is not closed");
    }
    if (rest.starts_with("<!")) {
        return documentType();
    }
    return rest.starts_with("</") ? closingTag() : openingTag();
}

bool XmlTokens::until(std::string_view end, Kind kind, const char* unclosed)
{
    const std::size_t from = m_at;
    // The opening characters are no part of the closing ones, as in "<!-->".
    const std::size_t skip = kind == Kind::CData ? 9 : end == "-->" ? 4 : 2;
    const std::size_t found = m_in.find(end, from + skip);
    if (found == std::string_view::npos) {
        return fail(from, unclosed);
    }
    m_at = found + end.size();
    add(kind, from);
    return true;
}

bool XmlTokens::documentType()
{
    const std::size_t from = m_at;
    if (!m_in.substr(m_at).starts_with("<!DOCTYPE") || m_rootSeen) {
        return fail(from, "Unexpected declaration");
    }
    bool inSubset = false;
    for (m_at += 9; m_at < m_in.size(); ++m_at) {
        const char c = m_in[m_at];
        if (c == '"' || c == '\'') {
            m_at = m_in.find(c, m_at + 1);
            if (m_at == std::string_view::npos) {
                break;
            }
        } else if (m_in.substr(m_at).starts_with("<!--")) {
            m_at = m_in.find("-->", m_at + 4);
            if (m_at == std::string_view::npos) {
                break;
            }
            m_at += 2;
        } else if (c == '[') {
            inSubset = true;
        } else if (c == ']') {
            inSubset = false;
        } else if (c == '>' && !inSubset) {
            ++m_at;
            add(Kind::Aside, from);
            return true;
        }
    }
    return fail(from, "The document type is not closed");
}

bool XmlTokens::closingTag()
{
    const std::size_t from = m_at;
    m_at += 2;
    const std::string_view tag = name();
    skipSpace();
    if (m_at == m_in.size() || m_in[m_at] != '>') {
        return fail(m_at, "Expected > at the end of the closing tag");
    }
    if (m_open.empty() || m_open.back().name != tag) {
        return fail(from,
                    m_open.empty() ? "</" + std::string(tag) + "> closes nothing"
                                   : "Expected </" + std::string(m_open.back().name) + ">");
    }
    ++m_at;
    m_open.pop_back();
    add(Kind::Close, from);
    return true;
}

bool XmlTokens::openingTag()
{
    const std::size_t from = m_at++;
    if (m_at == m_in.size() || !isNameStart(m_in[m_at])) {
        return fail(from, "< must be followed by a name or be written as &lt;");
    }
    if (m_open.empty() && m_rootSeen) {
        return fail(from, "A second element after the end of the document");
    }
    const std::string_view tag = name();
    bool preserves = false;
    for (;;) {
        const std::size_t before = m_at;
        skipSpace();
        if (m_at == m_in.size()) {
            return fail(from, "The tag is not closed");
        }
        if (m_in[m_at] == '>' || m_in.substr(m_at).starts_with("/>")) {
            break;
        }
        if (m_at == before) {
            return fail(m_at, "Expected a space before the attribute");
        }
        if (!attribute(preserves)) {
            return false;
        }
    }
    const bool empty = m_in[m_at] == '/';
    m_at += empty ? 2 : 1;
    m_rootSeen = true;
    add(empty ? Kind::Empty : Kind::Open, from);
    if (!empty) {
        m_tokens.back().keepsSpace = preserves;
        m_open.push_back({m_tokens.size() - 1, tag});
    }
    return true;
}

bool XmlTokens::attribute(bool& preserves)
{
    const std::size_t from = m_at;
    if (!isNameStart(m_in[m_at])) {
        return fail(m_at, "Expected the name of an attribute");
    }
    const std::string_view attributeName = name();
    skipSpace();
    if (m_at == m_in.size() || m_in[m_at] != '=') {
        return fail(m_at, "Expected = after the attribute's name");
    }
    ++m_at;
    skipSpace();
    if (m_at == m_in.size() || (m_in[m_at] != '"' && m_in[m_at] != '\'')) {
        return fail(m_at, "Expected the attribute's value in quotes");
    }
    const std::size_t end = m_in.find(m_in[m_at], m_at + 1);
    if (end == std::string_view::npos) {
        return fail(from, "The attribute's value is not closed");
    }
    const std::string_view content = m_in.substr(m_at + 1, end - m_at - 1);
    if (const std::size_t bad = content.find('<'); bad != std::string_view::npos) {
        return fail(m_at + 1 + bad, "< must not stand in an attribute's value");
    }
    preserves = preserves || (attributeName == "xml:space" && content == "preserve");
    m_at = end + 1;
    return true;
}

bool XmlTokens::text()
{
    const std::size_t from = m_at;
    m_at = std::min(m_in.find('<', m_at), m_in.size());
    const std::string_view content = m_in.substr(from, m_at - from);
    const auto visible = std::find_if_not(content.begin(), content.end(), isSpace);
    if (visible == content.end()) {
        add(Kind::Space, from);
        return true;
    }
    if (m_open.empty()) {
        return fail(from + static_cast<std::size_t>(visible - content.begin()),
                    "Text outside of the element");
    }
    add(Kind::Text, from);
    return true;
}

std::string layOut(std::string_view input, const std::vector<Token>& tokens)
{
    std::string out;
    out.reserve(input.size() + input.size() / 2);
    out.append(input.substr(0, tokens.empty() ? 0 : tokens.front().from));
    std::size_t depth = 0;
    std::size_t verbatim = 0; // open elements whose content stays as it is
    bool first = true;
    const auto newLine = [&] {
        if (!first) {
            out.push_back('\n');
            out.append(std::min(depth, deepestIndent) * indentWidth, ' ');
        }
        first = false;
    };
    for (const Token& token : tokens) {
        if (token.kind == Kind::Close) {
            --depth;
        }
        if (verbatim > 0) {
            verbatim -= token.kind == Kind::Close ? 1U : 0U;
        } else if (token.kind == Kind::Space) {
            continue;
        } else {
            newLine();
        }
        out.append(input.substr(token.from, token.to - token.from));
        if (token.kind == Kind::Open) {
            ++depth;
            // A leaf keeps even its white space: it may be all that it says.
            verbatim += verbatim > 0 || token.keepsSpace || !token.hasChildren ? 1U : 0U;
        }
    }
    return out;
}

} // namespace

Pretty prettyXml(std::string_view input)
{
    XmlTokens tokens(input);
    const bool ok = tokens.run();
    const std::size_t invalid = firstInvalidUtf8(input);
    if (invalid < (ok ? input.size() : tokens.errorOffset())) {
        return {std::string(input), errorAt(input, invalid, "Not valid UTF-8")};
    }
    if (!ok) {
        return {std::string(input), errorAt(input, tokens.errorOffset(), tokens.errorMessage())};
    }
    return {layOut(input, tokens.tokens()), std::nullopt};
}

} // namespace ottla
