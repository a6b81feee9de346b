// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/viewtabs.h"

#include "ui/shell/icons.h"
#include "ui/shell/theme.h"

#include <QEvent>
#include <QMouseEvent>
#include <QStyleOptionTab>
#include <QStylePainter>
#include <QTabBar>
#include <QToolButton>

namespace ottla {

namespace {

constexpr int closeSize = 12;
constexpr const char* keyName = "viewKey";
constexpr const char* previewName = "preview";
constexpr const char* iconName = "viewIcon";

/// A tab bar that can show single titles in italics, and closes on a middle click.
class Bar : public QTabBar
{
public:
    explicit Bar(ViewTabs* tabs)
        : QTabBar(tabs)
        , m_tabs(tabs)
    { }

protected:
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
    QWidget* made = view.make(this);
    made->setProperty(keyName, view.key);
    made->setProperty(previewName, !keep);
    made->setProperty(iconName, view.icon);
    int at = count();
    if (!keep && preview >= 0) {
        at = preview;
        close(preview);
    }
    at = insertTab(at, made, QString(view.title).replace(u'&', QStringLiteral("&&")));
    setTabToolTip(at, view.toolTip);
    auto* close = new QToolButton(tabBar());
    close->setObjectName(QStringLiteral("closeView"));
    close->setAccessibleName(tr("Close %1").arg(view.title));
    close->setToolTip(tr("Close"));
    close->setAutoRaise(true);
    close->setFocusPolicy(Qt::NoFocus);
    close->setIconSize(QSize(closeSize, closeSize));
    connect(close, &QToolButton::clicked, made, [this, made] { this->close(indexOf(made)); });
    tabBar()->setTabButton(at, QTabBar::RightSide, close);
    setIcons();
    setCurrentIndex(at);
    return made;
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
