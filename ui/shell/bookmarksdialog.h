// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>

class QListWidget;

namespace ottla {

class Bookmarks;

/// Asks for a bookmark's name, and says when it is taken. Deletes itself.
class BookmarkNameDialog : public QDialog
{
    Q_OBJECT

public:
    BookmarkNameDialog(const Bookmarks& bookmarks, const QString& suggested, QWidget* parent);

Q_SIGNALS:
    void named(const QString& name);
};

/// The bookmarks: opened, renamed in place, removed. Deletes itself.
class BookmarksDialog : public QDialog
{
    Q_OBJECT

public:
    BookmarksDialog(Bookmarks& bookmarks, QWidget* parent);

Q_SIGNALS:
    void openAsked(const QString& name);

private:
    void fill();

    Bookmarks& m_bookmarks;
    QListWidget* m_list;
};

} // namespace ottla
