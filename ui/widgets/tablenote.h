// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLabel>
#include <QTimer>

class QAbstractScrollArea;

namespace ottla {

/// A few words over the corner of a table, for a few seconds. GUI thread.
class TableNote : public QLabel
{
    Q_OBJECT

public:
    explicit TableNote(QAbstractScrollArea* table);

    void say(const QString& text);

private:
    QAbstractScrollArea* m_table;
    QTimer m_hide;
};

} // namespace ottla
