// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/shortcutsdialog.h"

#include <QDialogButtonBox>
#include <QFontDatabase>
#include <QFormLayout>
#include <QKeySequence>
#include <QLabel>
#include <QVBoxLayout>

namespace ottla {

ShortcutsDialog::ShortcutsDialog(QWidget* parent)
    : QDialog(parent)
{
    setObjectName(QStringLiteral("shortcutsDialog"));
    setWindowTitle(tr("Keys"));
    const std::pair<const char*, QString> keys[] = {
        {"Ctrl+K", tr("Go to any topic, group, connection or action")},
        {"Ctrl+T", tr("Another view of this topic")},
        {"Ctrl+W", tr("Close this view")},
        {"Ctrl+Tab", tr("Next view")},
        {"Ctrl+D", tr("Bookmark this view")},
        {"Ctrl+Shift+D", tr("View into a window of its own, and back")},
        {"F5", tr("Refresh")},
        {"Ctrl+F", tr("Find here")},
        {"Ctrl+L", tr("To the filter line")},
        {"Ctrl+Return", tr("Read, or send the message that is being written")},
        {"Esc", tr("Stop reading, or clear the filter")},
        {"Space", tr("Live on or off")},
        {"Ctrl+N", tr("Add a message")},
        {"Ctrl+S", tr("Save messages")},
        {"Ctrl+C", tr("Copy")},
        {"Ctrl+E", tr("Edit and resend")},
        {"Ctrl+Shift+C", tr("Compare the two selected messages")},
        {"Ctrl+B", tr("Go to the other bracket, in the detail view")},
        {"Alt+Up", tr("Previous message, in the detail view")},
        {"Alt+Down", tr("Next message, in the detail view")},
        {"F1", tr("First steps: the manual")},
        {"Ctrl+F1", tr("This list")},
        {"Ctrl+,", tr("Settings")},
    };
    auto* form = new QFormLayout;
    form->setHorizontalSpacing(24);
    form->setVerticalSpacing(4);
    for (const auto& [key, what] : keys) {
        auto* name =
            new QLabel(QKeySequence(QLatin1String(key)).toString(QKeySequence::NativeText), this);
        name->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
        form->addRow(name, new QLabel(what, this));
    }
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->setSpacing(16);
    layout->addLayout(form);
    layout->addWidget(buttons);
}

} // namespace ottla
