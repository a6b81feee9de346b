// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/messages/readoptions.h"

#include "ui/widgets/timefield.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCompleter>
#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QRegularExpressionValidator>
#include <QSpinBox>

namespace ottla {

namespace {

constexpr int keptUsually = 10'000'000;

} // namespace

ReadOptions::ReadOptions(QWidget* parent)
    : QFrame(parent, Qt::Popup)
    , m_hasEndTime(new QCheckBox(tr("To the &time"), this))
    , m_endTime(new TimeField(QStringLiteral("now"), this))
    , m_hasEndOffset(new QCheckBox(tr("To the &offset"), this))
    , m_endOffset(new QLineEdit(this))
    , m_isolation(new QComboBox(this))
    , m_stop(new QComboBox(this))
    , m_stopCount(new QSpinBox(this))
    , m_topics(new QLineEdit(this))
    , m_keep(new QSpinBox(this))
{
    setObjectName(QStringLiteral("readOptions"));
    setAccessibleName(tr("Options of reading"));
    setFrameShape(QFrame::StyledPanel);
    m_hasEndTime->setObjectName(QStringLiteral("endTimeCheck"));
    m_hasEndTime->setToolTip(
        tr("Ends at the first message of that time or later, and leaves out what is not of the "
           "range. Goes with a start at a time."));
    m_endTime->setObjectName(QStringLiteral("endTimeField"));
    m_endTime->setAccessibleName(tr("Time before which messages are read"));
    m_endTime->note()->setObjectName(QStringLiteral("endTimeNote"));
    m_hasEndOffset->setObjectName(QStringLiteral("endOffsetCheck"));
    m_hasEndOffset->setToolTip(
        tr("Ends before this offset in each partition. Goes with a start at an offset."));
    m_endOffset->setObjectName(QStringLiteral("endOffsetField"));
    m_endOffset->setAccessibleName(tr("Offset before which messages are read"));
    m_endOffset->setAlignment(Qt::AlignRight);
    m_endOffset->setText(QStringLiteral("1000"));
    m_endOffset->setValidator(new QRegularExpressionValidator(
        QRegularExpression(QStringLiteral("[0-9]{1,18}")), m_endOffset));
    m_isolation->setObjectName(QStringLiteral("isolationChoice"));
    m_isolation->addItems({tr("All messages"), tr("Committed only")});
    m_isolation->setToolTip(
        tr("Committed only (read_committed) leaves out aborted transactions and what lies behind "
           "one that is open"));
    m_stop->setObjectName(QStringLiteral("stopChoice"));
    m_stop->addItems({tr("At the end as of now"), tr("After messages"), tr("After matches")});
    m_stopCount->setObjectName(QStringLiteral("stopCountField"));
    m_stopCount->setAccessibleName(tr("How many, before reading stops"));
    m_stopCount->setRange(1, 100'000'000);
    m_stopCount->setValue(1000);
    m_topics->setObjectName(QStringLiteral("otherTopicsField"));
    m_topics->setPlaceholderText(tr("payments, refunds"));
    m_topics->setToolTip(tr("Topics that are read beside this one, with commas between"));
    m_topics->setMinimumWidth(220);
    m_keep->setObjectName(QStringLiteral("keepField"));
    m_keep->setRange(1000, 1'000'000'000);
    m_keep->setValue(keptUsually);
    m_keep->setToolTip(tr("Beyond it, a live view drops the oldest for new ones, and says so"));
    for (QSpinBox* field : {m_stopCount, m_keep}) {
        field->setGroupSeparatorShown(true);
        field->setAlignment(Qt::AlignRight);
    }

    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(12, 12, 12, 12);
    grid->setSpacing(8);
    const auto addRow = [this, grid](const QString& text, QWidget* field) {
        auto* label = new QLabel(text, this);
        label->setBuddy(field);
        const int row = grid->rowCount();
        grid->addWidget(label, row, 0);
        grid->addWidget(field, row, 1);
    };
    grid->addWidget(m_hasEndTime, 0, 0);
    grid->addWidget(withNote(m_endTime, this), 0, 1);
    grid->addWidget(m_hasEndOffset, 1, 0);
    grid->addWidget(m_endOffset, 1, 1);
    addRow(tr("T&ransactions"), m_isolation);
    addRow(tr("&Stop"), m_stop);
    grid->addWidget(m_stopCount, grid->rowCount(), 1);
    addRow(tr("&Also read"), m_topics);
    addRow(tr("&Live keeps"), m_keep);
    QWidget::setTabOrder(m_hasEndTime, m_endTime);

    for (QCheckBox* box : {m_hasEndTime, m_hasEndOffset}) {
        connect(box, &QCheckBox::toggled, this, &ReadOptions::enableWhatCounts);
    }
    for (QComboBox* choice : {m_isolation, m_stop}) {
        connect(choice, &QComboBox::currentIndexChanged, this, &ReadOptions::enableWhatCounts);
    }
    connect(m_endTime, &QLineEdit::textChanged, this, &ReadOptions::changed);
    connect(m_topics, &QLineEdit::textChanged, this, &ReadOptions::changed);
    connect(m_stopCount, &QSpinBox::valueChanged, this, &ReadOptions::changed);
    connect(m_keep, &QSpinBox::valueChanged, this, &ReadOptions::changed);
    enableWhatCounts();
}

void ReadOptions::showBelow(QWidget* button)
{
    adjustSize();
    move(button->mapToGlobal(QPoint(0, button->height() + 4)));
    show();
    (m_hasEndTime->isEnabled()         ? static_cast<QWidget*>(m_hasEndTime)
         : m_hasEndOffset->isEnabled() ? static_cast<QWidget*>(m_hasEndOffset)
                                       : static_cast<QWidget*>(m_isolation))
        ->setFocus(Qt::PopupFocusReason);
}

bool ReadOptions::event(QEvent* event)
{
    // The pane's own Esc is not meant here.
    if (event->type() == QEvent::ShortcutOverride
        && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        event->accept();
        return true;
    }
    return QFrame::event(event);
}

void ReadOptions::keyPressEvent(QKeyEvent* event)
{
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (event->key() == Qt::Key_Escape || enter) {
        close();
        if (enter) {
            Q_EMIT readAsked();
        }
        return;
    }
    QFrame::keyPressEvent(event);
}

bool ReadOptions::endsAtTime() const
{
    return m_start == ReadRequest::Start::Time && m_hasEndTime->isChecked();
}

bool ReadOptions::endsAtOffset() const
{
    return m_start == ReadRequest::Start::Offset && m_hasEndOffset->isChecked();
}

void ReadOptions::setStart(ReadRequest::Start start)
{
    m_start = start;
    enableWhatCounts();
}

void ReadOptions::enableWhatCounts()
{
    m_hasEndTime->setEnabled(m_start == ReadRequest::Start::Time);
    m_endTime->setEnabled(endsAtTime());
    m_endTime->note()->setEnabled(endsAtTime());
    m_hasEndOffset->setEnabled(m_start == ReadRequest::Start::Offset);
    m_endOffset->setEnabled(endsAtOffset());
    m_stopCount->setEnabled(m_stop->currentIndex() != AtTheEnd);
    Q_EMIT changed();
}

void ReadOptions::setTopicNames(const QStringList& names)
{
    auto* completer = new QCompleter(names, m_topics);
    completer->setFilterMode(Qt::MatchContains);
    delete m_topics->completer();
    m_topics->setCompleter(completer);
}

QStringList ReadOptions::otherTopics() const
{
    QStringList topics;
    const QStringList parts = m_topics->text().split(u',', Qt::SkipEmptyParts);
    for (const QString& part : parts) {
        if (const QString name = part.trimmed(); !name.isEmpty() && !topics.contains(name)) {
            topics << name;
        }
    }
    return topics;
}

QString ReadOptions::problem() const
{
    return endsAtTime() && !m_endTime->isUnderstood()
        ? tr("Where to end is not a time: “%1”").arg(m_endTime->text())
        : QString();
}

void ReadOptions::apply(ReadRequest& request) const
{
    if (endsAtTime()) {
        request.endTime = m_endTime->time().value_or(0); // problem() is asked before
    }
    if (endsAtOffset()) {
        request.endOffset = m_endOffset->text().toLongLong();
    }
    request.committedOnly = m_isolation->currentIndex() == 1;
    request.stopAfter = m_stop->currentIndex() == AfterMessages ? m_stopCount->value() : 0;
    request.stopAfterKept = m_stop->currentIndex() == AfterMatches ? m_stopCount->value() : 0;
    request.keepWhenLive = static_cast<std::size_t>(m_keep->value());
    const QStringList others = otherTopics();
    for (const QString& topic : others) {
        request.topics.push_back(topic.toStdString());
    }
}

QStringList ReadOptions::differences() const
{
    const QLocale locale;
    QStringList all;
    if (endsAtTime()) {
        all << tr("to %1").arg(m_endTime->text());
    }
    if (endsAtOffset()) {
        all << tr("to offset %1").arg(locale.toString(m_endOffset->text().toLongLong()));
    }
    if (m_isolation->currentIndex() == 1) {
        all << tr("committed only");
    }
    if (m_stop->currentIndex() != AtTheEnd) {
        all << (m_stop->currentIndex() == AfterMessages ? tr("stops after %1 messages")
                                                        : tr("stops after %1 matches"))
                   .arg(locale.toString(m_stopCount->value()));
    }
    if (const QStringList others = otherTopics(); !others.isEmpty()) {
        all << tr("with %1").arg(others.join(QStringLiteral(", ")));
    }
    if (m_keep->value() != keptUsually) {
        all << tr("live keeps %1").arg(locale.toString(m_keep->value()));
    }
    return all;
}

} // namespace ottla
