// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

namespace ottla {

/// A window with one view that was taken out of the row of views. Closing it closes the view.
class DetachedView : public QWidget
{
    Q_OBJECT

public:
    /// Takes the view over.
    DetachedView(QWidget* view, const QString& title, QWidget* parent);

    /// Lets go of the view, which has no parent then; the window deletes itself.
    [[nodiscard]] QWidget* release();
    [[nodiscard]] QWidget* view() const { return m_view; }

Q_SIGNALS:
    void backAsked();

private:
    QWidget* m_view;
};

} // namespace ottla
