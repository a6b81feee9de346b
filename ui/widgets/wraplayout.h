// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLayout>

#include <memory>
#include <vector>

namespace ottla {

/// A bar of controls that takes another row where its width is too small for all of them side by
/// side. What a row has left over goes to what expands horizontally; where nothing does, it stays
/// empty at its end. Controls keep their height, in the middle of their row.
class WrapLayout : public QLayout
{
public:
    WrapLayout() = default;
    ~WrapLayout() override;

    /// Nothing, that expands.
    void addStretch();
    void addItem(QLayoutItem* item) override;
    int count() const override;
    QLayoutItem* itemAt(int index) const override;
    QLayoutItem* takeAt(int index) override;

    Qt::Orientations expandingDirections() const override { return Qt::Horizontal; }
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    /// Side by side.
    QSize sizeHint() const override;
    /// As high as one row: how many there are, only the width tells.
    QSize minimumSize() const override;
    void setGeometry(const QRect& rect) override;

private:
    struct Row
    {
        std::vector<QLayoutItem*> items;
        int width = 0; ///< With the space between.
        int height = 0;
    };

    [[nodiscard]] std::vector<Row> rows(int width) const;
    void place(const Row& row, const QRect& area) const;

    std::vector<std::unique_ptr<QLayoutItem>> m_items;
};

} // namespace ottla
