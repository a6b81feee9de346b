// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/messages/messagetable.h"

#include <memory>

namespace ottla::test {

/// A table of messages over a store without a cluster, for a test to derive from.
class MessagesTable
{
protected:
    static constexpr int patience = 20'000; // ms
    static constexpr int many = 2000;

    /// Shows `many` messages in the light theme: of row i the offset is many - i, and every even
    /// one from 2 on has no key.
    void show();
    void close();
    /// As many more of these, row `from` first.
    void add(int from, int count);
    /// Small messages in seven partitions at random; row i has offset i.
    void fill(int count);
    /// Until everything is shown and in its place.
    void settle();

    [[nodiscard]] QPoint titleAt(int column) const;
    void clickTitle(int column);
    [[nodiscard]] QPoint placeOf(int row) const;
    void click(int row, Qt::KeyboardModifiers modifiers);
    /// Rows of the store, ascending.
    [[nodiscard]] RowOrder selectedRows() const;
    /// Of the table or another widget, in both themes, into the folder OTTLA_SCREENS where that is
    /// set.
    void shoot(const char* name, QWidget* widget = nullptr);

    std::shared_ptr<MessageStore> m_store;
    std::unique_ptr<MessagesModel> m_model;
    std::unique_ptr<MessageTable> m_table;
};

} // namespace ottla::test
