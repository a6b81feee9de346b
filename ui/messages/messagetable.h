// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/messages/messagesmodel.h"
#include "ui/messages/messageselection.h"
#include "ui/widgets/rowcopy.h"
#include "ui/widgets/uniformtableview.h"

#include <optional>

class QMenu;

namespace ottla {

class MessageCopy;
class MessageFind;
class MessageHeader;
class TableNote;

/// The table of messages; MessageHeader has its columns. Typing finds. Whatever the model
/// does, what is selected stays selected and what is looked at stays where it is. GUI thread.
class MessageTable : public UniformTableView
{
    Q_OBJECT

public:
    /// `model` must outlive it.
    explicit MessageTable(MessagesModel* model, QWidget* parent = nullptr);

    [[nodiscard]] MessageHeader* header() const;
    /// What is selected; selectionModel() knows only a part of it.
    [[nodiscard]] const MessageSelection& selected() const { return *m_selection; }
    /// The same, row by row as shown, with the columns in sight; for any thread.
    [[nodiscard]] RowCopy selection() const;
    void findNext(bool backwards = false);

    [[nodiscard]] bool isRowSelected(int row) const override;
    [[nodiscard]] int selectedRowCount() const override;
    [[nodiscard]] QList<int> selectedRows(int most) const override;
    void keyboardSearch(const QString& text) override;

Q_SIGNALS:
    /// The context menu of the rows is about to be shown: more may be added to it.
    void rowMenuAboutToShow(QMenu* menu);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    QItemSelectionModel::SelectionFlags selectionCommand(const QModelIndex& index,
                                                         const QEvent* event) const override;

private:
    // Where the person is: rows of the store.
    struct Place
    {
        std::optional<std::uint32_t> current;
        std::optional<std::uint32_t> top; // none at the very beginning, which stays there
    };

    void keepPlace();
    void restorePlace();
    void copy(RowCopy::Form form);

    MessagesModel* m_messages;
    MessageSelection* m_selection;
    TableNote* m_note;
    MessageFind* m_find;
    MessageCopy* m_copy;
    Place m_place;
    bool m_reordering = false;
    bool m_restoring = false; // the current row, not by hand
};

} // namespace ottla
