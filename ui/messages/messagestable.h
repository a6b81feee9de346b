// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTableView>

namespace ottla {

/// The table of messages: made for millions of rows, so its rows have one height and no header.
class MessagesTable : public QTableView
{
    Q_OBJECT

public:
    explicit MessagesTable(QWidget* parent = nullptr);

    /// To be called once the model is set.
    void setColumnWidths();
};

} // namespace ottla
