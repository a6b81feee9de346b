// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>

class QScrollBar;

namespace ottla {

class MessageBrowser;
class MessageTable;

/// Keeps the end of the table in sight, where the newest messages are: of a live view for whoever
/// looks at it, and after a read of the newest until the person goes elsewhere in the table.
/// GUI thread.
class EndFollower : public QObject
{
    Q_OBJECT

public:
    /// Both must outlive it.
    EndFollower(MessageTable& table, MessageBrowser& browser);

    /// What is read next are the newest messages, or others.
    void setNewest(bool newest) { m_newest = newest; }
    /// The person looks for something, which the end of the table may not be.
    void letGo();

private:
    /// The end is wanted, until it is scrolled away from.
    [[nodiscard]] bool showsNewest() const;
    void rowsAreAboutToMove();
    void goToEnd();

    MessageTable& m_table;
    MessageBrowser& m_browser;
    QScrollBar* m_bar;
    bool m_newest = false; ///< Asked for, and not let go of.
    bool m_atEnd = false; ///< Before the rows came that are being added.
    bool m_following = false;
};

} // namespace ottla
