// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/quickopen.h"

#include "ui/shell/icons.h"
#include "ui/shell/theme.h"

#include <QCoreApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace ottla {

namespace {
constexpr int paletteWidth = 560;
constexpr int paletteHeight = 380;
constexpr int iconSize = 16;
constexpr std::size_t shown = 100;
} // namespace

QuickOpen::QuickOpen(std::vector<Entry> entries, QWidget* parent)
    : QDialog(parent, Qt::Dialog | Qt::FramelessWindowHint)
    , m_entries(std::move(entries))
    , m_line(new QLineEdit(this))
    , m_list(new QListWidget(this))
{
    setObjectName(QStringLiteral("quickOpen"));
    setWindowTitle(tr("Go to anything"));
    setAttribute(Qt::WA_DeleteOnClose);
    m_line->setObjectName(QStringLiteral("quickOpenLine"));
    m_line->setAccessibleName(tr("Go to"));
    m_line->setPlaceholderText(tr("Topic, group, connection or action"));
    m_line->installEventFilter(this);
    m_list->setObjectName(QStringLiteral("quickOpenList"));
    m_list->setAccessibleName(tr("Matches"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setUniformItemSizes(true);
    m_list->setIconSize(QSize(iconSize, iconSize));
    m_list->setFocusPolicy(Qt::NoFocus);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->setSpacing(8);
    layout->addWidget(m_line);
    layout->addWidget(m_list);
    resize(paletteWidth, paletteHeight);
    if (parent != nullptr) {
        const QPoint top = parent->mapToGlobal(QPoint((parent->width() - paletteWidth) / 2, 64));
        move(top);
    }
    connect(m_line, &QLineEdit::textChanged, this, &QuickOpen::search);
    connect(m_list, &QListWidget::itemClicked, this, &QuickOpen::choose);
    search({});
    m_line->setFocus();
}

int QuickOpen::score(const QString& typed, const QString& title)
{
    int points = 0;
    qsizetype at = 0;
    qsizetype last = -2;
    for (const QChar letter : typed) {
        if (letter.isSpace()) {
            continue;
        }
        const qsizetype found = title.indexOf(letter, at, Qt::CaseInsensitive);
        if (found < 0) {
            return -1;
        }
        points += found == last + 1 ? 8 : 1;
        points += found == 0 || !title[found - 1].isLetterOrNumber() ? 6 : 0;
        last = found;
        at = found + 1;
    }
    // Of two that fit alike the shorter one comes first.
    return points * 64 - static_cast<int>(std::min<qsizetype>(title.size(), 63)) + 63;
}

void QuickOpen::search(const QString& typed)
{
    std::vector<std::pair<int, std::size_t>> ranked;
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
        if (const int points = typed.isEmpty() ? 0 : score(typed, m_entries[i].title);
            points >= 0) {
            ranked.emplace_back(-points, i);
        }
    }
    std::stable_sort(ranked.begin(), ranked.end(),
                     [](const auto& l, const auto& r) { return l.first < r.first; });
    m_list->clear();
    for (std::size_t i = 0; i < std::min(shown, ranked.size()); ++i) {
        const Entry& entry = m_entries[ranked[i].second];
        auto* item = new QListWidgetItem(
            themeIcon(entry.icon, themeColor(ThemeRole::Muted, palette())),
            entry.where.isEmpty() ? entry.title : tr("%1   —   %2").arg(entry.title, entry.where),
            m_list);
        item->setData(Qt::UserRole, static_cast<int>(ranked[i].second));
    }
    if (m_list->count() == 0) {
        auto* nothing = new QListWidgetItem(tr("Nothing is called that"), m_list);
        nothing->setFlags(Qt::NoItemFlags);
        return;
    }
    m_list->setCurrentRow(0);
}

void QuickOpen::choose()
{
    const QListWidgetItem* item = m_list->currentItem();
    if (item == nullptr || !item->data(Qt::UserRole).isValid()) {
        return;
    }
    const auto run = m_entries[static_cast<std::size_t>(item->data(Qt::UserRole).toInt())].run;
    accept();
    run();
}

bool QuickOpen::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_line && event->type() == QEvent::KeyPress) {
        auto* key = static_cast<QKeyEvent*>(event);
        switch (key->key()) {
        case Qt::Key_Up:
        case Qt::Key_Down:
        case Qt::Key_PageUp:
        case Qt::Key_PageDown:
            QCoreApplication::sendEvent(m_list, key);
            return true;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            choose();
            return true;
        default:
            break;
        }
    }
    return QDialog::eventFilter(watched, event);
}

} // namespace ottla
