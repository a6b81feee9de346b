// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/messages/messagedelegate.h"

#include "model/messages/messagesmodel.h"
#include "ui/shell/theme.h"

#include <QApplication>
#include <QPainter>
#include <QTextLayout>

#include <algorithm>

namespace ottla {

namespace {

bool looksLikeJson(const QString& text)
{
    return text.startsWith(u'{') || text.startsWith(u'[');
}

/// Where the tokens of a line of JSON are, coloured. The line may be cut off anywhere, and need not
/// be valid.
QList<QTextLayout::FormatRange> coloured(const QString& text, const QPalette& palette)
{
    QList<QTextLayout::FormatRange> ranges;
    const auto add = [&](qsizetype from, qsizetype to, ThemeRole role) {
        QTextCharFormat format;
        format.setForeground(themeColor(role, palette));
        ranges.append({static_cast<int>(from), static_cast<int>(to - from), format});
    };
    const auto isNumber = [](QChar c) {
        return c.isDigit() || c == u'-' || c == u'+' || c == u'.' || c == u'e' || c == u'E';
    };
    for (qsizetype at = 0; at < text.size();) {
        const qsizetype from = at;
        const QChar c = text[at++];
        if (c == u'"') {
            while (at < text.size() && text[at] != u'"') {
                at += text[at] == u'\\' ? 2 : 1;
            }
            at = std::min(at + 1, text.size());
            qsizetype behind = at;
            while (behind < text.size() && text[behind] == u' ') {
                ++behind;
            }
            const bool key = behind < text.size() && text[behind] == u':';
            add(from, at, key ? ThemeRole::JsonKey : ThemeRole::JsonString);
        } else if (c.isDigit() || c == u'-') {
            while (at < text.size() && isNumber(text[at])) {
                ++at;
            }
            add(from, at, ThemeRole::JsonNumber);
        } else if (c.isLetter()) {
            while (at < text.size() && text[at].isLetter()) {
                ++at;
            }
            add(from, at, ThemeRole::JsonLiteral);
        }
    }
    return ranges;
}

} // namespace

void MessageDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    option->textElideMode = Qt::ElideRight;
    // A cell has one line, which these would end, with no "…" behind it.
    option->text.replace(QChar::LineSeparator, u' ').replace(QChar::ParagraphSeparator, u' ');
    if (index.data(MessagesModel::IsStandInRole).toBool()) {
        option->palette.setColor(QPalette::Text, themeColor(ThemeRole::Muted, option->palette));
        option->font.setItalic(true); // where the row is selected there is one colour
    }
}

void MessageDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                            const QModelIndex& index) const
{
    const bool body =
        index.column() == MessagesModel::Value || index.column() == MessagesModel::Key;
    QStyleOptionViewItem cell = option;
    if (body) {
        initStyleOption(&cell, index);
    }
    if (!body || !looksLikeJson(cell.text)) {
        QStyledItemDelegate::paint(painter, option, index);
        return;
    }
    const QStyle* style = cell.widget != nullptr ? cell.widget->style() : QApplication::style();
    const int margin = style->pixelMetric(QStyle::PM_FocusFrameHMargin, &cell, cell.widget) + 1;
    const QRect area = style->subElementRect(QStyle::SE_ItemViewItemText, &cell, cell.widget)
                           .adjusted(margin, 0, -margin, 0);
    const QString text = cell.fontMetrics.elidedText(cell.text, Qt::ElideRight, area.width());
    cell.text.clear();
    style->drawControl(QStyle::CE_ItemViewItem, &cell, painter, cell.widget);
    // The same text in any row, with colours where they can be told from the background.
    const bool selected = cell.state.testFlag(QStyle::State_Selected);
    QTextLayout layout(text, cell.font);
    QTextOption direction;
    direction.setTextDirection(cell.direction); // of the line, which its first word does not choose
    layout.setTextOption(direction);
    if (!selected) {
        layout.setFormats(coloured(text, cell.palette));
    }
    layout.beginLayout();
    QTextLine line = layout.createLine();
    line.setNumColumns(static_cast<int>(text.size()));
    layout.endLayout();
    painter->save();
    painter->setClipRect(area);
    painter->setPen(cell.palette.color(selected ? QPalette::HighlightedText : QPalette::Text));
    // As the style places the texts beside it, to the pixel.
    const QSize size(area.width(), static_cast<int>(line.height()));
    layout.draw(painter,
                QStyle::alignedRect(cell.direction, Qt::AlignVCenter, size, area).topLeft());
    painter->restore();
}

} // namespace ottla
