// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/codeview.h"

#include "model/async/background.h"
#include "ui/shell/theme.h"
#include "ui/widgets/findbar.h"
#include "ui/widgets/jsonlexer.h"
#include "ui/widgets/scintilla.h"

#include <QApplication>
#include <QClipboard>
#include <QElapsedTimer>
#include <QEvent>
#include <QFontDatabase>
#include <QKeyEvent>
#include <QVBoxLayout>

#include <algorithm>
#include <string_view>
#include <utility>

namespace ottla {

namespace {

constexpr int foldMargin = 2;
constexpr int errorMarker = 8;
constexpr int unmatchedBrace = 9; // an indicator, below those of QScintilla
constexpr qsizetype colouredAtOnce = qsizetype{64} << 10;

QColor between(const QColor& a, const QColor& b, int percentOfA)
{
    const auto mix = [percentOfA](int x, int y) {
        return (x * percentOfA + y * (100 - percentOfA)) / 100;
    };
    return {mix(a.red(), b.red()), mix(a.green(), b.green()), mix(a.blue(), b.blue())};
}

unsigned long word(qsizetype number)
{
    return static_cast<unsigned long>(number);
}

std::string_view view(const QByteArray& bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

// Characters that turn the text behind them around, which hides or disguises it: shown by name.
void showDirections(QsciScintilla* editor)
{
    struct Control
    {
        const char* utf8;
        const char* name;
    };
    constexpr Control controls[] = {
        // NOLINT(*-avoid-c-arrays)
        {"\xE2\x80\x8E", "LRM"}, {"\xE2\x80\x8F", "RLM"}, {"\xD8\x9C", "ALM"},
        {"\xE2\x80\xAA", "LRE"}, {"\xE2\x80\xAB", "RLE"}, {"\xE2\x80\xAC", "PDF"},
        {"\xE2\x80\xAD", "LRO"}, {"\xE2\x80\xAE", "RLO"}, {"\xE2\x81\xA6", "LRI"},
        {"\xE2\x81\xA7", "RLI"}, {"\xE2\x81\xA8", "FSI"}, {"\xE2\x81\xA9", "PDI"}};
    for (const Control& control : controls) {
        editor->SendScintilla(QsciScintilla::SCI_SETREPRESENTATION, control.utf8, control.name);
    }
}

} // namespace

CodeView::CodeView(QWidget* parent)
    : QWidget(parent)
    , m_editor(new QsciScintilla(this))
    , m_find(new FindBar([this] { return searched(); }, this))
{
    m_editor->setUtf8(true);
    m_editor->setFrameShape(QFrame::NoFrame);
    m_editor->setEolMode(QsciScintilla::EolUnix);
    m_editor->setMarginWidth(0, 0);
    m_editor->setMarginWidth(1, 0);
    m_editor->setFolding(QsciScintilla::NoFoldStyle, foldMargin);
    m_editor->setScrollWidth(1);
    m_editor->setScrollWidthTracking(true);
    m_editor->setTabWidth(4);
    m_editor->setIndentationsUseTabs(false);
    m_editor->SendScintilla(QsciScintilla::SCI_SETEXTRAASCENT, 1UL);
    m_editor->SendScintilla(QsciScintilla::SCI_SETEXTRADESCENT, 1UL);
    showDirections(m_editor);
    m_editor->markerDefine(QsciScintilla::Background, errorMarker);
    // A bracket whose other half has no colours yet is not found to have one. Errors have marks of
    // their own, from a parser.
    m_editor->indicatorDefine(QsciScintilla::HiddenIndicator, unmatchedBrace);
    m_editor->SendScintilla(QsciScintilla::SCI_BRACEBADLIGHTINDICATOR, 1UL,
                            static_cast<long>(unmatchedBrace));
    m_editor->installEventFilter(this);
    setFocusProxy(m_editor);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_editor, 1);
    layout->addWidget(m_find);

    connect(m_find, &FindBar::found, this, &CodeView::select);
    connect(m_find, &FindBar::closed, this, &CodeView::hideFind);
    connect(m_editor, &QsciScintilla::textChanged, this, &CodeView::textChanged);
    connect(m_editor, &QsciScintilla::cursorPositionChanged, this, [this] {
        Q_EMIT cursorMoved(
            static_cast<qsizetype>(m_editor->SendScintilla(QsciScintilla::SCI_GETCURRENTPOS)));
    });
    connect(m_editor, &QsciScintillaBase::SCN_UPDATEUI, this, &CodeView::colourVisible);
    m_builder.setInterval(0);
    connect(&m_builder, &QTimer::timeout, this, &CodeView::addPieces);
    applyColours();
}

void CodeView::setReadOnly(bool readOnly)
{
    m_editor->setReadOnly(readOnly);
}

void CodeView::setText(const QByteArray& text, Language language)
{
    setText(CodeText::prepare(text, language, !m_editor->isReadOnly()));
}

void CodeView::setText(CodeText text)
{
    m_builder.stop();
    const bool readOnly = m_editor->isReadOnly();
    m_editor->setReadOnly(false);
    m_editor->clear();
    m_text = std::move(text);
    m_builtBytes = 0;
    m_builtLines = 0;
    m_coloured.assign(m_text.lines->size(), false);
    m_selection.reset();
    m_marked = 0;
    m_editor->markerDeleteAll(errorMarker);
    if (m_text.language != m_applied) {
        m_applied = m_text.language;
        applyLanguage();
    }
    // Looking for the other bracket at each step of the cursor would read all of a large text.
    m_editor->setBraceMatching(m_text.isLarge() ? QsciScintilla::NoBraceMatch
                                                : QsciScintilla::SloppyBraceMatch);
    m_editor->SendScintilla(QsciScintilla::SCI_SETSCROLLWIDTH, 1UL);
    m_editor->setReadOnly(readOnly);
    if (m_text.isLarge()) {
        // So that the editor does not move all of it as it grows.
        m_editor->SendScintilla(QsciScintilla::SCI_ALLOCATE, word(m_text.shown.size() + 1));
        m_builder.start();
    }
    addPieces();
    if (m_applied != Language::Plain && m_text.shown.size() <= colouredAtOnce) {
        // Brackets match where both have their colours, beyond what is in sight too.
        m_editor->SendScintilla(QsciScintilla::SCI_COLOURISE, 0UL, -1L);
    }
    m_editor->SendScintilla(QsciScintilla::SCI_GOTOPOS, 0UL);
    m_find->restart();
}

void CodeView::addPieces()
{
    constexpr qint64 turn = 8; // ms, before the window answers again
    QElapsedTimer time;
    time.start();
    {
        const bool large = m_text.isLarge();
        const long heard = m_editor->SendScintilla(QsciScintilla::SCI_GETMODEVENTMASK);
        if (large) {
            // Told of a piece, QScintilla counts the characters of all that stands before it.
            m_editor->SendScintilla(QsciScintilla::SCI_SETMODEVENTMASK, 0UL);
        }
        const bool readOnly = m_editor->isReadOnly();
        m_editor->SendScintilla(QsciScintilla::SCI_SETREADONLY, 0UL);
        m_editor->SendScintilla(QsciScintilla::SCI_SETUNDOCOLLECTION, 0UL);
        do {
            addPiece();
        } while (!isBuilt() && time.elapsed() < turn);
        m_editor->SendScintilla(QsciScintilla::SCI_SETUNDOCOLLECTION, 1UL);
        m_editor->SendScintilla(QsciScintilla::SCI_EMPTYUNDOBUFFER);
        m_editor->SendScintilla(QsciScintilla::SCI_SETREADONLY, readOnly ? 1UL : 0UL);
        if (m_json && large) {
            // What is not looked at counts as coloured, or all of it would be at once.
            m_editor->SendScintilla(QsciScintilla::SCI_STARTSTYLING, word(m_builtBytes), 0L);
        }
        m_editor->SendScintilla(QsciScintilla::SCI_SETMODEVENTMASK,
                                static_cast<unsigned long>(heard));
    }
    colourVisible();
    if (isBuilt()) {
        m_builder.stop();
        Q_EMIT built();
    }
    showSelection();
    if (m_marked > 0) {
        markLine(m_marked);
    }
}

void CodeView::addPiece()
{
    constexpr qsizetype pieceSize = qsizetype{16} << 10;
    const bool large = m_text.isLarge();
    qsizetype end = m_text.shown.size();
    if (large && end - m_builtBytes > pieceSize) {
        // Lines are not longer than CodeText::longestLine, except in a text to be edited.
        const qsizetype feed = m_text.shown.indexOf('\n', m_builtBytes + pieceSize);
        end = feed < 0 ? end : feed + 1;
    }
    const char* bytes = m_text.shown.constData() + m_builtBytes;
    m_editor->SendScintilla(QsciScintilla::SCI_APPENDTEXT, word(end - m_builtBytes), bytes);
    if (m_json && large) {
        const auto lines =
            static_cast<int>(std::count(bytes, m_text.shown.constData() + end, '\n'));
        for (int line = m_builtLines; line < m_builtLines + lines; ++line) {
            m_json->setFolding(line, (*m_text.lines)[static_cast<std::size_t>(line)]);
        }
        m_builtLines += lines;
    }
    m_builtBytes = end;
}

void CodeView::colourVisible()
{
    if (!m_json || m_coloured.empty()) {
        return;
    }
    const long first = m_editor->SendScintilla(QsciScintilla::SCI_GETFIRSTVISIBLELINE);
    const long count = m_editor->SendScintilla(QsciScintilla::SCI_LINESONSCREEN) + 2;
    bool any = false;
    for (long row = first; row < first + count; ++row) {
        const long line = m_editor->SendScintilla(QsciScintilla::SCI_DOCLINEFROMVISIBLE,
                                                  static_cast<unsigned long>(row));
        if (line < m_builtLines && !m_coloured[static_cast<std::size_t>(line)]) {
            m_coloured[static_cast<std::size_t>(line)] = true;
            m_json->colourLine(static_cast<int>(line),
                               (*m_text.lines)[static_cast<std::size_t>(line)]);
            any = true;
        }
    }
    if (any) {
        m_editor->SendScintilla(QsciScintilla::SCI_STARTSTYLING, word(m_builtBytes), 0L);
    }
}

QByteArray CodeView::text() const
{
    if (m_editor->isReadOnly()) {
        return m_text.text;
    }
    const auto length = m_editor->SendScintilla(QsciScintilla::SCI_GETLENGTH);
    // Scintilla adds a closing zero.
    QByteArray text(static_cast<qsizetype>(length) + 1, Qt::Uninitialized);
    m_editor->SendScintilla(QsciScintilla::SCI_GETTEXT, static_cast<unsigned long>(length + 1),
                            static_cast<void*>(text.data()));
    text.chop(1);
    return text;
}

QByteArray CodeView::searched() const
{
    return m_editor->isReadOnly() ? m_text.shown : text();
}

void CodeView::markLine(int line)
{
    m_marked = line;
    m_editor->markerDeleteAll(errorMarker);
    if (line > 0 && line <= m_editor->lines()) {
        m_editor->markerAdd(line - 1, errorMarker);
        m_editor->ensureLineVisible(line - 1);
    }
    if (isBuilt()) {
        m_marked = 0;
    }
}

void CodeView::select(qsizetype from, qsizetype to)
{
    m_selection = std::pair(from, to);
    showSelection();
}

void CodeView::showSelection()
{
    if (!m_selection || m_selection->second > m_builtBytes) {
        return;
    }
    const auto [from, to] = *std::exchange(m_selection, std::nullopt);
    if (from == to) {
        m_editor->SendScintilla(QsciScintilla::SCI_SETEMPTYSELECTION, word(from));
        return;
    }
    const long line = m_editor->SendScintilla(QsciScintilla::SCI_LINEFROMPOSITION, word(from));
    m_editor->SendScintilla(QsciScintilla::SCI_ENSUREVISIBLEENFORCEPOLICY,
                            static_cast<unsigned long>(line));
    m_editor->SendScintilla(QsciScintilla::SCI_SETSEL, word(from), static_cast<long>(to));
    m_editor->SendScintilla(QsciScintilla::SCI_SCROLLCARET);
}

void CodeView::goToBracket()
{
    const auto at =
        static_cast<qsizetype>(m_editor->SendScintilla(QsciScintilla::SCI_GETCURRENTPOS));
    const auto work = [text = searched(), at] {
        auto found = matchingBracket(view(text), static_cast<std::size_t>(at));
        return found || at == 0 ? found
                                : matchingBracket(view(text), static_cast<std::size_t>(at - 1));
    };
    runInBackground(this, work, [this](std::optional<std::size_t> found) {
        if (found) {
            const auto place = static_cast<qsizetype>(*found);
            select(place, place + 1);
        }
    });
}

void CodeView::copyAll() const
{
    QApplication::clipboard()->setText(QString::fromUtf8(text()));
}

void CodeView::showFind()
{
    const QString selected = m_editor->selectedText();
    m_find->open(selected.contains(u'\n') ? QString() : selected);
}

void CodeView::hideFind()
{
    m_find->hide();
    m_editor->setFocus();
}

bool CodeView::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride && watched == m_editor) {
        // The editor would keep keys that mean something to the pane around it.
        const auto* key = static_cast<QKeyEvent*>(event);
        const bool pane = (key->modifiers() == Qt::ControlModifier
                           && (key->key() == Qt::Key_L || key->key() == Qt::Key_Return
                               || key->key() == Qt::Key_Enter || key->key() == Qt::Key_F))
            || (key->modifiers() == Qt::AltModifier
                && (key->key() == Qt::Key_Up || key->key() == Qt::Key_Down));
        if (pane) {
            event->ignore();
            return true;
        }
        if (key->key() == Qt::Key_Escape && m_find->isVisible()) {
            event->accept();
            return true;
        }
    }
    if (event->type() == QEvent::KeyPress && watched == m_editor && m_find->isVisible()
        && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        hideFind();
        return true;
    }
    if (event->type() == QEvent::KeyPress && watched == m_editor
        && static_cast<QKeyEvent*>(event)->matches(QKeySequence::Find)) {
        showFind();
        return true;
    }
    if (event->type() == QEvent::KeyPress && watched == m_editor) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_B && key->modifiers() == Qt::ControlModifier) {
            goToBracket();
            return true;
        }
    }
    if (event->type() == QEvent::Resize && watched == m_editor) {
        colourVisible();
    }
    return QWidget::eventFilter(watched, event);
}

void CodeView::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        applyColours();
    }
}

void CodeView::applyLanguage()
{
    QsciLexer* old = m_editor->lexer();
    QsciLexer* lexer = nullptr;
    m_json = nullptr;
    if (m_applied == Language::Json) {
        m_json = new JsonLexer(m_editor);
        lexer = m_json;
    } else if (m_applied == Language::Xml) {
        auto* xml = new QsciLexerXML(m_editor);
        xml->setFoldCompact(false);
        lexer = xml;
    }
    m_editor->setLexer(lexer);
    delete old;
    applyColours();
    const bool folds = lexer != nullptr;
    m_editor->setFolding(folds ? QsciScintilla::PlainFoldStyle : QsciScintilla::NoFoldStyle,
                         foldMargin);
    m_editor->setMarginWidth(1, 0);
    if (folds) {
        // Triangles, as in the desktop's trees, in place of boxes.
        m_editor->SendScintilla(QsciScintilla::SCI_MARKERDEFINE,
                                static_cast<unsigned long>(QsciScintilla::SC_MARKNUM_FOLDEROPEN),
                                static_cast<long>(QsciScintilla::SC_MARK_ARROWDOWN));
        m_editor->SendScintilla(QsciScintilla::SCI_MARKERDEFINE,
                                static_cast<unsigned long>(QsciScintilla::SC_MARKNUM_FOLDER),
                                static_cast<long>(QsciScintilla::SC_MARK_ARROW));
        m_editor->setMarginWidth(foldMargin, 16);
    }
}

void CodeView::applyColours()
{
    const QPalette colours = palette();
    const QColor paper = colours.color(QPalette::Base);
    const QColor ink = colours.color(QPalette::Text);
    const QColor muted = themeColor(ThemeRole::Muted, colours);
    const QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    m_editor->setFont(font);
    m_editor->setPaper(paper);
    m_editor->setColor(ink);
    m_editor->setCaretForegroundColor(ink);
    m_editor->setSelectionBackgroundColor(colours.color(QPalette::Highlight));
    m_editor->setSelectionForegroundColor(colours.color(QPalette::HighlightedText));
    m_editor->setMatchedBraceBackgroundColor(between(ink, paper, 12));
    m_editor->setMatchedBraceForegroundColor(ink);
    m_editor->setMarkerBackgroundColor(between(themeColor(ThemeRole::Bad, colours), paper, 18),
                                       errorMarker);
    if (QsciLexer* lexer = m_editor->lexer()) {
        lexer->setDefaultPaper(paper);
        lexer->setDefaultColor(ink);
        lexer->setDefaultFont(font);
        lexer->setPaper(paper);
        lexer->setColor(ink);
        lexer->setFont(font);
        const auto paint = [&](std::initializer_list<int> styles, ThemeRole role) {
            for (const int style : styles) {
                lexer->setColor(themeColor(role, colours), style);
            }
        };
        if (m_json) {
            paint({JsonLexer::Key}, ThemeRole::JsonKey);
            paint({JsonLexer::String}, ThemeRole::JsonString);
            paint({JsonLexer::Number}, ThemeRole::JsonNumber);
            paint({JsonLexer::Literal}, ThemeRole::JsonLiteral);
            paint({JsonLexer::Punctuation}, ThemeRole::Muted);
        } else {
            paint({QsciLexerXML::Tag, QsciLexerXML::UnknownTag, QsciLexerXML::XMLTagEnd,
                   QsciLexerXML::XMLStart, QsciLexerXML::XMLEnd},
                  ThemeRole::JsonKey);
            paint({QsciLexerXML::Attribute, QsciLexerXML::UnknownAttribute}, ThemeRole::JsonNumber);
            paint({QsciLexerXML::HTMLDoubleQuotedString, QsciLexerXML::HTMLSingleQuotedString},
                  ThemeRole::JsonString);
            paint({QsciLexerXML::Entity}, ThemeRole::JsonLiteral);
            paint({QsciLexerXML::HTMLComment}, ThemeRole::Muted);
        }
    }
    m_editor->setMarginsBackgroundColor(paper);
    m_editor->setMarginsForegroundColor(muted);
    m_editor->setFoldMarginColors(paper, paper);
    for (const int marker :
         {QsciScintilla::SC_MARKNUM_FOLDEROPEN, QsciScintilla::SC_MARKNUM_FOLDER}) {
        m_editor->setMarkerForegroundColor(muted, marker);
        m_editor->setMarkerBackgroundColor(muted, marker);
    }
}

} // namespace ottla
