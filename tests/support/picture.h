// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/shell/theme.h"

#include <QApplication>
#include <QDir>
#include <QWidget>

#include <utility>

namespace ottla::test {

/// Draws a widget in both themes into NAME-dark.png and NAME-light.png of the folder OTTLA_SCREENS,
/// for somebody to look at; without it, does nothing. The light theme stays.
inline void savePictures(QWidget& widget, const QString& name)
{
    const QString folder = qEnvironmentVariable("OTTLA_SCREENS");
    if (folder.isEmpty()) {
        return;
    }
    QDir().mkpath(folder);
    for (const auto& [theme, suffix] :
         {std::pair(ThemeChoice::Dark, "dark"), std::pair(ThemeChoice::Light, "light")}) {
        applyTheme(*qApp, theme);
        QCoreApplication::processEvents();
        widget.grab().save(QStringLiteral("%1/%2-%3.png").arg(folder, name, QLatin1String(suffix)));
    }
}

} // namespace ottla::test
