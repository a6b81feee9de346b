// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/jsonlexer.h"

#include <algorithm>
#include <string_view>

namespace ottla {

namespace {

unsigned long word(int number)
{
    return static_cast<unsigned long>(number);
}

// Behind the closing quote, or the end of the line.
qsizetype stringEnd(const QByteArray& text, qsizetype from)
{
    for (qsizetype at = from; at < text.size(); ++at) {
        if (text[at] == '\\') {
            ++at;
        } else if (text[at] == '"') {
            return at + 1;
        }
    }
    return text.size();
}

bool isWordCharacter(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '+'
        || c == '-' || c == '.' || c == '_';
}

JsonLexer::Style styleOfWord(std::string_view word)
{
    if (word == "true" || word == "false" || word == "null") {
        return JsonLexer::Literal;
    }
    return word.front() == '-' || (word.front() >= '0' && word.front() <= '9') ? JsonLexer::Number
                                                                               : JsonLexer::Other;
}

} // namespace

JsonLexer::JsonLexer(QsciScintilla* editor)
    : QsciLexerCustom(editor)
{ }

QString JsonLexer::description(int style) const
{
    // The number of styles is told by which have a name.
    return style >= Plain && style <= Other ? QString::number(style) : QString();
}

JsonLine JsonLexer::before(int line) const
{
    if (line == 0) {
        return {};
    }
    const long state = editor()->SendScintilla(QsciScintilla::SCI_GETLINESTATE, word(line - 1));
    JsonLine left;
    left.depthAfter = static_cast<std::uint16_t>(state >> 1);
    left.inStringAfter = (state & 1) != 0;
    return left;
}

QByteArray JsonLexer::textOf(int line) const
{
    const long length = editor()->SendScintilla(QsciScintilla::SCI_LINELENGTH, word(line));
    QByteArray text(static_cast<qsizetype>(length) + 1, '\0');
    editor()->SendScintilla(QsciScintilla::SCI_GETLINE, word(line),
                            static_cast<void*>(text.data()));
    text.truncate(static_cast<qsizetype>(length));
    return text;
}

void JsonLexer::setFolding(int line, const JsonLine& is)
{
    const int header = is.depthAfter > is.depth ? QsciScintilla::SC_FOLDLEVELHEADERFLAG : 0;
    editor()->SendScintilla(QsciScintilla::SCI_SETFOLDLEVEL, word(line),
                            static_cast<long>(QsciScintilla::SC_FOLDLEVELBASE + is.depth + header));
}

void JsonLexer::styleText(int start, int end)
{
    const long first = editor()->SendScintilla(QsciScintilla::SCI_LINEFROMPOSITION, word(start));
    const long last = editor()->SendScintilla(QsciScintilla::SCI_LINEFROMPOSITION, word(end));
    for (int line = static_cast<int>(first); line <= last; ++line) {
        const QByteArray text = textOf(line);
        const JsonLine is =
            jsonLine(std::string_view(text.constData(), static_cast<std::size_t>(text.size())),
                     before(line));
        editor()->SendScintilla(
            QsciScintilla::SCI_SETLINESTATE, word(line),
            static_cast<long>(is.depthAfter << 1U | (is.inStringAfter ? 1U : 0U)));
        setFolding(line, is);
        colour(line, text, is);
    }
}

void JsonLexer::colourLine(int line, const JsonLine& is)
{
    colour(line, textOf(line), is);
}

void JsonLexer::colour(int line, const QByteArray& text, const JsonLine& is)
{
    QByteArray styles(text.size(), static_cast<char>(Plain));
    const auto put = [&styles](qsizetype from, qsizetype to, Style style) {
        std::fill(styles.begin() + from, styles.begin() + to, static_cast<char>(style));
    };
    qsizetype at = 0;
    if (is.inString) {
        at = stringEnd(text, 0);
        put(0, at, String);
    }
    while (at < text.size()) {
        const char c = text[at];
        qsizetype end = at + 1;
        if (c == '"') {
            end = stringEnd(text, at + 1);
            qsizetype next = end;
            while (next < text.size() && text[next] == ' ') {
                ++next;
            }
            put(at, end, next < text.size() && text[next] == ':' ? Key : String);
        } else if (isWordCharacter(c)) {
            while (end < text.size() && isWordCharacter(text[end])) {
                ++end;
            }
            put(at, end, styleOfWord({text.constData() + at, static_cast<std::size_t>(end - at)}));
        } else if (std::string_view("{}[],:").find(c) != std::string_view::npos) {
            put(at, end, Punctuation);
        }
        at = end;
    }
    const long from = editor()->SendScintilla(QsciScintilla::SCI_POSITIONFROMLINE, word(line));
    editor()->SendScintilla(QsciScintilla::SCI_STARTSTYLING, static_cast<unsigned long>(from), 0L);
    editor()->SendScintilla(QsciScintilla::SCI_SETSTYLINGEX,
                            static_cast<unsigned long>(styles.size()), styles.constData());
}

} // namespace ottla
