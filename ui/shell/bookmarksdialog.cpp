// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/bookmarksdialog.h"

#include "model/messages/bookmarks.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

namespace ottla {

namespace {

constexpr int margin = 16;
constexpr int nameWidth = 320;

QVBoxLayout* layoutOf(QDialog* dialog)
{
    auto* layout = new QVBoxLayout(dialog);
    layout->setContentsMargins(margin, margin, margin, margin);
    layout->setSpacing(margin);
    return layout;
}

} // namespace

BookmarkNameDialog::BookmarkNameDialog(const Bookmarks& bookmarks, const QString& suggested,
                                       QWidget* parent)
    : QDialog(parent)
{
    setObjectName(QStringLiteral("bookmarkNameDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Bookmark this view"));
    auto* name = new QLineEdit(suggested, this);
    name->setObjectName(QStringLiteral("bookmarkName"));
    name->setMinimumWidth(nameWidth);
    name->selectAll();
    auto* hint = new QLabel(this);
    hint->setObjectName(QStringLiteral("bookmarkHint"));
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel, this);
    QPushButton* save = buttons->button(QDialogButtonBox::Save);
    save->setObjectName(QStringLiteral("saveBookmark"));
    auto* form = new QFormLayout;
    form->addRow(tr("&Name"), name);
    QVBoxLayout* layout = layoutOf(this);
    layout->addLayout(form);
    layout->addWidget(hint);
    layout->addWidget(buttons);
    const auto check = [&bookmarks, name, hint, save] {
        const QString text = name->text().trimmed();
        save->setEnabled(!text.isEmpty());
        hint->setText(bookmarks.find(text) != nullptr
                          ? tr("Takes the place of the bookmark of that name.")
                          : tr("Keeps what is read, the filter, and the columns."));
    };
    connect(name, &QLineEdit::textChanged, this, check);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, this, [this, name] {
        Q_EMIT named(name->text().trimmed());
        accept();
    });
    check();
}

BookmarksDialog::BookmarksDialog(Bookmarks& bookmarks, QWidget* parent)
    : QDialog(parent)
    , m_bookmarks(bookmarks)
    , m_list(new QListWidget(this))
{
    setObjectName(QStringLiteral("bookmarksDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Bookmarks"));
    m_list->setObjectName(QStringLiteral("bookmarksList"));
    m_list->setAccessibleName(tr("Bookmarks"));
    m_list->setEditTriggers(QAbstractItemView::EditKeyPressed
                            | QAbstractItemView::SelectedClicked);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    const auto button = [&](const QString& text, const char* name) {
        QPushButton* made = buttons->addButton(text, QDialogButtonBox::ActionRole);
        made->setObjectName(QLatin1String(name));
        return made;
    };
    QPushButton* open = button(tr("Open"), "openBookmark");
    QPushButton* rename = button(tr("Rename"), "renameBookmark");
    QPushButton* remove = button(tr("Remove"), "removeBookmark");
    QVBoxLayout* layout = layoutOf(this);
    layout->addWidget(m_list);
    layout->addWidget(buttons);
    const auto enable = [this, open, rename, remove] {
        for (QPushButton* each : {open, rename, remove}) {
            each->setEnabled(m_list->currentItem() != nullptr);
        }
    };
    const auto openCurrent = [this] {
        const QString name = m_list->currentItem()->data(Qt::UserRole).toString();
        accept();
        Q_EMIT openAsked(name);
    };
    connect(m_list, &QListWidget::currentItemChanged, this, enable);
    connect(m_list, &QListWidget::itemDoubleClicked, this, openCurrent);
    connect(open, &QPushButton::clicked, this, openCurrent);
    connect(rename, &QPushButton::clicked, this, [this] { m_list->editItem(m_list->currentItem()); });
    connect(remove, &QPushButton::clicked, this, [this] {
        m_bookmarks.remove(m_list->currentItem()->data(Qt::UserRole).toString());
    });
    connect(m_list, &QListWidget::itemChanged, this, [this](QListWidgetItem* item) {
        const QString old = item->data(Qt::UserRole).toString();
        const QString name = item->text().trimmed();
        if (name == old) {
            return;
        }
        // Another row's name, or none, is not taken over.
        if (!m_bookmarks.rename(old, name)) {
            item->setText(old);
        }
    });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    // Not at once: the change may come from an item of the list.
    connect(&bookmarks, &Bookmarks::changed, this, &BookmarksDialog::fill, Qt::QueuedConnection);
    fill();
    enable();
}

void BookmarksDialog::fill()
{
    const QSignalBlocker quiet(m_list);
    const int row = m_list->currentRow();
    m_list->clear();
    for (const Bookmark& each : m_bookmarks.all()) {
        auto* item = new QListWidgetItem(each.name, m_list);
        item->setData(Qt::UserRole, each.name);
        item->setToolTip(each.topic);
        item->setFlags(item->flags() | Qt::ItemIsEditable);
    }
    m_list->setCurrentRow(std::min(std::max(row, 0), m_list->count() - 1));
}

} // namespace ottla
