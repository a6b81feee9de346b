// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/messages/messagesbar.h"

#include "ui/widgets/statepanel.h"

#include <QComboBox>
#include <QDateTimeEdit>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QRegularExpressionValidator>
#include <QSpinBox>
#include <QToolButton>

namespace ottla {

namespace {

using Start = ReadRequest::Start;
constexpr int mostNewest = 100'000'000;
constexpr int manyPartitions = 200; // beyond it a menu of all is no help

} // namespace

MessagesBar::MessagesBar(int partitions, bool readOnly, QWidget* parent)
    : QWidget(parent)
    , m_start(new QComboBox(this))
    , m_count(new QSpinBox(this))
    , m_offset(new QLineEdit(QStringLiteral("0"), this))
    , m_time(new QDateTimeEdit(QDateTime::currentDateTime().addSecs(-3600), this))
    , m_partitions(new QToolButton(this))
    , m_partitionMenu(new QMenu(this))
    , m_filter(new QLineEdit(this))
    , m_read(new QPushButton(tr("Read"), this))
    , m_live(new QPushButton(tr("Live"), this))
    , m_add(new QPushButton(tr("Add message…"), this))
    , m_save(new QPushButton(tr("Save…"), this))
{
    m_start->setObjectName(QStringLiteral("readStart"));
    m_count->setObjectName(QStringLiteral("readCount"));
    m_offset->setObjectName(QStringLiteral("readOffset"));
    m_time->setObjectName(QStringLiteral("readTime"));
    m_partitions->setObjectName(QStringLiteral("readPartitions"));
    m_filter->setObjectName(QStringLiteral("messageFilter"));
    m_read->setObjectName(QStringLiteral("readMessages"));
    m_live->setObjectName(QStringLiteral("liveMessages"));
    m_add->setObjectName(QStringLiteral("addMessage"));
    m_save->setObjectName(QStringLiteral("saveMessages"));
    m_start->setAccessibleName(tr("Where to begin"));
    m_start->addItem(tr("Newest"), static_cast<int>(Start::Newest));
    m_start->addItem(tr("Beginning"), static_cast<int>(Start::Beginning));
    m_start->addItem(tr("Offset"), static_cast<int>(Start::Offset));
    m_start->addItem(tr("Time"), static_cast<int>(Start::Time));
    m_start->addItem(tr("From now on"), static_cast<int>(Start::End));
    m_count->setRange(1, mostNewest);
    m_count->setValue(1000);
    m_count->setGroupSeparatorShown(true);
    m_offset->setValidator(
        new QRegularExpressionValidator(QRegularExpression(QStringLiteral("\\d{1,18}")), this));
    m_offset->setMaximumWidth(140);
    m_time->setDisplayFormat(QStringLiteral("yyyy-MM-dd HH:mm:ss"));
    m_time->setCalendarPopup(true);
    m_filter->setPlaceholderText(tr("Filter key and value"));
    m_filter->setClearButtonEnabled(true);
    m_live->setCheckable(true);
    m_live->setToolTip(tr("Goes on with what arrives (Space)"));
    m_read->setToolTip(tr("Ctrl+Enter"));
    m_add->setEnabled(!readOnly);
    m_add->setToolTip(readOnly ? tr("This connection is read-only") : tr("Ctrl+N"));
    m_save->setToolTip(tr("Saves the selected messages, or all that are shown (Ctrl+S)"));
    makePrimary(m_read);
    m_read->setAutoDefault(false);
    m_partitions->setPopupMode(QToolButton::InstantPopup);
    m_partitions->setMenu(m_partitionMenu);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 8, 12, 8);
    layout->setSpacing(8);
    for (QWidget* widget : {static_cast<QWidget*>(m_start), static_cast<QWidget*>(m_count),
                            static_cast<QWidget*>(m_offset), static_cast<QWidget*>(m_time),
                            static_cast<QWidget*>(m_partitions)}) {
        layout->addWidget(widget);
    }
    layout->addWidget(m_filter, 1);
    for (QWidget* widget : {m_read, m_live, m_add, m_save}) {
        layout->addWidget(widget);
    }
    connect(m_start, &QComboBox::currentIndexChanged, this, &MessagesBar::showStartField);
    connect(m_filter, &QLineEdit::textChanged, this, &MessagesBar::filterChanged);
    connect(m_read, &QPushButton::clicked, this,
            [this] { m_reading ? Q_EMIT stopRequested() : Q_EMIT readRequested(); });
    connect(m_live, &QPushButton::toggled, this, &MessagesBar::liveToggled);
    connect(m_add, &QPushButton::clicked, this, &MessagesBar::addRequested);
    connect(m_save, &QPushButton::clicked, this, &MessagesBar::saveRequested);
    showStartField();
    setPartitionCount(partitions);
}

void MessagesBar::setPartitionCount(int partitions)
{
    for (int i = m_partitionCount; i < std::min(partitions, manyPartitions); ++i) {
        QAction* action = m_partitionMenu->addAction(tr("Partition %1").arg(i));
        action->setCheckable(true);
        action->setChecked(true);
        connect(action, &QAction::toggled, this, &MessagesBar::showPartitions);
    }
    m_partitionCount = partitions;
    m_partitions->setEnabled(partitions > 1 && partitions <= manyPartitions);
    showPartitions();
}

void MessagesBar::showStartField()
{
    const auto start = static_cast<Start>(m_start->currentData().toInt());
    m_count->setVisible(start == Start::Newest);
    m_offset->setVisible(start == Start::Offset);
    m_time->setVisible(start == Start::Time);
}

void MessagesBar::showPartitions()
{
    const auto chosen = request().partitions;
    m_partitions->setText(m_partitionCount == 0 ? tr("All partitions")
                              : chosen.empty()
                              ? tr("All %n partition(s)", nullptr, m_partitionCount)
                              : tr("%1 of %2 partitions").arg(chosen.size()).arg(m_partitionCount));
}

ReadRequest MessagesBar::request() const
{
    ReadRequest request;
    request.start = static_cast<Start>(m_start->currentData().toInt());
    request.count = m_count->value();
    request.offset = m_offset->text().toLongLong();
    request.time = m_time->dateTime().toMSecsSinceEpoch();
    request.live = m_live->isChecked() || request.start == Start::End;
    const QList<QAction*> actions = m_partitionMenu->actions();
    for (int i = 0; i < actions.size(); ++i) {
        if (actions[i]->isChecked()) {
            request.partitions.push_back(i);
        }
    }
    if (static_cast<qsizetype>(request.partitions.size()) == actions.size()) {
        request.partitions.clear(); // all, also those that are added later
    }
    return request;
}

void MessagesBar::setReading(bool reading)
{
    m_reading = reading;
    m_read->setText(reading ? tr("Stop") : tr("Read"));
}

void MessagesBar::setSavable(bool savable)
{
    m_save->setEnabled(savable);
}

void MessagesBar::setLive(bool live)
{
    m_live->setChecked(live);
}

void MessagesBar::toggleLive()
{
    m_live->toggle();
}

void MessagesBar::clearFilter()
{
    m_filter->clear();
}

void MessagesBar::focusFilter()
{
    m_filter->setFocus();
    m_filter->selectAll();
}

} // namespace ottla
