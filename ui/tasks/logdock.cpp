// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/tasks/logdock.h"

#include "model/tasks/logmodel.h"
#include "ui/shell/icons.h"
#include "ui/widgets/tableview.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QScrollBar>
#include <QToolButton>
#include <QVBoxLayout>

namespace ottla {

LogDock::LogDock(LogModel& log, QWidget* parent)
    : QDockWidget(tr("Log"), parent)
    , m_table(new TableView(this))
{
    setObjectName(QStringLiteral("logDock"));
    setFeatures(DockWidgetClosable | DockWidgetMovable);

    m_table->setObjectName(QStringLiteral("logTable"));
    m_table->setAccessibleName(tr("Log"));
    m_table->setSource(&log);
    m_table->setSortingEnabled(false);
    m_table->setColumnWidth(LogModel::TimeColumn, 100);
    m_table->setColumnWidth(LogModel::LevelColumn, 72);
    m_table->setColumnWidth(LogModel::ClusterColumn, 140);
    m_table->horizontalHeader()->setStretchLastSection(true);

    auto* title = new QWidget(this);
    auto* clear = new QToolButton(title);
    clear->setObjectName(QStringLiteral("clearLog"));
    clear->setText(tr("Clear"));
    clear->setAutoRaise(true);
    connect(clear, &QToolButton::clicked, &log, &LogModel::clear);
    auto* close = new QToolButton(title);
    close->setObjectName(QStringLiteral("closeLog"));
    close->setText(tr("Close"));
    close->setAutoRaise(true);
    connect(close, &QToolButton::clicked, this, &QDockWidget::close);
    auto* row = new QHBoxLayout(title);
    row->setContentsMargins(12, 2, 8, 2);
    row->addWidget(new QLabel(tr("Log"), title));
    row->addStretch();
    row->addWidget(clear);
    row->addWidget(close);
    setTitleBarWidget(title);
    setWidget(m_table);

    connect(&log, &QAbstractItemModel::rowsAboutToBeInserted, this, [this] {
        const QScrollBar* bar = m_table->verticalScrollBar();
        m_table->setProperty("follow", bar->value() == bar->maximum());
    });
    connect(
        &log, &QAbstractItemModel::rowsInserted, this,
        [this] {
            if (m_table->property("follow").toBool()) {
                m_table->scrollToBottom();
            }
        },
        Qt::QueuedConnection);
}

} // namespace ottla
