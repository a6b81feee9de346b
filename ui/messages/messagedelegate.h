// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStyledItemDelegate>

namespace ottla {

class MessageSelection;

/// Draws the cells of messages: null in the muted colour, JSON in its colours.
class MessageDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    /// The selection must outlive it.
    MessageDelegate(const MessageSelection& selection, QObject* parent);

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;

private:
    const MessageSelection& m_selection;
};

} // namespace ottla
