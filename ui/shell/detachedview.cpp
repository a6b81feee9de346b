// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/detachedview.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QShortcut>

namespace ottla {

DetachedView::DetachedView(QWidget* view, const QString& title, QWidget* parent)
    : QWidget(parent, Qt::Window)
    , m_view(view)
{
    constexpr int margin = 12;
    constexpr int space = 8;
    setObjectName(QStringLiteral("detachedView"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("%1 — Ottla").arg(title));
    auto* back = new QPushButton(tr("Back to the main window"), this);
    back->setObjectName(QStringLiteral("attachView"));
    back->setToolTip(tr("Ctrl+Shift+D"));
    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(margin, space, margin, 0);
    bar->addStretch(1);
    bar->addWidget(back);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(bar);
    layout->addWidget(view, 1);
    view->show();
    connect(back, &QPushButton::clicked, this, &DetachedView::backAsked);
    connect(new QShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_D), this),
            &QShortcut::activated, this, &DetachedView::backAsked);
    connect(new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_W), this), &QShortcut::activated, this,
            &QWidget::close);
}

QWidget* DetachedView::release()
{
    QWidget* view = std::exchange(m_view, nullptr);
    layout()->removeWidget(view);
    view->setParent(nullptr);
    hide();
    deleteLater();
    return view;
}

} // namespace ottla
