// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/widgets/codetext.h"

#include <QByteArray>
#include <QTimer>
#include <QWidget>

#include <optional>
#include <vector>

class QsciScintilla;

namespace ottla {

class FindBar;
class JsonLexer;

/// Shows or edits a body of text in the fixed-width font, with colours and folding for JSON and
/// XML, a bar to find text in it (Ctrl+F), and the way to the bracket that belongs to one (Ctrl+B).
/// A large text goes into the view in pieces, and only what is looked at is coloured, so that the
/// window stays responsive. Follows the palette. GUI thread.
class CodeView : public QWidget
{
    Q_OBJECT

public:
    using Language = CodeText::Language;

    explicit CodeView(QWidget* parent = nullptr);

    void setReadOnly(bool readOnly);
    void setText(const QByteArray& text, Language language);
    /// What CodeText::prepare() made, on another thread where it is large.
    void setText(CodeText text);
    /// As it was set or edited, whatever is broken in the view.
    [[nodiscard]] QByteArray text() const;
    /// What is in the view, or will be when it is built: lines may be broken. Of a read-only view.
    [[nodiscard]] const QByteArray& shown() const { return m_text.shown; }
    [[nodiscard]] bool breaksLines() const { return m_text.breaksLines(); }
    [[nodiscard]] Language language() const { return m_text.language; }
    /// All of the text is in the view.
    [[nodiscard]] bool isBuilt() const { return m_builtBytes == m_text.shown.size(); }
    /// Marks a line (from 1) and brings it into view; 0 removes the mark.
    void markLine(int line);
    [[nodiscard]] QsciScintilla* editor() const { return m_editor; }
    /// Selects bytes of what is shown and brings them into view, once they are in it.
    void select(qsizetype from, qsizetype to);

public Q_SLOTS:
    void showFind();
    void hideFind();
    void copyAll() const;
    /// From a bracket under the cursor to the one that belongs to it.
    void goToBracket();

Q_SIGNALS:
    void textChanged();
    void built();
    /// The cursor was moved: where to, in bytes of what is shown.
    void cursorMoved(qsizetype offset);

protected:
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    [[nodiscard]] QByteArray searched() const;
    void applyColours();
    void applyLanguage();
    void addPieces();
    void addPiece();
    void colourVisible();
    void showSelection();

    QsciScintilla* m_editor;
    FindBar* m_find;
    JsonLexer* m_json = nullptr; // the lexer, while the language is JSON
    CodeText m_text; // as it was set
    Language m_applied = Language::Plain;
    QTimer m_builder;
    qsizetype m_builtBytes = 0;
    int m_builtLines = 0;
    std::vector<bool> m_coloured; // lines of a large text
    int m_marked = 0;
    std::optional<std::pair<qsizetype, qsizetype>> m_selection; // to be shown when it is there
};

} // namespace ottla
