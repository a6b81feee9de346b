// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>

namespace ottla {

class Settings;

/// The settings; each takes effect at once.
class SettingsDialog : public QDialog
{
    Q_OBJECT

public:
    static constexpr const char* themeKey = "theme";

    explicit SettingsDialog(Settings& settings, QWidget* parent = nullptr);
};

} // namespace ottla
