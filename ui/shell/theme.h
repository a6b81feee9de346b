// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QColor>
#include <QPalette>
#include <QString>

class QApplication;

namespace ottla {

enum class ThemeRole
{
    Accent,
    Good,
    Caution,
    Bad,
    Muted,
    JsonKey,
    JsonString,
    JsonNumber,
    JsonLiteral
};

/// Whether a palette is a dark one.
[[nodiscard]] bool isDark(const QPalette& palette);
/// The application's own colours, of which each is legible on the palette's base.
[[nodiscard]] QColor themeColor(ThemeRole role, const QPalette& palette);

enum class ThemeChoice
{
    System,
    Light,
    Dark
};
/// "system", "light" or "dark"; System for anything else.
[[nodiscard]] ThemeChoice themeChoice(const QString& name);

/// Gives the application its palette. With System it follows the desktop's portal
/// (org.freedesktop.appearance color-scheme), live, and keeps the platform's palette where there is
/// none.
void applyTheme(QApplication& application, ThemeChoice choice);

} // namespace ottla
