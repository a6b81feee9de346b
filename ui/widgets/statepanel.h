// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QToolButton;
class QHBoxLayout;

namespace ottla {

/// What stands in a pane's place while there is nothing to show: why, and what to do. Or what
/// failed, with the client library's own words folded below.
class StatePanel : public QWidget
{
    Q_OBJECT

public:
    explicit StatePanel(QWidget* parent = nullptr);

    void showEmpty(const QString& icon, const QString& sentence, const QString& hint = {});
    void showFailure(const QString& what, const Error& error);
    /// A button below the text; the first one is the primary.
    QPushButton* addAction(const QString& text);

private:
    QLabel* m_icon;
    QLabel* m_title;
    QLabel* m_hint;
    QToolButton* m_more;
    QLabel* m_details;
    QHBoxLayout* m_actions;
};

} // namespace ottla
