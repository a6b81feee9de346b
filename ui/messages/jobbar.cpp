// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/messages/jobbar.h"

#include "ui/widgets/themed.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

namespace ottla {

namespace {
constexpr int steps = 1000;
constexpr int detailsHeight = 110;
} // namespace

JobBar::JobBar(QWidget* parent)
    : QWidget(parent)
    , m_text(new QLabel(this))
    , m_rate(new QLabel(this))
    , m_progress(new QProgressBar(this))
    , m_more(new QToolButton(this))
    , m_button(new QPushButton(this))
    , m_details(new QLabel)
{
    m_text->setObjectName(QStringLiteral("jobText"));
    m_text->setTextFormat(Qt::PlainText);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_text->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_rate->setObjectName(QStringLiteral("jobRate"));
    setTextRole(m_rate, ThemeRole::Muted);
    m_progress->setObjectName(QStringLiteral("jobProgress"));
    m_progress->setAccessibleName(tr("Progress"));
    m_progress->setTextVisible(false);
    m_progress->setMaximumHeight(8);
    m_progress->setFixedWidth(160);
    m_more->setObjectName(QStringLiteral("jobMore"));
    m_more->setText(tr("Details"));
    m_more->setCheckable(true);
    m_more->setAutoRaise(true);
    m_button->setObjectName(QStringLiteral("jobButton"));
    m_button->setAutoDefault(false);
    m_details->setObjectName(QStringLiteral("jobDetails"));
    m_details->setTextFormat(Qt::PlainText);
    m_details->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_details->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_details->setContentsMargins(12, 0, 12, 4);
    auto* scroll = new QScrollArea(this);
    scroll->setWidget(m_details);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setMaximumHeight(detailsHeight);
    scroll->hide();

    auto* line = new QHBoxLayout;
    line->setContentsMargins(12, 4, 12, 4);
    line->setSpacing(8);
    line->addWidget(m_text, 1);
    line->addWidget(m_progress);
    line->addWidget(m_rate);
    line->addWidget(m_more);
    line->addWidget(m_button);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(line);
    layout->addWidget(scroll);

    connect(m_more, &QToolButton::toggled, scroll, &QWidget::setVisible);
    connect(m_button, &QPushButton::clicked, this, [this] {
        if (m_running) {
            m_job->cancel();
        } else {
            hide();
        }
    });
    hide();
}

JobBar::~JobBar()
{
    if (m_task) {
        m_task->cancel();
    }
}

void JobBar::run(std::unique_ptr<MessageJob> job)
{
    if (m_task) {
        m_task->cancel();
    }
    m_job = std::move(job);
    m_running = true;
    clearColours(m_text);
    m_text->setText(m_job->title());
    m_text->setToolTip(m_job->title());
    m_rate->clear();
    m_progress->setRange(0, 0);
    m_more->setChecked(false);
    m_more->hide();
    m_progress->show();
    m_rate->show();
    m_button->setText(tr("Cancel"));
    show();
    if (m_tasks) {
        m_task = m_tasks->add(std::make_unique<Task>(m_job->title()));
        connect(m_task, &Task::cancelRequested, m_job.get(), &MessageJob::cancel);
    }
    follow();
    m_job->start();
}

void JobBar::follow()
{
    connect(m_job.get(), &MessageJob::progressed, this, [this] {
        const double share = m_job->share();
        m_progress->setRange(0, share < 0 ? 0 : steps);
        m_progress->setValue(static_cast<int>(share * steps));
        m_rate->setText(m_job->progressText());
        if (m_task) {
            m_task->setProgress(share, m_job->progressText());
        }
    });
    connect(m_job.get(), &MessageJob::finished, this, [this](const JobReport& report) {
        if (m_task) {
            m_task->finish();
        }
        end(report.summary, report.whole ? ThemeRole::Good : ThemeRole::Caution, report.details);
        Q_EMIT finished(report);
    });
    connect(m_job.get(), &MessageJob::failed, this, [this](const Error& error) {
        if (m_task) {
            m_task->fail(error);
        }
        end(tr("%1 failed: %2").arg(m_job->title(), QString::fromStdString(error.message)),
            ThemeRole::Bad, QString::fromStdString(error.describe()));
    });
    connect(m_job.get(), &MessageJob::cancelled, this, [this] {
        if (m_task) {
            m_task->cancel();
        }
        end(tr("%1 was cancelled; nothing was left behind").arg(m_job->title()), ThemeRole::Muted,
            {});
    });
}

void JobBar::end(const QString& text, ThemeRole role, const QString& details)
{
    m_running = false;
    m_task = nullptr;
    m_progress->hide();
    m_rate->hide();
    m_button->setText(tr("Close"));
    setTextRole(m_text, role);
    m_text->setText(text);
    m_text->setToolTip(text);
    m_details->setText(details);
    m_more->setVisible(!details.isEmpty());
    Q_EMIT ended();
}

} // namespace ottla
