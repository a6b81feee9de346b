// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/wraplayout.h"

#include <QStyle>
#include <QWidget>

#include <algorithm>

namespace ottla {

namespace {

bool expands(const QLayoutItem& item)
{
    return item.expandingDirections().testFlag(Qt::Horizontal);
}

bool isThere(const QLayoutItem& item)
{
    return !item.isEmpty() || const_cast<QLayoutItem&>(item).spacerItem() != nullptr;
}

// What expands is content with its least.
int wantedWidth(const QLayoutItem& item)
{
    return expands(item) ? item.minimumSize().width() : item.sizeHint().width();
}

} // namespace

WrapLayout::~WrapLayout() = default;

void WrapLayout::addStretch()
{
    addItem(new QSpacerItem(0, 0, QSizePolicy::Expanding, QSizePolicy::Minimum));
}

void WrapLayout::addItem(QLayoutItem* item)
{
    m_items.emplace_back(item);
}

int WrapLayout::count() const
{
    return static_cast<int>(m_items.size());
}

QLayoutItem* WrapLayout::itemAt(int index) const
{
    return index >= 0 && index < count() ? m_items[static_cast<std::size_t>(index)].get() : nullptr;
}

QLayoutItem* WrapLayout::takeAt(int index)
{
    if (itemAt(index) == nullptr) {
        return nullptr;
    }
    const auto at = m_items.begin() + index;
    QLayoutItem* item = at->release();
    m_items.erase(at);
    return item;
}

std::vector<WrapLayout::Row> WrapLayout::rows(int width) const
{
    std::vector<Row> all;
    for (const auto& item : m_items) {
        if (!isThere(*item)) {
            continue;
        }
        const int wanted = std::min(wantedWidth(*item), width);
        if (all.empty() || all.back().width + spacing() + wanted > width) {
            all.emplace_back();
        }
        Row& row = all.back();
        row.width += (row.items.empty() ? 0 : spacing()) + wanted;
        row.height = std::max(row.height, item->sizeHint().height());
        row.items.push_back(item.get());
    }
    return all;
}

int WrapLayout::heightForWidth(int width) const
{
    const QMargins margins = contentsMargins();
    int height = margins.top() + margins.bottom();
    const std::vector<Row> all = rows(width - margins.left() - margins.right());
    for (const Row& row : all) {
        height += row.height;
    }
    return height + spacing() * std::max(0, static_cast<int>(all.size()) - 1);
}

QSize WrapLayout::sizeHint() const
{
    QSize size;
    for (const auto& item : m_items) {
        if (isThere(*item)) {
            const QSize hint = item->sizeHint();
            size = {size.width() + (size.width() > 0 ? spacing() : 0) + hint.width(),
                    std::max(size.height(), hint.height())};
        }
    }
    return size.grownBy(contentsMargins());
}

QSize WrapLayout::minimumSize() const
{
    QSize size;
    for (const auto& item : m_items) {
        if (isThere(*item)) {
            size = size.expandedTo(item->minimumSize());
        }
    }
    return size.grownBy(contentsMargins());
}

void WrapLayout::setGeometry(const QRect& rect)
{
    QLayout::setGeometry(rect);
    QRect area = rect.marginsRemoved(contentsMargins());
    for (const Row& row : rows(area.width())) {
        place(row, {area.topLeft(), QSize(area.width(), row.height)});
        area.setTop(area.top() + row.height + spacing());
    }
}

void WrapLayout::place(const Row& row, const QRect& area) const
{
    auto expanding = static_cast<int>(std::count_if(
        row.items.begin(), row.items.end(), [](const auto* item) { return expands(*item); }));
    int spare = area.width() - row.width;
    int x = area.left();
    for (QLayoutItem* item : row.items) {
        int width = std::min(wantedWidth(*item), area.width());
        if (expands(*item)) {
            const int share = spare / expanding--;
            spare -= share;
            width += share;
        }
        const int height = std::min(area.height(), item->sizeHint().height());
        const QRect place(x, area.top() + (area.height() - height) / 2, width, height);
        item->setGeometry(QStyle::visualRect(parentWidget()->layoutDirection(), area, place));
        x += width + spacing();
    }
}

} // namespace ottla
