// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/settingsnotice.h"

#include "model/settings/settings.h"
#include "ui/widgets/themed.h"

#include <QDir>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace ottla {

SettingsNotice::SettingsNotice(Settings& settings, QWidget* parent)
    : QWidget(parent)
    , m_settings(settings)
    , m_text(new QLabel(this))
    , m_begin(new QPushButton(tr("Set it aside and begin anew"), this))
    , m_again(new QPushButton(tr("Try again"), this))
{
    setObjectName(QStringLiteral("settingsNotice"));
    m_text->setObjectName(QStringLiteral("settingsProblem"));
    m_text->setWordWrap(true);
    m_text->setMinimumWidth(1); // a long path must not keep the window wide
    m_text->setTextFormat(Qt::PlainText);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    setTextRole(m_text, ThemeRole::Bad);
    m_begin->setObjectName(QStringLiteral("settingsSetAside"));
    m_again->setObjectName(QStringLiteral("settingsAgain"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 8, 12, 8);
    layout->setSpacing(8);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_begin);
    layout->addWidget(m_again);
    hide();
    connect(m_begin, &QPushButton::clicked, this, &SettingsNotice::begin);
    // What fails again says so by the signal.
    connect(m_again, &QPushButton::clicked, &settings, [&settings] { (void)settings.flush(); });
    connect(&settings, &Settings::writeFailed, this, &SettingsNotice::showNotWritten);
    connect(&settings, &Settings::writeWorked, this, &QWidget::hide);
    if (const Result<void>& state = settings.state(); !state) {
        showDamaged(QString::fromStdString(state.error().message));
    }
}

void SettingsNotice::showDamaged(const QString& why)
{
    m_text->setText(tr("%1: %2. Your connections are in there. Until it is mended (then start "
                       "Ottla again) or set aside under another name, nothing is kept.")
                        .arg(why, QDir::toNativeSeparators(m_settings.file())));
    m_begin->show();
    m_again->hide();
    show();
}

void SettingsNotice::showNotWritten(const QString& why)
{
    m_text->setText(tr("%1. What you change is lost when Ottla ends. See that the folder can be "
                       "written to and that its disk has room.")
                        .arg(why));
    m_begin->hide();
    m_again->show();
    show();
}

void SettingsNotice::begin()
{
    const Result<QString> aside = m_settings.setAside();
    if (!aside) {
        m_text->setText(QString::fromStdString(aside.error().describe()));
        return;
    }
    hide();
    Q_EMIT setAside(*aside);
}

} // namespace ottla
