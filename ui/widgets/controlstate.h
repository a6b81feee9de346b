// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QJsonObject>

class QWidget;

namespace ottla {

/// What is chosen and typed in the controls inside a widget, by their object names: text, numbers,
/// times, choices in lists, and what is checked, in menus too (by the actions' data).
[[nodiscard]] QJsonObject controlState(const QWidget* widget);
/// Controls that are not named in it, or cannot show what it says, stay as they are.
void restoreControlState(QWidget* widget, const QJsonObject& state);

} // namespace ottla
