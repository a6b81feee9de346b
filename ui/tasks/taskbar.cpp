// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/tasks/taskbar.h"

#include "model/tasks/taskmodel.h"
#include "ui/shell/icons.h"
#include "ui/shell/theme.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/themed.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QToolButton>

namespace ottla {

namespace {
constexpr int iconSize = 16;
constexpr int progressWidth = 160;
constexpr int steps = 1000;
} // namespace

TaskBar::TaskBar(TaskModel& tasks, QWidget* parent)
    : QWidget(parent)
    , m_tasks(tasks)
    , m_icon(new QLabel(this))
    , m_title(new ElidedLabel(this))
    , m_progress(new QProgressBar(this))
    , m_rate(new QLabel(this))
    , m_button(new QPushButton(this))
    , m_more(new QLabel(this))
    , m_log(new QToolButton(this))
{
    setObjectName(QStringLiteral("taskBar"));
    m_title->setObjectName(QStringLiteral("taskTitle"));
    m_progress->setObjectName(QStringLiteral("taskProgress"));
    m_progress->setAccessibleName(tr("Progress"));
    m_progress->setFixedWidth(progressWidth);
    m_progress->setTextVisible(false);
    m_progress->setMaximumHeight(8);
    m_button->setObjectName(QStringLiteral("taskButton"));
    m_button->setFlat(true);
    m_log->setObjectName(QStringLiteral("logToggle"));
    m_log->setText(tr("Log"));
    m_log->setToolTip(tr("Show or hide the log"));
    m_log->setCheckable(true);
    m_log->setAutoRaise(true);
    m_log->setToolButtonStyle(Qt::ToolButtonTextOnly);

    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(8, 2, 8, 2);
    layout->setSpacing(8);
    layout->addWidget(m_icon);
    layout->addWidget(m_title, 1);
    layout->addWidget(m_more);
    layout->addWidget(m_progress);
    layout->addWidget(m_rate);
    layout->addWidget(m_button);
    layout->addWidget(m_log);

    connect(m_button, &QPushButton::clicked, this, &TaskBar::press);
    connect(&m_tasks, &QAbstractItemModel::rowsInserted, this, &TaskBar::update);
    connect(&m_tasks, &QAbstractItemModel::rowsRemoved, this, &TaskBar::update);
    connect(&m_tasks, &QAbstractItemModel::dataChanged, this, &TaskBar::update);
    update();
}

void TaskBar::setQuietText(const QString& text)
{
    m_quiet = text;
    update();
}

void TaskBar::markLog(int failures)
{
    m_failures = failures;
    m_log->setText(failures > 0 ? tr("Log · %1").arg(QLocale().toString(failures)) : tr("Log"));
    m_log->setToolTip(
        failures > 0 ? tr("%n failure(s) that nobody has seen are in the log", nullptr, failures)
                     : tr("Show or hide the log"));
    m_log->setToolButtonStyle(failures > 0 ? Qt::ToolButtonTextBesideIcon : Qt::ToolButtonTextOnly);
    m_log->setIcon(failures > 0
                       ? themeIcon(QStringLiteral("caution"), themeColor(ThemeRole::Bad, palette()))
                       : QIcon());
}

void TaskBar::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        markLog(m_failures);
        update();
    }
}

void TaskBar::update()
{
    const bool any = m_tasks.rowCount() > 0;
    for (QWidget* part : {static_cast<QWidget*>(m_icon), static_cast<QWidget*>(m_button),
                          static_cast<QWidget*>(m_progress), static_cast<QWidget*>(m_rate),
                          static_cast<QWidget*>(m_more)}) {
        part->setVisible(any);
    }
    if (!any) {
        setTextRole(m_title, ThemeRole::Muted);
        m_title->setText(m_quiet);
        m_title->setToolTip({});
        return;
    }
    clearColours(m_title);
    const Task& task = *m_tasks.task(0);
    const bool failed = task.state() == Task::State::Failed;
    m_icon->setPixmap(themeIcon(failed ? QStringLiteral("failed") : QStringLiteral("play"),
                                themeColor(failed ? ThemeRole::Bad : ThemeRole::Accent, palette()))
                          .pixmap(QSize(iconSize, iconSize), devicePixelRatioF()));
    m_icon->setAccessibleName(failed ? tr("Failed") : tr("Running"));
    m_title->setText(failed && task.error() ? tr("%1: %2").arg(
                         task.title(), QString::fromStdString(task.error()->message))
                                            : task.title());
    m_title->setToolTip(task.error() ? QString::fromStdString(task.error()->describe())
                                     : QString());
    m_progress->setVisible(!failed);
    m_progress->setRange(0, task.progress() < 0 ? 0 : steps);
    m_progress->setValue(static_cast<int>(task.progress() * steps));
    m_rate->setVisible(!failed && !task.rateText().isEmpty());
    m_rate->setText(task.rateText());
    m_button->setText(failed ? tr("Dismiss") : tr("Cancel"));
    m_button->setVisible(failed || task.cancellable());
    const int others = m_tasks.rowCount() - 1;
    m_more->setVisible(others > 0);
    m_more->setText(tr("and %n more", nullptr, others));
}

void TaskBar::press()
{
    if (m_tasks.rowCount() == 0) {
        return;
    }
    if (m_tasks.task(0)->state() == Task::State::Running) {
        m_tasks.task(0)->cancel();
    } else {
        m_tasks.dismiss(0);
    }
}

} // namespace ottla
