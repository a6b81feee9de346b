// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/codeview.h"

#include "ui/shell/theme.h"

#include <QEvent>
#include <QFontDatabase>

namespace ottla {

namespace {

constexpr qsizetype lexedCharacters = 2'000'000;
constexpr int foldMargin = 2;

void colourJson(QsciLexer& lexer, const QPalette& palette)
{
    const auto set = [&](int style, ThemeRole role) {
        lexer.setColor(themeColor(role, palette), style);
    };
    for (int style = 0; style <= QsciLexerJSON::Error; ++style) {
        lexer.setColor(palette.color(QPalette::Text), style);
    }
    set(QsciLexerJSON::Number, ThemeRole::JsonNumber);
    set(QsciLexerJSON::String, ThemeRole::JsonString);
    set(QsciLexerJSON::UnclosedString, ThemeRole::Bad);
    set(QsciLexerJSON::Property, ThemeRole::JsonKey);
    set(QsciLexerJSON::EscapeSequence, ThemeRole::JsonString);
    set(QsciLexerJSON::Keyword, ThemeRole::JsonLiteral);
    set(QsciLexerJSON::KeywordLD, ThemeRole::JsonLiteral);
    set(QsciLexerJSON::Error, ThemeRole::Bad);
}

void colourXml(QsciLexer& lexer, const QPalette& palette)
{
    for (int style = 0; style <= QsciLexerHTML::SGMLBlockDefault; ++style) {
        lexer.setColor(palette.color(QPalette::Text), style);
    }
    lexer.setColor(themeColor(ThemeRole::JsonKey, palette), QsciLexerHTML::Tag);
    lexer.setColor(themeColor(ThemeRole::JsonKey, palette), QsciLexerHTML::UnknownTag);
    lexer.setColor(themeColor(ThemeRole::JsonKey, palette), QsciLexerHTML::XMLTagEnd);
    lexer.setColor(themeColor(ThemeRole::JsonLiteral, palette), QsciLexerHTML::Attribute);
    lexer.setColor(themeColor(ThemeRole::JsonLiteral, palette), QsciLexerHTML::UnknownAttribute);
    lexer.setColor(themeColor(ThemeRole::JsonString, palette),
                   QsciLexerHTML::HTMLDoubleQuotedString);
    lexer.setColor(themeColor(ThemeRole::JsonString, palette),
                   QsciLexerHTML::HTMLSingleQuotedString);
    lexer.setColor(themeColor(ThemeRole::JsonNumber, palette), QsciLexerHTML::Entity);
    lexer.setColor(themeColor(ThemeRole::Muted, palette), QsciLexerHTML::HTMLComment);
}

} // namespace

CodeView::CodeView(QWidget* parent)
    : QsciScintilla(parent)
{
    setUtf8(true);
    setFrameShape(NoFrame);
    setWrapMode(WrapWord);
    setMarginWidth(0, 0);
    setMarginWidth(1, 0);
    setFolding(BoxedTreeFoldStyle, foldMargin);
    setBraceMatching(SloppyBraceMatch);
    setScrollWidth(1);
    setScrollWidthTracking(true);
    SendScintilla(SCI_SETCARETLINEVISIBLE, 0UL);
    applyColours();
}

void CodeView::setBody(const QString& text, BodyFormat format)
{
    const bool wasReadOnly = isReadOnly();
    const BodyFormat wanted = text.size() > lexedCharacters ? BodyFormat::Text : format;
    if (wanted != m_format || m_lexer == nullptr) {
        m_format = wanted;
        applyLexer();
    }
    setReadOnly(false);
    setText(text);
    setModified(false);
    setReadOnly(wasReadOnly);
    setCursorPosition(0, 0);
}

bool CodeView::findNextText(const QString& text)
{
    return findFirst(text, false, false, false, true);
}

void CodeView::changeEvent(QEvent* event)
{
    QsciScintilla::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        applyLexer();
        applyColours();
    }
}

void CodeView::applyLexer()
{
    QsciLexer* before = m_lexer;
    m_lexer = nullptr;
    if (m_format == BodyFormat::Json) {
        auto* json = new QsciLexerJSON(this);
        json->setFoldCompact(false);
        json->setHighlightEscapeSequences(true);
        m_lexer = json;
    } else if (m_format == BodyFormat::Xml) {
        m_lexer = new QsciLexerXML(this);
    }
    if (m_lexer != nullptr) {
        m_lexer->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
        m_lexer->setPaper(palette().color(QPalette::Base));
        m_lexer->setDefaultPaper(palette().color(QPalette::Base));
        m_lexer->setDefaultColor(palette().color(QPalette::Text));
        m_format == BodyFormat::Json ? colourJson(*m_lexer, palette())
                                     : colourXml(*m_lexer, palette());
    }
    setLexer(m_lexer);
    delete before;
    applyColours();
}

void CodeView::applyColours()
{
    const QPalette& colours = palette();
    const QColor base = colours.color(QPalette::Base);
    if (m_lexer == nullptr) {
        setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
        setColor(colours.color(QPalette::Text));
        setPaper(base);
    }
    setCaretForegroundColor(colours.color(QPalette::Text));
    setSelectionBackgroundColor(colours.color(QPalette::Highlight));
    setSelectionForegroundColor(colours.color(QPalette::HighlightedText));
    const QColor muted = themeColor(ThemeRole::Muted, colours);
    setFoldMarginColors(base, base);
    setMarginsBackgroundColor(base);
    setMarginsForegroundColor(muted);
    for (int marker = int{SC_MARKNUM_FOLDEREND}; marker <= int{SC_MARKNUM_FOLDEROPEN}; ++marker) {
        setMarkerForegroundColor(base, marker);
        setMarkerBackgroundColor(muted, marker);
    }
    setMatchedBraceForegroundColor(themeColor(ThemeRole::Accent, colours));
    setMatchedBraceBackgroundColor(base);
}

} // namespace ottla
