// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/messages/messagesmodel.h"

#include <QItemSelectionModel>

namespace ottla {

/// What is selected in a table of messages: messages, not places. Ranges of rows are what Qt's own
/// selection holds, and what it looks through for each cell that it draws; a sort would tear a
/// million rows into as many ranges. So what is selected when rows change their places becomes a
/// set of the store's rows, until something else is selected. Whole rows only. GUI thread.
class MessageSelection : public QItemSelectionModel
{
    Q_OBJECT

public:
    explicit MessageSelection(MessagesModel* model, QObject* parent = nullptr);

    /// To be asked instead of isSelected().
    [[nodiscard]] bool holds(const QModelIndex& index) const;
    /// Of the rows that are shown. A glance, unless a filter hides some that are selected.
    [[nodiscard]] std::size_t count() const;
    /// Rows of the store, in the order in which they are shown; those that are hidden are left out.
    /// Takes milliseconds for millions.
    [[nodiscard]] RowOrder rows() const;
    /// Whether some are selected that Qt's own ranges do not have.
    [[nodiscard]] bool keepsSome() const { return !m_kept.empty(); }
    /// Where they are shown, the first `most` of them; milliseconds, too.
    [[nodiscard]] QList<int> places(qsizetype most) const;

    using QItemSelectionModel::select;
    void select(const QItemSelection& selection, SelectionFlags command) override;
    void clear() override;
    void reset() override;

Q_SIGNALS:
    /// Other cells than those of selectionChanged() look different now.
    void keptChanged();

private:
    void keep();
    void forget();
    [[nodiscard]] RowSet all() const;

    const MessagesModel& m_messages;
    RowSet m_kept; // rows of the store, selected before they changed places
    bool m_reordering = false;
};

} // namespace ottla
