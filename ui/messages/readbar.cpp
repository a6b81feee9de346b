// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/messages/readbar.h"

#include "ui/messages/filterline.h"
#include "ui/messages/readoptions.h"
#include "ui/shell/icons.h"
#include "ui/shell/theme.h"
#include "ui/widgets/themed.h"
#include "ui/widgets/timefield.h"
#include "ui/widgets/wraplayout.h"

#include <QComboBox>
#include <QEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QMenu>
#include <QPushButton>
#include <QRegularExpressionValidator>
#include <QSpinBox>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace ottla {

ReadBar::ReadBar(QWidget* parent)
    : QWidget(parent)
    , m_start(new QComboBox(this))
    , m_fields(new QStackedWidget(this))
    , m_count(new QSpinBox(this))
    , m_offset(new QLineEdit(this))
    , m_time(new TimeField(QStringLiteral("-1h"), this))
    , m_timePart(withNote(m_time, this))
    , m_partitions(new QToolButton(this))
    , m_partitionMenu(new QMenu(this))
    , m_more(new QToolButton(this))
    , m_options(new ReadOptions(this))
    , m_filter(new FilterLine(this))
    , m_read(new QPushButton(this))
    , m_live(new QToolButton(this))
    , m_add(new QPushButton(tr("Add message…"), this))
{
    m_start->setObjectName(QStringLiteral("startChoice"));
    m_start->setAccessibleName(tr("Where to begin reading"));
    m_start->addItems({tr("Newest"), tr("Beginning"), tr("Offset"), tr("Time"), tr("Live")});
    m_count->setObjectName(QStringLiteral("countField"));
    m_count->setAccessibleName(tr("How many messages"));
    m_count->setRange(1, 1'000'000); // they are sorted in memory
    m_count->setGroupSeparatorShown(true);
    m_count->setValue(1000);
    m_count->setAlignment(Qt::AlignRight);
    m_offset->setObjectName(QStringLiteral("offsetField"));
    m_offset->setAccessibleName(tr("First offset of each partition"));
    m_offset->setText(QStringLiteral("0"));
    m_offset->setAlignment(Qt::AlignRight);
    m_offset->setValidator(new QRegularExpressionValidator(
        QRegularExpression(QStringLiteral("[0-9]{1,18}")), m_offset));
    m_time->setObjectName(QStringLiteral("timeField"));
    m_time->setAccessibleName(tr("First time"));
    m_time->note()->setObjectName(QStringLiteral("timeNote"));
    m_fields->addWidget(m_count);
    m_fields->addWidget(m_offset);
    m_fields->addWidget(m_timePart);
    m_fields->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_partitions->setObjectName(QStringLiteral("partitionChoice"));
    m_partitions->setAccessibleName(tr("Partitions"));
    m_partitionMenu->setObjectName(QStringLiteral("partitionMenu"));
    m_partitions->setPopupMode(QToolButton::InstantPopup);
    m_partitions->setMenu(m_partitionMenu);
    m_partitions->setText(tr("All partitions"));
    m_more->setObjectName(QStringLiteral("readOptionsButton"));
    m_read->setObjectName(QStringLiteral("readButton"));
    m_live->setObjectName(QStringLiteral("liveToggle"));
    m_live->setAccessibleName(tr("Live"));
    m_live->setCheckable(true);
    m_live->setText(tr("Live"));
    m_live->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_live->setToolTip(tr("Shows messages as they arrive (Space in the table)"));
    m_add->setObjectName(QStringLiteral("addMessageButton"));
    m_add->setToolTip(tr("Ctrl+N"));
    auto* save = new QToolButton(this);
    save->setObjectName(QStringLiteral("saveButton"));
    save->setText(tr("Save…"));
    save->setAccessibleName(tr("Save messages"));
    save->setToolTip(tr("Saves what is shown to a file (Ctrl+S)"));
    save->setPopupMode(QToolButton::MenuButtonPopup);
    auto* saveMenu = new QMenu(save);
    saveMenu->addAction(tr("Save all shown…"), this, [this] { Q_EMIT saveAsked(false); });
    saveMenu->addAction(tr("Save selected…"), this, [this] { Q_EMIT saveAsked(true); });
    save->setMenu(saveMenu);

    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(12, 8, 12, 8);
    whole->setSpacing(4);
    auto* layout = new WrapLayout;
    whole->addLayout(layout);
    whole->addWidget(m_filter->note());
    layout->setSpacing(8);
    layout->addWidget(m_start);
    layout->addWidget(m_fields);
    layout->addWidget(m_partitions);
    layout->addWidget(m_more);
    layout->addWidget(m_filter);
    layout->addWidget(m_read);
    layout->addWidget(m_live);
    layout->addWidget(m_add);
    layout->addWidget(save);
    for (QWidget* control : {static_cast<QWidget*>(m_partitions), static_cast<QWidget*>(m_more),
                             static_cast<QWidget*>(m_live), static_cast<QWidget*>(save)}) {
        control->setFixedHeight(m_read->sizeHint().height());
    }
    showFieldFor(Newest);
    setAccented(m_read);
    showReading();

    connect(m_more, &QToolButton::clicked, this, [this] { m_options->showBelow(m_more); });
    connect(m_options, &ReadOptions::changed, this, &ReadBar::showDifferences);
    connect(m_options, &ReadOptions::readAsked, this, &ReadBar::readAsked);
    showDifferences();
    connect(m_start, &QComboBox::currentIndexChanged, this, &ReadBar::showFieldFor);
    connect(m_read, &QPushButton::clicked, this, [this] {
        if (m_reading) {
            Q_EMIT stopAsked();
        } else {
            Q_EMIT readAsked();
        }
    });
    for (QLineEdit* line : {m_offset, static_cast<QLineEdit*>(m_time)}) {
        connect(line, &QLineEdit::returnPressed, this, &ReadBar::readAsked);
    }
    connect(m_live, &QToolButton::clicked, this, &ReadBar::liveAsked);
    connect(m_live, &QToolButton::toggled, this, [this](bool live) {
        live ? setAccented(m_live) : clearColours(m_live);
        paintIcons();
    });
    connect(m_add, &QPushButton::clicked, this, &ReadBar::addAsked);
    connect(save, &QToolButton::clicked, this, [this] { Q_EMIT saveAsked(false); });
}

void ReadBar::showFieldFor(int start)
{
    m_fields->setVisible(start == Newest || start == Offset || start == Time);
    m_fields->setCurrentWidget(start == Offset     ? static_cast<QWidget*>(m_offset)
                                   : start == Time ? m_timePart
                                                   : static_cast<QWidget*>(m_count));
    m_fields->setFixedWidth(m_fields->currentWidget()->sizeHint().width());
    m_options->setStart(startOf(start));
}

void ReadBar::showDifferences()
{
    const QStringList differences = m_options->differences();
    m_more->setText(differences.isEmpty()
                        ? tr("Options")
                        : tr("Options (%1)").arg(QLocale().toString(differences.size())));
    m_more->setAccessibleName(tr("Options of reading"));
    m_more->setToolTip(differences.isEmpty() ? tr("Where reading ends, transactions, other topics")
                                             : differences.join(u'\n'));
}

void ReadBar::setTopicNames(const QStringList& names)
{
    m_options->setTopicNames(names);
}

ReadRequest::Start ReadBar::startOf(int choice) const
{
    switch (choice) {
    case Beginning:
        return ReadRequest::Start::Beginning;
    case Offset:
        return ReadRequest::Start::Offset;
    case Time:
        return ReadRequest::Start::Time;
    case Live:
        return ReadRequest::Start::End;
    default:
        return ReadRequest::Start::Newest;
    }
}

QString ReadBar::problem() const
{
    const bool fromTime = m_start->currentIndex() == Time;
    return fromTime && !m_time->isUnderstood()
        ? tr("Where to begin is not a time: “%1”").arg(m_time->text())
        : m_options->problem();
}

ReadRequest ReadBar::request() const
{
    ReadRequest request;
    request.partitions = chosenPartitions();
    request.start = startOf(m_start->currentIndex());
    request.live = m_live->isChecked() || request.start == ReadRequest::Start::End;
    request.count = m_count->value();
    request.offset = m_offset->text().toLongLong();
    request.time = m_time->time().value_or(0); // problem() is asked before
    m_options->apply(request);
    return request;
}

void ReadBar::setPartitionCount(int count)
{
    if (count == m_partitionCount) {
        return;
    }
    m_partitionCount = count;
    m_partitionMenu->clear();
    m_partitionMenu->addAction(tr("All partitions"), this, [this] {
        for (QAction* action : m_partitionMenu->actions()) {
            if (action->isCheckable()) {
                action->setChecked(true);
            }
        }
    });
    m_partitionMenu->addAction(tr("None"), this, [this] {
        for (QAction* action : m_partitionMenu->actions()) {
            if (action->isCheckable()) {
                action->setChecked(false);
            }
        }
    });
    m_partitionMenu->addSeparator();
    for (int i = 0; i < count; ++i) {
        QAction* action = m_partitionMenu->addAction(tr("Partition %1").arg(i));
        action->setCheckable(true);
        action->setChecked(true);
        action->setData(i);
        connect(action, &QAction::toggled, this, &ReadBar::partitionToggled);
    }
    partitionToggled();
}

std::vector<std::int32_t> ReadBar::chosenPartitions() const
{
    std::vector<std::int32_t> chosen;
    for (const QAction* action : m_partitionMenu->actions()) {
        if (action->isCheckable() && action->isChecked()) {
            chosen.push_back(action->data().toInt());
        }
    }
    return static_cast<int>(chosen.size()) == m_partitionCount ? std::vector<std::int32_t>{}
                                                               : chosen;
}

void ReadBar::partitionToggled()
{
    int chosen = 0;
    for (const QAction* action : m_partitionMenu->actions()) {
        chosen += action->isCheckable() && action->isChecked() ? 1 : 0;
    }
    const QLocale locale;
    m_partitions->setText(chosen < m_partitionCount
                              ? tr("%1 of %2 partitions")
                                    .arg(locale.toString(chosen), locale.toString(m_partitionCount))
                              : m_partitionCount == 1
                              ? tr("1 partition")
                              : tr("All %1 partitions").arg(locale.toString(m_partitionCount)));
    m_read->setEnabled(chosen > 0 || m_reading);
}

void ReadBar::setReading(bool reading)
{
    if (reading != m_reading) { // an icon that is set lays the window out anew
        m_reading = reading;
        showReading();
    }
}

void ReadBar::showReading()
{
    m_read->setText(m_reading ? tr("Stop") : tr("Read"));
    m_read->setToolTip(m_reading ? tr("Esc") : tr("Ctrl+Enter"));
    paintIcons();
}

void ReadBar::setLive(bool live)
{
    m_live->setChecked(live);
}

void ReadBar::paintIcons()
{
    const auto icon = [](const char* name, const QWidget* button) {
        return themeIcon(QLatin1String(name), button->palette().color(QPalette::ButtonText));
    };
    m_read->setIcon(icon(m_reading ? "stop" : "play", m_read));
    m_live->setIcon(icon("live", m_live));
}

void ReadBar::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        // The children have not had theirs yet.
        QMetaObject::invokeMethod(this, &ReadBar::paintIcons, Qt::QueuedConnection);
    }
}

void ReadBar::refuseAdding(const QString& why)
{
    m_add->setEnabled(false);
    m_add->setToolTip(why);
}

void ReadBar::setOffline()
{
    for (QWidget* widget : {static_cast<QWidget*>(m_start), static_cast<QWidget*>(m_fields),
                            static_cast<QWidget*>(m_partitions), static_cast<QWidget*>(m_live),
                            static_cast<QWidget*>(m_add), static_cast<QWidget*>(m_more)}) {
        widget->hide();
    }
}

void ReadBar::chooseWholeTopic()
{
    m_start->setCurrentIndex(Beginning);
    m_partitionMenu->actions().constFirst()->trigger();
}

void ReadBar::focusFilter()
{
    m_filter->setFocus();
    m_filter->selectAll();
}

void ReadBar::clearFilter()
{
    m_filter->clear();
}

} // namespace ottla
