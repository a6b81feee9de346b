// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/codeview.h"

#include "ui/shell/theme.h"
#include "ui/widgets/scintilla.h"

#include <QApplication>
#include <QClipboard>
#include <QEvent>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace ottla {

namespace {

constexpr int foldMargin = 2;
constexpr int errorMarker = 8;

QColor between(const QColor& a, const QColor& b, int percentOfA)
{
    const auto mix = [percentOfA](int x, int y) {
        return (x * percentOfA + y * (100 - percentOfA)) / 100;
    };
    return {mix(a.red(), b.red()), mix(a.green(), b.green()), mix(a.blue(), b.blue())};
}

/// `text` with a line feed more wherever a line is longer than `longest` bytes, between characters.
QByteArray breakLines(const QByteArray& text, qsizetype longest)
{
    QByteArray broken;
    for (qsizetype from = 0; from < text.size();) {
        const qsizetype feed = text.indexOf('\n', from);
        qsizetype end = feed < 0 ? text.size() : feed + 1;
        if (end - from > longest + 1) {
            end = from + longest;
            while (end > from + 1 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
                --end;
            }
            broken.append(text.constData() + from, end - from);
            broken.append('\n');
        } else {
            broken.append(text.constData() + from, end - from);
        }
        from = end;
    }
    return broken;
}

} // namespace

CodeView::CodeView(QWidget* parent)
    : QWidget(parent)
    , m_editor(new QsciScintilla(this))
    , m_findBar(new QWidget(this))
    , m_findText(new QLineEdit(m_findBar))
    , m_findResult(new QLabel(m_findBar))
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
    m_editor->setBraceMatching(QsciScintilla::SloppyBraceMatch);
    m_editor->SendScintilla(QsciScintilla::SCI_SETEXTRAASCENT, 1UL);
    m_editor->SendScintilla(QsciScintilla::SCI_SETEXTRADESCENT, 1UL);
    m_editor->markerDefine(QsciScintilla::Background, errorMarker);
    m_editor->installEventFilter(this);
    setFocusProxy(m_editor);

    m_findText->setPlaceholderText(tr("Find"));
    m_findText->setAccessibleName(tr("Find in this text"));
    m_findText->setObjectName(QStringLiteral("findText"));
    m_findText->setClearButtonEnabled(true);
    m_findText->installEventFilter(this);
    m_findResult->setObjectName(QStringLiteral("findResult"));
    auto* previous = new QPushButton(tr("Previous"), m_findBar);
    auto* next = new QPushButton(tr("Next"), m_findBar);
    auto* close = new QPushButton(tr("Close"), m_findBar);
    previous->setObjectName(QStringLiteral("findPrevious"));
    next->setObjectName(QStringLiteral("findNext"));
    close->setObjectName(QStringLiteral("findClose"));
    auto* bar = new QHBoxLayout(m_findBar);
    bar->setContentsMargins(8, 4, 8, 4);
    bar->setSpacing(8);
    bar->addWidget(m_findText, 1);
    bar->addWidget(m_findResult);
    bar->addWidget(previous);
    bar->addWidget(next);
    bar->addWidget(close);
    m_findBar->hide();

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_editor, 1);
    layout->addWidget(m_findBar);

    connect(m_findText, &QLineEdit::textChanged, this, [this] { find(true, true); });
    connect(next, &QPushButton::clicked, this, [this] { find(true, false); });
    connect(previous, &QPushButton::clicked, this, [this] { find(false, false); });
    connect(close, &QPushButton::clicked, this, &CodeView::hideFind);
    connect(m_editor, &QsciScintilla::textChanged, this, &CodeView::textChanged);
    applyColours();
}

void CodeView::setReadOnly(bool readOnly)
{
    m_editor->setReadOnly(readOnly);
    m_editor->setCaretWidth(readOnly ? 0 : 1);
}

void CodeView::setText(const QByteArray& text, Language language)
{
    const bool readOnly = m_editor->isReadOnly();
    m_editor->setReadOnly(false);
    const QByteArray broken = readOnly ? breakLines(text, longestLine) : text;
    m_unbroken = broken.size() > text.size() ? text : QByteArray();
    // A string that goes on in the next line would be coloured as a mistake.
    const Language fitting =
        text.size() > colouredBytes || breaksLines() ? Language::Plain : language;
    // The lexer goes first: what is about to be replaced need not be coloured again.
    m_editor->clear();
    if (fitting != m_language) {
        m_language = fitting;
        applyLanguage();
    }
    m_editor->SendScintilla(QsciScintilla::SCI_SETSCROLLWIDTH, 1UL);
    m_editor->SendScintilla(QsciScintilla::SCI_ADDTEXT, static_cast<unsigned long>(broken.size()),
                            broken.constData());
    m_editor->SendScintilla(QsciScintilla::SCI_EMPTYUNDOBUFFER);
    m_editor->SendScintilla(QsciScintilla::SCI_GOTOPOS, 0UL);
    m_editor->setReadOnly(readOnly);
    if (m_findBar->isVisible()) {
        find(true, true);
    }
}

QByteArray CodeView::text() const
{
    if (breaksLines()) {
        return m_unbroken;
    }
    const auto length = m_editor->SendScintilla(QsciScintilla::SCI_GETLENGTH);
    // Scintilla adds a closing zero.
    QByteArray text(static_cast<qsizetype>(length) + 1, Qt::Uninitialized);
    m_editor->SendScintilla(QsciScintilla::SCI_GETTEXT, static_cast<unsigned long>(length + 1),
                            static_cast<void*>(text.data()));
    text.chop(1);
    return text;
}

void CodeView::markLine(int line)
{
    m_editor->markerDeleteAll(errorMarker);
    if (line > 0) {
        m_editor->markerAdd(line - 1, errorMarker);
        m_editor->ensureLineVisible(line - 1);
    }
}

void CodeView::copyAll() const
{
    QApplication::clipboard()->setText(QString::fromUtf8(text()));
}

void CodeView::showFind()
{
    m_findBar->show();
    if (m_editor->hasSelectedText()) {
        m_findText->setText(m_editor->selectedText());
    }
    m_findText->setFocus();
    m_findText->selectAll();
}

void CodeView::hideFind()
{
    m_findBar->hide();
    m_editor->setFocus();
}

void CodeView::find(bool forward, bool fromStart)
{
    const QString wanted = m_findText->text();
    if (wanted.isEmpty()) {
        m_findResult->clear();
        m_editor->SendScintilla(QsciScintilla::SCI_SETEMPTYSELECTION, 0UL);
        return;
    }
    int line = -1;
    int index = -1;
    if (fromStart) {
        line = index = 0;
    } else if (!forward) {
        // A search backwards begins before what is selected, or it finds that again.
        int toLine = 0;
        int toIndex = 0;
        m_editor->getSelection(&line, &index, &toLine, &toIndex);
    }
    const bool found = m_editor->findFirst(wanted, false, false, false, true, forward, line, index);
    m_findResult->setText(found ? QString() : tr("Not found"));
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
    }
    if (event->type() == QEvent::KeyPress && watched == m_editor
        && static_cast<QKeyEvent*>(event)->matches(QKeySequence::Find)) {
        showFind();
        return true;
    }
    if (event->type() == QEvent::KeyPress && watched == m_findText) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Escape) {
            hideFind();
            return true;
        }
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            find(!(key->modifiers() & Qt::ShiftModifier), false);
            return true;
        }
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
    if (m_language == Language::Json) {
        auto* json = new QsciLexerJSON(m_editor);
        json->setFoldCompact(false);
        lexer = json;
    } else if (m_language == Language::Xml) {
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
    m_editor->setUnmatchedBraceForegroundColor(themeColor(ThemeRole::Bad, colours));
    m_editor->setUnmatchedBraceBackgroundColor(paper);
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
        if (m_language == Language::Json) {
            paint({QsciLexerJSON::Property}, ThemeRole::JsonKey);
            paint({QsciLexerJSON::String, QsciLexerJSON::UnclosedString,
                   QsciLexerJSON::EscapeSequence, QsciLexerJSON::IRI, QsciLexerJSON::IRICompact},
                  ThemeRole::JsonString);
            paint({QsciLexerJSON::Number}, ThemeRole::JsonNumber);
            paint({QsciLexerJSON::Keyword, QsciLexerJSON::KeywordLD}, ThemeRole::JsonLiteral);
            paint({QsciLexerJSON::Error}, ThemeRole::Bad);
            paint(
                {QsciLexerJSON::Operator, QsciLexerJSON::CommentLine, QsciLexerJSON::CommentBlock},
                ThemeRole::Muted);
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
