// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/shell/quickopen.h"

#include <QObject>

class QMenu;

namespace ottla {

class Bookmarks;
class Views;

/// What one does with bookmarks: give the current view a name, open one, rename, remove.
class BookmarkActions : public QObject
{
    Q_OBJECT

public:
    /// All must outlive it.
    BookmarkActions(Bookmarks& bookmarks, Views& views, QWidget* window);

    /// Asks for a name for the current view.
    void add();
    /// The list in which they are renamed and removed.
    void manage();
    /// Appends one entry for each, anew whenever the menu is opened.
    void follow(QMenu* menu);
    /// For "Go to anything".
    [[nodiscard]] std::vector<QuickOpen::Entry> entries();

private:
    void open(const QString& name);

    Bookmarks& m_bookmarks;
    Views& m_views;
    QWidget* m_window;
};

} // namespace ottla
