// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace ottla {

class Settings;

/// A line above everything while the settings are not kept: why, what that means, and what can be
/// done. Hidden while they are. GUI thread.
class SettingsNotice : public QWidget
{
    Q_OBJECT

public:
    /// `settings` must outlive it.
    explicit SettingsNotice(Settings& settings, QWidget* parent = nullptr);

Q_SIGNALS:
    /// The old file was renamed to that.
    void setAside(const QString& path);

private:
    void showDamaged(const QString& why);
    void showNotWritten(const QString& why);
    void begin();

    Settings& m_settings;
    QLabel* m_text;
    QPushButton* m_begin;
    QPushButton* m_again;
};

} // namespace ottla
