// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/shell/theme.h"

class QPushButton;
class QWidget;

namespace ottla {

// Colours of single widgets that stay right when the theme changes. GUI thread.

/// Text in one of the theme's colours.
void setTextRole(QWidget* widget, ThemeRole role);
/// A button on the accent's colour, with text that is legible on it.
void setAccented(QWidget* button);
/// The colours that the widget's place gives it.
void clearColours(QWidget* widget);
/// The one button that Enter presses: accented.
void makePrimary(QPushButton* button);

} // namespace ottla
