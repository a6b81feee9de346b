// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/viewtabs.h"

#include "ui/shell/detachedview.h"
#include "ui/shell/icons.h"
#include "ui/shell/theme.h"

#include <QEvent>
#include <QMouseEvent>
#include <QStyleOptionTab>
#include <QStylePainter>
#include <QTabBar>
#include <QToolButton>

#include <algorithm>

namespace ottla {

namespace {

constexpr int closeSize = 12;
constexpr const char* keyName = "viewKey";
constexpr const char* previewName = "preview";
constexpr const char* iconName = "viewIcon";
constexpr const char* titleName = "viewTitle";
constexpr const char* toolTipName = "viewToolTip";

/// A tab bar that can show single titles in italics, and closes on a middle click.
class Bar : public QTabBar
{
public:
    explicit Bar(ViewTabs* tabs)
        : QTabBar(tabs)
        , m_tabs(tabs)
    { }

protected:
    // Where there are many, they are scrolled rather than shortened to a letter.
    QSize minimumTabSizeHint(int index) const override
    {
        constexpr int readable = 160;
        return {std::min(tabSizeHint(index).width(), readable),
                QTabBar::minimumTabSizeHint(index).height()};
    }
    void paintEvent(QPaintEvent*) override
    {
        QStylePainter painter(this);
        for (int i = 0; i < count(); ++i) {
            QStyleOptionTab option;
            initStyleOption(&option, i);
            QFont used = font();
            used.setItalic(m_tabs->isPreview(i));
            painter.setFont(used);
            painter.drawControl(QStyle::CE_TabBarTab, option);
        }
    }
    void mouseReleaseEvent(QMouseEvent* event) override
    {
        const int at = tabAt(event->position().toPoint());
        if (event->button() == Qt::MiddleButton && at >= 0) {
            m_tabs->close(at);
            return;
        }
        QTabBar::mouseReleaseEvent(event);
    }
    void mouseDoubleClickEvent(QMouseEvent* event) override
    {
        const int at = tabAt(event->position().toPoint());
        if (at >= 0) {
            m_tabs->keep(at);
        }
        QTabBar::mouseDoubleClickEvent(event);
    }

private:
    ViewTabs* m_tabs;
};

} // namespace

ViewTabs::ViewTabs(QWidget* parent)
    : QTabWidget(parent)
{
    setObjectName(QStringLiteral("viewTabs"));
    auto* bar = new Bar(this);
    bar->setObjectName(QStringLiteral("viewTabBar"));
    bar->setAccessibleName(tr("Open views"));
    setTabBar(bar);
    setDocumentMode(true);
    setElideMode(Qt::ElideMiddle);
    setUsesScrollButtons(true);
}

ViewTabs::~ViewTabs()
{
    // Their ends are heard of no more.
    for (DetachedView* window : std::as_const(m_detached)) {
        window->disconnect(this);
    }
}

QWidget* ViewTabs::open(const View& view, bool keep)
{
    int preview = -1;
    for (int i = 0; i < count(); ++i) {
        if (keyAt(i) == view.key) {
            setCurrentIndex(i);
            if (keep) {
                this->keep(i);
            }
            return widget(i);
        }
        if (isPreview(i)) {
            preview = i;
        }
    }
    for (DetachedView* window : std::as_const(m_detached)) {
        if (window->view()->property(keyName) == view.key) {
            window->raise();
            window->activateWindow();
            return window->view();
        }
    }
    QWidget* made = view.make(this);
    made->setProperty(keyName, view.key);
    made->setProperty(previewName, !keep);
    made->setProperty(iconName, view.icon);
    made->setProperty(titleName, view.title);
    made->setProperty(toolTipName, view.toolTip);
    int at = count();
    if (!keep && preview >= 0) {
        at = preview;
        close(preview);
    }
    setCurrentIndex(insert(at, made));
    return made;
}

int ViewTabs::insert(int at, QWidget* view)
{
    const QString title = view->property(titleName).toString();
    at = insertTab(at, view, QString(title).replace(u'&', QStringLiteral("&&")));
    setTabToolTip(at, view->property(toolTipName).toString());
    auto* close = new QToolButton(tabBar());
    close->setObjectName(QStringLiteral("closeView"));
    close->setAccessibleName(tr("Close %1").arg(title));
    close->setToolTip(tr("Close"));
    close->setAutoRaise(true);
    close->setFocusPolicy(Qt::NoFocus);
    close->setIconSize(QSize(closeSize, closeSize));
    connect(close, &QToolButton::clicked, view, [this, view] { this->close(indexOf(view)); });
    tabBar()->setTabButton(at, QTabBar::RightSide, close);
    setIcons();
    return at;
}

void ViewTabs::detach(int index)
{
    QWidget* view = widget(index);
    if (view == nullptr) {
        return;
    }
    keep(index);
    removeTab(index);
    auto* window = new DetachedView(view, view->property(toolTipName).toString(), this);
    window->resize(size());
    m_detached.append(window);
    connect(window, &DetachedView::backAsked, this, [this, window] { attach(window); });
    connect(window, &QObject::destroyed, this, [this, window] { m_detached.removeOne(window); });
    window->show();
}

void ViewTabs::attach(DetachedView* window)
{
    m_detached.removeOne(window);
    QWidget* view = window->release();
    setCurrentIndex(insert(count(), view));
    this->window()->activateWindow();
}

bool ViewTabs::isPreview(int index) const
{
    return widget(index) != nullptr && widget(index)->property(previewName).toBool();
}

void ViewTabs::keep(int index)
{
    if (isPreview(index)) {
        widget(index)->setProperty(previewName, false);
        tabBar()->update();
    }
}

void ViewTabs::keepShown(const QWidget* part)
{
    for (int i = 0; i < count(); ++i) {
        if (widget(i) == part || widget(i)->isAncestorOf(part)) {
            keep(i);
        }
    }
}

void ViewTabs::close(int index)
{
    if (QWidget* gone = widget(index)) {
        removeTab(index);
        gone->deleteLater();
    }
}

void ViewTabs::closeAll(const QString& keyPrefix)
{
    for (int i = count(); i-- > 0;) {
        if (keyAt(i).startsWith(keyPrefix)) {
            close(i);
        }
    }
    for (DetachedView* window : std::as_const(m_detached)) {
        if (window->view()->property(keyName).toString().startsWith(keyPrefix)) {
            window->close();
        }
    }
}

QString ViewTabs::keyAt(int index) const
{
    return widget(index) == nullptr ? QString() : widget(index)->property(keyName).toString();
}

QStringList ViewTabs::keys() const
{
    QStringList all;
    for (int i = 0; i < count(); ++i) {
        all.append(keyAt(i));
    }
    return all;
}

void ViewTabs::changeEvent(QEvent* event)
{
    QTabWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        setIcons();
    }
}

void ViewTabs::setIcons()
{
    for (int i = 0; i < count(); ++i) {
        const QString name = widget(i)->property(iconName).toString();
        if (auto* button = qobject_cast<QToolButton*>(tabBar()->tabButton(i, QTabBar::RightSide))) {
            button->setIcon(
                themeIcon(QStringLiteral("failed"), themeColor(ThemeRole::Muted, palette())));
        }
        setTabIcon(i, themeIcon(name, themeColor(ThemeRole::Muted, palette())));
    }
}

} // namespace ottla
