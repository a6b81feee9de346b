// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/messages/endfollower.h"

#include "model/messages/messagebrowser.h"
#include "ui/messages/messageheader.h"
#include "ui/messages/messagetable.h"

#include <QScrollBar>

namespace ottla {

EndFollower::EndFollower(MessageTable& table, MessageBrowser& browser)
    : m_table(table)
    , m_browser(browser)
    , m_bar(table.verticalScrollBar())
{
    const MessagesModel* model = browser.model();
    connect(model, &QAbstractItemModel::rowsAboutToBeInserted, this, [this] {
        m_atEnd = m_bar->value() == m_bar->maximum();
        rowsAreAboutToMove();
    });
    connect(model, &QAbstractItemModel::rowsInserted, this, [this, model] {
        const bool watched = m_atEnd && m_browser.live() && model->sortColumn() < 0;
        m_following = watched || showsNewest();
        if (m_following) {
            goToEnd();
        }
    });
    connect(model, &MessagesModel::aboutToReorder, this, &EndFollower::rowsAreAboutToMove);
    connect(model, &MessagesModel::reordered, this, [this] {
        if (showsNewest()) {
            goToEnd();
        }
    });
    connect(table.header(), &QHeaderView::sortIndicatorChanged, this, &EndFollower::letGo);
    // The detail view that opens below takes rows away: whoever looks at the end goes on doing so.
    connect(m_bar, &QScrollBar::rangeChanged, this, [this] {
        if (m_following && (m_browser.live() || showsNewest())) {
            goToEnd();
        }
    });
    connect(m_bar, &QScrollBar::valueChanged, this,
            [this](int value) { m_following = m_following && value == m_bar->maximum(); });
}

void EndFollower::letGo()
{
    if (m_browser.model()->rowCount() > 0) {
        m_newest = false;
    }
}

bool EndFollower::showsNewest() const
{
    const MessagesModel& model = *m_browser.model();
    const bool endIsNewest = model.sortColumn() < 0
        || (model.sortColumn() == MessagesModel::Timestamp
            && model.sortOrder() == Qt::AscendingOrder);
    return m_newest && endIsNewest && m_table.selected().count() == 0;
}

void EndFollower::rowsAreAboutToMove()
{
    if (!m_following) { // it was scrolled
        letGo();
    }
}

void EndFollower::goToEnd()
{
    m_table.scrollToBottom();
    m_following = true;
}

} // namespace ottla
