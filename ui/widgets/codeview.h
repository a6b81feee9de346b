// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QWidget>

class QLabel;
class QLineEdit;
class QsciScintilla;

namespace ottla {

/// Shows or edits a body of text in the fixed-width font, with colours and folding for JSON and
/// XML, and a bar to find text in it (Ctrl+F). Follows the palette. GUI thread.
class CodeView : public QWidget
{
    Q_OBJECT

public:
    enum class Language
    {
        Plain,
        Json,
        Xml,
    };

    explicit CodeView(QWidget* parent = nullptr);

    void setReadOnly(bool readOnly);
    /// UTF-8. A text above colouredBytes is shown without colours and folding, and in a read-only
    /// view one with lines above longestLine with these broken, so that the window stays
    /// responsive.
    void setText(const QByteArray& text, Language language);
    /// As it was set or edited, whatever is broken in the view.
    [[nodiscard]] QByteArray text() const;
    [[nodiscard]] bool breaksLines() const { return !m_unbroken.isNull(); }
    [[nodiscard]] Language language() const { return m_language; }
    /// Marks a line (from 1) and brings it into view; 0 removes the mark.
    void markLine(int line);
    [[nodiscard]] QsciScintilla* editor() const { return m_editor; }

    static constexpr qsizetype colouredBytes = qsizetype{16} << 20;
    static constexpr qsizetype longestLine = 8192;

public Q_SLOTS:
    void showFind();
    void hideFind();
    void copyAll() const;

Q_SIGNALS:
    void textChanged();

protected:
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void applyColours();
    void applyLanguage();
    void find(bool forward, bool fromStart);

    QsciScintilla* m_editor;
    QWidget* m_findBar;
    QLineEdit* m_findText;
    QLabel* m_findResult;
    Language m_language = Language::Plain;
    QByteArray m_unbroken; // null: the editor's text is all there is
};

} // namespace ottla
