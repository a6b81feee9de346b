// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/formats/bodyformat.h"
#include "ui/widgets/scintilla.h"

class QsciLexer;

namespace ottla {

/// A text of JSON, XML or neither, with folding and this application's colours; read-only or an
/// editor. Follows the palette. Texts beyond a few MB are shown without a lexer, so that nothing
/// waits for it.
class CodeView : public QsciScintilla
{
    Q_OBJECT

public:
    explicit CodeView(QWidget* parent = nullptr);

    void setBody(const QString& text, BodyFormat format);
    /// Finds `text` from the cursor on, around the end; false when it is nowhere.
    bool findNextText(const QString& text);

protected:
    void changeEvent(QEvent* event) override;

private:
    void applyColours();
    void applyLexer();

    BodyFormat m_format = BodyFormat::Text;
    QsciLexer* m_lexer = nullptr;
};

} // namespace ottla
