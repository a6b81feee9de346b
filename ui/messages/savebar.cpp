// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/messages/savebar.h"

#include "ui/widgets/themed.h"

#include <QDir>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>

namespace ottla {

namespace {
constexpr int steps = 1000;
}

SaveBar::SaveBar(QWidget* parent)
    : QWidget(parent)
    , m_text(new QLabel(this))
    , m_progress(new QProgressBar(this))
    , m_button(new QPushButton(this))
{
    m_text->setObjectName(QStringLiteral("saveText"));
    m_text->setTextFormat(Qt::PlainText);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_progress->setObjectName(QStringLiteral("saveProgress"));
    m_progress->setAccessibleName(tr("Progress of saving"));
    m_progress->setRange(0, steps);
    m_progress->setMaximumWidth(240);
    m_button->setObjectName(QStringLiteral("saveCancel"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 4, 12, 4);
    layout->setSpacing(8);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_progress);
    layout->addWidget(m_button);
    connect(m_button, &QPushButton::clicked, this, [this] {
        if (m_running) {
            m_work->cancel();
        } else {
            hide();
        }
    });
    hide();
}

void SaveBar::run(std::unique_ptr<MessageExport> work)
{
    m_work = std::move(work);
    m_running = true;
    clearColours(m_text);
    m_text->setText(tr("Saving to %1").arg(QDir::toNativeSeparators(m_work->path())));
    m_progress->setValue(0);
    m_progress->show();
    m_button->setText(tr("Cancel"));
    show();
    connect(m_work.get(), &MessageExport::progressed, this, [this](quint64 done, quint64 total) {
        m_progress->setValue(total == 0 ? steps : static_cast<int>(done * steps / total));
    });
    connect(m_work.get(), &MessageExport::saved, this, [this](quint64 messages) {
        ended(tr("Saved %1 messages to %2")
                  .arg(QLocale().toString(messages), QDir::toNativeSeparators(m_work->path())),
              false);
        Q_EMIT saved(m_work->path(), messages);
    });
    connect(m_work.get(), &MessageExport::failed, this,
            [this](const QString& message) { ended(tr("Not saved: %1").arg(message), true); });
    connect(m_work.get(), &MessageExport::cancelled, this,
            [this] { ended(tr("Saving was cancelled; no file was left behind"), false); });
    m_work->start();
}

void SaveBar::ended(const QString& text, bool bad)
{
    m_running = false;
    m_progress->hide();
    m_button->setText(tr("Close"));
    if (bad) {
        setTextRole(m_text, ThemeRole::Bad);
    }
    m_text->setText(text);
}

} // namespace ottla
