// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/statepanel.h"

#include "ui/shell/icons.h"
#include "ui/shell/theme.h"
#include "ui/widgets/themed.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace ottla {

namespace {
constexpr int iconSize = 32;
constexpr int textWidth = 520;
} // namespace

StatePanel::StatePanel(QWidget* parent)
    : QWidget(parent)
    , m_icon(new QLabel(this))
    , m_title(new QLabel(this))
    , m_hint(new QLabel(this))
    , m_more(new QToolButton(this))
    , m_details(new QLabel(this))
    , m_actions(new QHBoxLayout)
{
    QFont larger = font();
    larger.setPointSizeF(larger.pointSizeF() + 2);
    m_title->setFont(larger);
    for (QLabel* label : {m_title, m_hint, m_details}) {
        label->setWordWrap(true);
        label->setMinimumWidth(1); // a long name must not keep the window wide
        label->setAlignment(Qt::AlignHCenter);
        label->setTextFormat(Qt::PlainText);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    m_icon->setAlignment(Qt::AlignHCenter);
    m_title->setObjectName(QStringLiteral("stateTitle"));
    m_hint->setObjectName(QStringLiteral("stateHint"));
    m_details->setObjectName(QStringLiteral("stateDetails"));
    m_more->setText(tr("Details"));
    m_more->setCheckable(true);
    m_more->setAutoRaise(true);
    m_more->hide();
    m_details->hide();
    connect(m_more, &QToolButton::toggled, m_details, &QWidget::setVisible);
    m_actions->setSpacing(8);

    auto* layout = new QHBoxLayout(this);
    // A column of its own: a label that wraps gets the height for its width only without alignment.
    auto* column = new QVBoxLayout;
    column->setSpacing(8);
    column->addStretch(2);
    column->addWidget(m_icon);
    column->addWidget(m_title);
    column->addWidget(m_hint);
    column->addSpacing(8);
    column->addLayout(m_actions);
    m_actions->setAlignment(Qt::AlignHCenter);
    column->addWidget(m_more, 0, Qt::AlignHCenter);
    column->addWidget(m_details);
    column->addStretch(3);
    auto* holder = new QWidget(this);
    holder->setMaximumWidth(textWidth);
    holder->setLayout(column);
    layout->addStretch();
    layout->addWidget(holder, 100);
    layout->addStretch();
}

void StatePanel::showEmpty(const QString& icon, const QString& sentence, const QString& hint)
{
    const QColor muted = themeColor(ThemeRole::Muted, palette());
    m_icon->setPixmap(themeIcon(icon, muted).pixmap(iconSize));
    m_title->setText(sentence);
    m_hint->setText(hint);
    m_hint->setVisible(!hint.isEmpty());
    setTextRole(m_hint, ThemeRole::Muted);
    m_more->hide();
    m_details->hide();
}

void StatePanel::showFailure(const QString& what, const Error& error)
{
    m_icon->setPixmap(themeIcon(QStringLiteral("caution"), themeColor(ThemeRole::Bad, palette()))
                          .pixmap(iconSize));
    m_title->setText(what);
    m_hint->setText(QString::fromStdString(error.message));
    m_hint->setVisible(true);
    clearColours(m_hint);
    m_details->setText(QString::fromStdString(error.context));
    m_more->setVisible(!error.context.empty());
    m_details->setVisible(!error.context.empty() && m_more->isChecked());
}

QPushButton* StatePanel::addAction(const QString& text)
{
    auto* button = new QPushButton(text, this);
    if (m_actions->count() == 0) {
        makePrimary(button);
    }
    m_actions->addWidget(button);
    return button;
}

} // namespace ottla
