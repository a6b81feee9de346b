// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/tablenote.h"

#include <QAbstractScrollArea>

namespace ottla {

namespace {
constexpr int shownFor = 3000; // ms
constexpr int space = 8;
} // namespace

TableNote::TableNote(QAbstractScrollArea* table)
    : QLabel(table)
    , m_table(table)
{
    setObjectName(QStringLiteral("tableNote"));
    setTextFormat(Qt::PlainText);
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::ToolTipBase);
    setForegroundRole(QPalette::ToolTipText);
    setMargin(space / 2);
    setFrameShape(QFrame::Box);
    hide();
    m_hide.setSingleShot(true);
    m_hide.setInterval(shownFor);
    connect(&m_hide, &QTimer::timeout, this, &QWidget::hide);
}

void TableNote::say(const QString& text)
{
    setText(text);
    adjustSize();
    move(m_table->viewport()->width() - width() - space, m_table->height() - height() - space);
    show();
    raise();
    m_hide.start();
}

} // namespace ottla
