// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/formats/jsonplaces.h"
#include "ui/widgets/scintilla.h"

namespace ottla {

/// Colours and folds JSON. Needs of the lines above only what they left (JsonLine), so that a line
/// in the middle of a large document can be coloured alone. GUI thread.
class JsonLexer : public QsciLexerCustom
{
public:
    enum Style
    {
        Plain,
        Key,
        String,
        Number,
        Literal,
        Punctuation,
        Other, ///< No JSON. Not a mistake where plain text is meant.
    };

    explicit JsonLexer(QsciScintilla* editor);

    const char* language() const override { return "JSON"; }
    QString description(int style) const override;
    /// What the editor asks for: lines one after the other, with state and folding.
    void styleText(int start, int end) override;

    /// How a line folds.
    void setFolding(int line, const JsonLine& is);
    /// The colours of one line alone.
    void colourLine(int line, const JsonLine& is);

private:
    [[nodiscard]] JsonLine before(int line) const;
    [[nodiscard]] QByteArray textOf(int line) const;
    void colour(int line, const QByteArray& text, const JsonLine& is);
};

} // namespace ottla
