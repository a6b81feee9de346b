// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/bookmarkactions.h"

#include "model/messages/bookmarks.h"
#include "ui/shell/bookmarksdialog.h"
#include "ui/shell/views.h"

#include <QMenu>

namespace ottla {

BookmarkActions::BookmarkActions(Bookmarks& bookmarks, Views& views, QWidget* window)
    : QObject(window)
    , m_bookmarks(bookmarks)
    , m_views(views)
    , m_window(window)
{ }

void BookmarkActions::add()
{
    const auto current = m_views.currentDefinition();
    if (!current) {
        return;
    }
    auto* dialog = new BookmarkNameDialog(m_bookmarks, current->name, m_window);
    connect(dialog, &BookmarkNameDialog::named, this, [this, current](const QString& name) {
        Bookmark bookmark = *current;
        bookmark.name = name;
        m_bookmarks.add(bookmark);
    });
    dialog->open();
}

void BookmarkActions::manage()
{
    auto* dialog = new BookmarksDialog(m_bookmarks, m_window);
    connect(dialog, &BookmarksDialog::openAsked, this, &BookmarkActions::open);
    dialog->open();
}

void BookmarkActions::open(const QString& name)
{
    if (const Bookmark* bookmark = m_bookmarks.find(name)) {
        m_views.openBookmark(*bookmark);
    }
}

void BookmarkActions::follow(QMenu* menu)
{
    connect(menu, &QMenu::aboutToShow, this, [this, menu] {
        const QList<QAction*> actions = menu->actions();
        for (QAction* action : actions) {
            if (!action->data().isNull()) {
                delete action;
            }
        }
        for (const Bookmark& each : m_bookmarks.all()) {
            QAction* action = menu->addAction(QString(each.name).replace(u'&', QStringLiteral("&&")), this,
                                              [this, name = each.name] { open(name); });
            action->setData(each.name);
        }
    });
}

std::vector<QuickOpen::Entry> BookmarkActions::entries()
{
    std::vector<QuickOpen::Entry> list;
    for (const Bookmark& each : m_bookmarks.all()) {
        list.push_back({each.name, tr("Bookmark of %1").arg(each.topic),
                        QStringLiteral("message"), [this, name = each.name] { open(name); }});
    }
    return list;
}

} // namespace ottla
