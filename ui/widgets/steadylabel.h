// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

class QLabel;

namespace ottla {

/// A line for a label whose text changes many times a second. A QLabel that stands in a layout lays
/// the whole window out anew and paints it with each new text; in here it paints itself. Its width
/// is what the layout gives, its height that of one line of text.
class SteadyLabel : public QWidget
{
public:
    explicit SteadyLabel(QLabel* label, QWidget* parent = nullptr);

    QSize sizeHint() const override;

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QLabel* m_label;
};

} // namespace ottla
