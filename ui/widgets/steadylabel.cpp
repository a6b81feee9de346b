// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/steadylabel.h"

#include <QLabel>

namespace ottla {

SteadyLabel::SteadyLabel(QLabel* label, QWidget* parent)
    : QWidget(parent)
    , m_label(label)
{
    m_label->setParent(this);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    setAutoFillBackground(true); // else all that it lies on is painted with it
}

QSize SteadyLabel::sizeHint() const
{
    return m_label->sizeHint();
}

void SteadyLabel::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    m_label->setGeometry(rect());
}

} // namespace ottla
