// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/messages/messagesmodel.h"

#include <QHeaderView>
#include <QJsonObject>

class QJsonArray;
class QMenu;

namespace ottla {

/// The titles of the message table: which columns there are, their order and widths, what is sorted
/// by. All of it can be chosen from the titles' menu, kept, and brought back. GUI thread.
class MessageHeader : public QHeaderView
{
    Q_OBJECT

public:
    /// `model` must outlive it.
    explicit MessageHeader(MessagesModel* model, QWidget* parent = nullptr);

    /// Order, width and visibility of the columns, the form of the times, and what is sorted by.
    [[nodiscard]] QJsonObject columnState() const;
    /// What is missing or not known stays as it is.
    void restoreColumnState(const QJsonObject& state);
    /// The columns that are there at first.
    void resetColumns();
    /// From left to right.
    [[nodiscard]] QList<int> columnsInSight() const;
    /// Shows a field of the decoded value as a column; why not, where the path is wrong.
    Result<void> addField(const QString& path);

Q_SIGNALS:
    void fieldAdded(int column);
    /// The columns are to be as wide as what is in sight.
    void contentsWidthWanted();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void takeFields(const QJsonArray& columns);
    void removeField(int column);
    void askForField();
    void showMenu(const QPoint& at);
    void addColumnChoices(QMenu& menu);
    void addTimeChoices(QMenu& menu);
    void fillWidth();
    [[nodiscard]] static int defaultWidth(int column);

    MessagesModel* m_messages;
    bool m_topicChosen = false; // whether it is shown was chosen by hand
    bool m_fills = true; // the value's column takes what is left
    bool m_resizing = false; // by the program, not by hand
};

} // namespace ottla
