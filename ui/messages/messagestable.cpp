// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/messages/messagestable.h"

#include "model/messages/messagesmodel.h"
#include "ui/shell/theme.h"

#include <QFontDatabase>
#include <QHeaderView>
#include <QStyledItemDelegate>

namespace ottla {

namespace {

constexpr int rowPixels = 22;

/// Shows null apart from empty.
class MessageDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        if (index.data(MessagesModel::IsNullRole).toBool()) {
            const QColor muted = themeColor(ThemeRole::Muted, option->palette);
            option->palette.setColor(QPalette::Text, muted);
            option->palette.setColor(QPalette::HighlightedText, muted);
        }
    }
};

} // namespace

MessagesTable::MessagesTable(QWidget* parent)
    : QTableView(parent)
{
    setObjectName(QStringLiteral("messagesTable"));
    setAccessibleName(tr("Messages"));
    setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    setItemDelegate(new MessageDelegate(this));
    setSelectionBehavior(SelectRows);
    setAlternatingRowColors(true);
    setShowGrid(false);
    setFrameShape(NoFrame);
    setWordWrap(false);
    setTabKeyNavigation(false);
    setVerticalScrollMode(ScrollPerItem);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(rowPixels);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setStretchLastSection(false);
}

void MessagesTable::setColumnWidths()
{
    const int digit = fontMetrics().horizontalAdvance(u'0');
    const auto set = [&](int column, int characters) {
        setColumnWidth(column, characters * digit + 16);
    };
    set(MessagesModel::Partition, 9);
    set(MessagesModel::Offset, 12);
    set(MessagesModel::Timestamp, 24);
    set(MessagesModel::Key, 18);
    set(MessagesModel::Headers, 9);
    set(MessagesModel::Size, 11);
    horizontalHeader()->setSectionResizeMode(MessagesModel::Value, QHeaderView::Stretch);
}

} // namespace ottla
