// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTabWidget>

#include <functional>

namespace ottla {

class DetachedView;

/// The row of views. One of them may be a preview, its title in italics: the next thing that is
/// shown takes its place, unless it is kept. A view is known by its key.
class ViewTabs : public QTabWidget
{
    Q_OBJECT

public:
    struct View
    {
        QString key;
        QString title;
        QString toolTip;
        QString icon;
        std::function<QWidget*(QWidget* parent)> make;
    };

    explicit ViewTabs(QWidget* parent = nullptr);
    ~ViewTabs() override;

    /// The least: what a view would like must not take room from the docks beside it.
    QSize sizeHint() const override { return minimumSizeHint(); }

    /// Shows the view with this key, made when there is none. `keep` makes a preview stay.
    QWidget* open(const View& view, bool keep);
    /// Whether the tab is the preview.
    [[nodiscard]] bool isPreview(int index) const;
    void keep(int index);
    /// The same for the view that this is a part of.
    void keepShown(const QWidget* part);
    void close(int index);
    /// Closes every view whose key begins so.
    void closeAll(const QString& keyPrefix);
    /// Gives the view a window of its own, from which it can come back.
    void detach(int index);
    [[nodiscard]] const QList<DetachedView*>& detached() const { return m_detached; }
    [[nodiscard]] QString keyAt(int index) const;
    [[nodiscard]] QStringList keys() const;

protected:
    void changeEvent(QEvent* event) override;

private:
    int insert(int at, QWidget* view);
    void attach(DetachedView* window);
    void setIcons();

    QList<DetachedView*> m_detached;
};

} // namespace ottla
