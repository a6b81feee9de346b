// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/findbar.h"

#include "model/async/background.h"
#include "model/formats/jsonplaces.h"
#include "ui/widgets/codetext.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>

#include <string_view>

namespace ottla {

namespace {
constexpr std::size_t mostMatches = 1'000'000;
} // namespace

FindBar::FindBar(std::function<QByteArray()> text, QWidget* parent)
    : QWidget(parent)
    , m_text(std::move(text))
    , m_wanted(new QLineEdit(this))
    , m_exact(new QCheckBox(tr("Match case"), this))
    , m_result(new QLabel(this))
{
    m_wanted->setPlaceholderText(tr("Find"));
    m_wanted->setAccessibleName(tr("Find in this text"));
    m_wanted->setObjectName(QStringLiteral("findText"));
    m_wanted->setClearButtonEnabled(true);
    m_wanted->installEventFilter(this);
    m_exact->setObjectName(QStringLiteral("findCase"));
    m_result->setObjectName(QStringLiteral("findResult"));
    auto* previous = new QPushButton(tr("Previous"), this);
    auto* next = new QPushButton(tr("Next"), this);
    auto* close = new QPushButton(tr("Close"), this);
    previous->setObjectName(QStringLiteral("findPrevious"));
    next->setObjectName(QStringLiteral("findNext"));
    close->setObjectName(QStringLiteral("findClose"));
    auto* bar = new QHBoxLayout(this);
    bar->setContentsMargins(8, 4, 8, 4);
    bar->setSpacing(8);
    bar->addWidget(m_wanted, 1);
    bar->addWidget(m_result);
    bar->addWidget(m_exact);
    for (QPushButton* button : {previous, next, close}) {
        button->setAutoDefault(false);
        bar->addWidget(button);
    }
    connect(m_wanted, &QLineEdit::textChanged, this, &FindBar::search);
    connect(m_exact, &QCheckBox::toggled, this, &FindBar::search);
    connect(next, &QPushButton::clicked, this, [this] { step(1); });
    connect(previous, &QPushButton::clicked, this, [this] { step(-1); });
    connect(close, &QPushButton::clicked, this, &FindBar::closed);
    hide();
}

void FindBar::open(const QString& wanted)
{
    setVisible(true);
    if (!wanted.isEmpty() && wanted != m_wanted->text()) {
        m_wanted->setText(wanted);
    } else {
        search();
    }
    m_wanted->setFocus();
    m_wanted->selectAll();
}

void FindBar::restart()
{
    if (isVisible()) {
        search();
    }
}

void FindBar::search()
{
    const int serial = ++m_serial;
    const QByteArray wanted = m_wanted->text().toUtf8();
    m_length = wanted.size();
    if (wanted.isEmpty()) {
        m_matches.clear();
        m_result->clear();
        Q_EMIT found(0, 0);
        return;
    }
    const auto work = [text = m_text(), wanted, exact = m_exact->isChecked()] {
        const auto view = [](const QByteArray& bytes) {
            return std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size()));
        };
        return findAll(view(text), view(wanted), exact, mostMatches);
    };
    if (m_text().size() < CodeText::large) {
        take(work());
        return;
    }
    m_result->setText(tr("Searching…"));
    runInBackground(this, work, [this, serial](std::vector<std::size_t> matches) {
        if (serial == m_serial) {
            take(std::move(matches));
        }
    });
}

void FindBar::take(std::vector<std::size_t> matches)
{
    m_matches = std::move(matches);
    if (m_matches.empty()) {
        m_result->setText(tr("Not found"));
        Q_EMIT found(0, 0);
    } else {
        show(0);
    }
}

void FindBar::step(int by)
{
    if (!m_matches.empty()) {
        const std::size_t count = m_matches.size();
        show((m_index + (by > 0 ? 1 : count - 1)) % count);
    }
}

void FindBar::show(std::size_t index)
{
    m_index = index;
    const QLocale locale;
    const auto number = [&locale](std::size_t value) {
        return locale.toString(static_cast<qulonglong>(value));
    };
    m_result->setText(m_matches.size() == mostMatches
                          ? tr("%1 of more than %2").arg(number(index + 1), number(mostMatches))
                          : tr("%1 of %2").arg(number(index + 1), number(m_matches.size())));
    const auto from = static_cast<qsizetype>(m_matches[index]);
    Q_EMIT found(from, from + m_length);
}

bool FindBar::event(QEvent* event)
{
    // Before what Escape means to the window around it.
    if (event->type() == QEvent::ShortcutOverride
        && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        event->accept();
        return true;
    }
    return QWidget::event(event);
}

void FindBar::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape) {
        Q_EMIT closed();
        return;
    }
    QWidget::keyPressEvent(event);
}

bool FindBar::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::KeyPress && watched == m_wanted) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            step(key->modifiers() & Qt::ShiftModifier ? -1 : 1);
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace ottla
