// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/settingsdialog.h"

#include "model/messages/storesettings.h"
#include "model/settings/settings.h"
#include "ui/shell/theme.h"

#include <QApplication>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QSpinBox>
#include <QVBoxLayout>

namespace ottla {

SettingsDialog::SettingsDialog(Settings& settings, QWidget* parent)
    : QDialog(parent)
{
    setObjectName(QStringLiteral("settingsDialog"));
    setWindowTitle(tr("Settings"));
    auto* theme = new QComboBox(this);
    theme->setObjectName(QStringLiteral("themeChoice"));
    theme->addItem(tr("As the desktop"), QStringLiteral("system"));
    theme->addItem(tr("Light"), QStringLiteral("light"));
    theme->addItem(tr("Dark"), QStringLiteral("dark"));
    theme->setCurrentIndex(
        std::max(0, theme->findData(settings.value(QLatin1String(themeKey)).toString())));
    connect(theme, &QComboBox::currentIndexChanged, this, [&settings, theme] {
        const QString chosen = theme->currentData().toString();
        settings.setValue(QLatin1String(themeKey), chosen);
        applyTheme(*qApp, themeChoice(chosen));
    });
    auto* form = new QFormLayout;
    form->addRow(tr("&Theme"), theme);
    auto* memory = new QSpinBox(this);
    memory->setObjectName(QStringLiteral("messageMemory"));
    memory->setRange(static_cast<int>(leastMessageMemory >> 20U), 1 << 20U);
    memory->setSingleStep(64);
    memory->setGroupSeparatorShown(true);
    memory->setSuffix(tr(" MB"));
    memory->setValue(static_cast<int>(messageMemory(settings) >> 20U));
    memory->setToolTip(
        tr("Messages beyond it are kept in a file until their view is closed. For views that are "
           "opened from now on."));
    connect(memory, &QSpinBox::valueChanged, this, [&settings](int megabytes) {
        setMessageMemory(settings, static_cast<std::size_t>(megabytes) << 20U);
    });
    form->addRow(tr("&Memory for the messages of a view"), memory);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->setSpacing(16);
    layout->addLayout(form);
    if (!settings.state()) {
        auto* problem = new QLabel(QString::fromStdString(settings.state().error().message), this);
        problem->setWordWrap(true);
        layout->addWidget(problem);
    }
    layout->addWidget(buttons);
}

} // namespace ottla
