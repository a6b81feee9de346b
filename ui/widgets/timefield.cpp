// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/timefield.h"

#include "model/formats/typedtime.h"
#include "ui/widgets/themed.h"

#include <QCoreApplication>
#include <QEvent>
#include <QHBoxLayout>
#include <QInputMethodEvent>
#include <QLabel>
#include <QTextCharFormat>

namespace ottla {

TimeField::TimeField(const QString& text, QWidget* parent)
    : QLineEdit(parent)
    , m_note(new QLabel(parent))
{
    setToolTip(tr("-15m, 14:03, yesterday 9:00, 2026-11-30 23:17:30, with Z or an offset, or "
                  "seconds, ms or µs since 1970. What names no zone is local time."));
    m_note->setTextFormat(Qt::PlainText);
    m_note->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_note->setMinimumWidth(
        m_note->fontMetrics().horizontalAdvance(QStringLiteral("2000-00-00 00:00:00.000")) + 4);
    connect(this, &QLineEdit::textChanged, this, &TimeField::understand);
    setText(text);
    understand();
}

std::optional<qint64> TimeField::time() const
{
    const auto time = parseTypedTime(text(), QDateTime::currentDateTime());
    if (!time) {
        return std::nullopt;
    }
    m_note->setText(exactTimeText(*time));
    m_note->setToolTip(exactTimeText(time->toUTC()) + u'Z');
    return time->toMSecsSinceEpoch();
}

QSize TimeField::sizeHint() const
{
    const int width = fontMetrics().horizontalAdvance(QStringLiteral("2000-00-00 00:00:00.000"));
    return {width + 24, QLineEdit::sizeHint().height()};
}

void TimeField::understand()
{
    m_understood = time().has_value();
    if (!m_understood) {
        m_note->setText(text().trimmed().isEmpty() ? tr("A time is missing") : tr("Not a time"));
        m_note->setToolTip(toolTip());
    }
    setTextRole(m_note, m_understood ? ThemeRole::Muted : ThemeRole::Bad);
    setAccessibleDescription(m_note->text());
    underline();
}

void TimeField::underline()
{
    QList<QInputMethodEvent::Attribute> marks;
    if (!m_understood && !text().isEmpty()) {
        QTextCharFormat format;
        format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
        format.setUnderlineColor(themeColor(ThemeRole::Bad, palette()));
        format.setForeground(themeColor(ThemeRole::Bad, palette()));
        marks.append({QInputMethodEvent::TextFormat, -cursorPosition(),
                      static_cast<int>(text().size()), format});
    }
    // The way in which a line edit takes formats for a part of its text.
    QInputMethodEvent event(QString(), marks);
    QCoreApplication::sendEvent(this, &event);
}

void TimeField::changeEvent(QEvent* event)
{
    QLineEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        underline();
    }
}

QWidget* withNote(TimeField* field, QWidget* parent)
{
    auto* both = new QWidget(parent);
    auto* layout = new QHBoxLayout(both);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(field);
    layout->addWidget(field->note());
    return both;
}

} // namespace ottla
