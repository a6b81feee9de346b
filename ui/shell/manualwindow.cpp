// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/manualwindow.h"

#include <QDialogButtonBox>
#include <QFile>
#include <QFontDatabase>
#include <QPushButton>
#include <QScrollBar>
#include <QTextBlock>
#include <QTextBrowser>
#include <QVBoxLayout>

namespace ottla {

namespace {

const QString firstPage = QStringLiteral("first-steps.md");

/// Markdown's own choice is no larger than the text around it.
void setCodeFont(QTextDocument& document)
{
    QTextCursor cursor(&document);
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next()) {
        if (!block.blockFormat().hasProperty(QTextFormat::BlockCodeFence)
            && !block.blockFormat().hasProperty(QTextFormat::BlockCodeLanguage)
            && !block.blockFormat().nonBreakableLines()) {
            continue;
        }
        cursor.setPosition(block.position());
        cursor.movePosition(QTextCursor::EndOfBlock, QTextCursor::KeepAnchor);
        QTextCharFormat format;
        format.setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
        cursor.mergeCharFormat(format);
    }
}

} // namespace

ManualWindow::ManualWindow(QWidget* parent)
    : QDialog(parent)
    , m_text(new QTextBrowser(this))
{
    setObjectName(QStringLiteral("manualWindow"));
    setWindowTitle(tr("First steps"));
    m_text->setObjectName(QStringLiteral("manualText"));
    m_text->setAccessibleName(tr("Manual"));
    m_text->setOpenLinks(false);
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->document()->setDocumentMargin(16);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    auto* back = buttons->addButton(tr("First steps"), QDialogButtonBox::ResetRole);
    back->setObjectName(QStringLiteral("manualBack"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 16);
    layout->addWidget(m_text);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(16, 0, 16, 0);
    row->addWidget(buttons);
    layout->addLayout(row);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(back, &QPushButton::clicked, this, [this] { open(firstPage); });
    connect(m_text, &QTextBrowser::anchorClicked, this,
            [this](const QUrl& link) { open(link.fileName()); });
    open(firstPage);
    resize(760, 720);
}

void ManualWindow::open(const QString& page)
{
    QFile file(QStringLiteral(":/manual/") + page);
    if (!file.open(QIODevice::ReadOnly)) {
        return; // a link out of the manual
    }
    const QString text = QString::fromUtf8(file.readAll());
    if (page.endsWith(QStringLiteral(".md"))) {
        m_text->setMarkdown(text);
        setCodeFont(*m_text->document());
    } else {
        m_text->setPlainText(text);
        m_text->selectAll();
        m_text->setCurrentFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
        m_text->moveCursor(QTextCursor::Start);
    }
    m_text->verticalScrollBar()->setValue(0);
    findChild<QPushButton*>(QStringLiteral("manualBack"))->setEnabled(page != firstPage);
}

} // namespace ottla
