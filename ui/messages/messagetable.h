// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/messages/messagesmodel.h"
#include "ui/messages/messageselection.h"
#include "ui/widgets/rowcopy.h"

#include <QJsonObject>
#include <QTableView>

#include <optional>

class QJsonArray;
class QMenu;

namespace ottla {

class MessageCopy;
class MessageFind;
class TableNote;

/// The table of messages. Sorts by a click on a title (ascending, descending, as they arrived);
/// columns are chosen, and fields added, from the titles' menu; typing finds. Whatever the model
/// does, what is selected stays selected and what is looked at stays where it is. GUI thread.
class MessageTable : public QTableView
{
    Q_OBJECT

public:
    /// `model` must outlive it.
    explicit MessageTable(MessagesModel* model, QWidget* parent = nullptr);

    /// Order, width and visibility of the columns, the form of the times, and what is sorted by.
    [[nodiscard]] QJsonObject columnState() const;
    /// What is missing or not known stays as it is.
    void restoreColumnState(const QJsonObject& state);
    /// The columns that are there at first.
    void resetColumns();
    /// What is selected; selectionModel() knows only a part of it.
    [[nodiscard]] const MessageSelection& selected() const { return *m_selection; }
    /// The same, row by row as shown, with the columns in sight; for any thread.
    [[nodiscard]] RowCopy selection() const;
    void findNext(bool backwards = false);
    /// Shows a field of the decoded value as a column; why not, where the path is wrong.
    Result<void> addField(const QString& path);

    void keyboardSearch(const QString& text) override;

Q_SIGNALS:
    /// The context menu of the rows is about to be shown: more may be added to it.
    void rowMenuAboutToShow(QMenu* menu);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
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
    void buildHeader();
    void takeFields(const QJsonArray& columns);
    void removeField(int column);
    void askForField();
    void showHeaderMenu(const QPoint& at);
    void addColumnChoices(QMenu& menu);
    void addTimeChoices(QMenu& menu);
    void copy(RowCopy::Form form);
    void fillWidth();
    [[nodiscard]] QList<int> columnsInSight() const;
    [[nodiscard]] int defaultWidth(int column) const;

    MessagesModel* m_messages;
    MessageSelection* m_selection;
    TableNote* m_note;
    MessageFind* m_find;
    MessageCopy* m_copy;
    Place m_place;
    bool m_topicChosen = false; // whether it is shown was chosen by hand
    bool m_reordering = false;
    bool m_fills = true; // the value's column takes what is left
    bool m_resizing = false; // by the program, not by hand
};

} // namespace ottla
