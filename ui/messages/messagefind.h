// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/messages/messagesmodel.h"

#include <QElapsedTimer>
#include <QObject>

#include <atomic>
#include <memory>

namespace ottla {

class TableNote;
class UniformTableView;

/// Type to find: the next row of a table whose key, value or a header holds what was typed. Looks
/// on another thread, a piece of the rows at a time, once around; a note over the table says what
/// for. GUI thread.
class MessageFind : public QObject
{
    Q_OBJECT

public:
    /// All must outlive it.
    MessageFind(MessagesModel& model, UniformTableView& table, TableNote& note);
    ~MessageFind() override;

    /// Adds to what was typed a moment ago, or begins anew.
    void type(const QString& text);
    /// From the row behind the current one, or before it.
    void next(bool backwards);

private:
    void begin(int from, bool backwards);
    void look();
    void found(int row);
    [[nodiscard]] int rowAt(int step) const;

    MessagesModel& m_model;
    UniformTableView& m_table;
    TableNote& m_note;
    QElapsedTimer m_typed;
    QString m_text;
    std::shared_ptr<const MessageFilter> m_filter;
    int m_from = 0;
    int m_step = 0; // rows that have been looked at
    bool m_backwards = false;
    std::shared_ptr<std::atomic<bool>> m_cancel;
};

} // namespace ottla
