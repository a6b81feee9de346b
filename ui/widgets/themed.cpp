// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/themed.h"

#include <QApplication>
#include <QEvent>
#include <QPushButton>

#include <functional>
#include <utility>

namespace ottla {

namespace {

/// Sets a widget's own colours, and again whenever the theme has changed them around it.
class OwnColours : public QObject
{
public:
    using Paint = std::function<void(QPalette&)>;

    OwnColours(QWidget* widget, Paint paint)
        : QObject(widget)
        , m_widget(widget)
        , m_paint(std::move(paint))
    {
        setObjectName(name());
        widget->installEventFilter(this);
        apply();
    }

    static QString name() { return QStringLiteral("ownColours"); }

    bool eventFilter(QObject* watched, QEvent* event) override
    {
        const bool changed = event->type() == QEvent::PaletteChange
            || event->type() == QEvent::ApplicationPaletteChange;
        if (changed && watched == m_widget && !m_applying) {
            apply();
        }
        return false;
    }

private:
    void apply()
    {
        m_applying = true;
        QPalette colours = QApplication::palette();
        colours.setResolveMask(0);
        m_paint(colours);
        m_widget->setPalette(colours);
        m_applying = false;
    }

    QWidget* m_widget;
    const Paint m_paint;
    bool m_applying = false;
};

void setColours(QWidget* widget, OwnColours::Paint paint)
{
    delete widget->findChild<QObject*>(OwnColours::name(), Qt::FindDirectChildrenOnly);
    new OwnColours(widget, std::move(paint));
}

} // namespace

void setTextRole(QWidget* widget, ThemeRole role)
{
    setColours(widget, [role](QPalette& colours) {
        colours.setColor(QPalette::WindowText, themeColor(role, colours));
    });
}

void setAccented(QWidget* button)
{
    setColours(button, [](QPalette& colours) {
        const bool dark = isDark(colours);
        // What cannot be pressed does not stand out.
        for (const auto group : {QPalette::Active, QPalette::Inactive}) {
            colours.setColor(group, QPalette::Button, themeColor(ThemeRole::Accent, colours));
            colours.setColor(group, QPalette::ButtonText,
                             dark ? QColor(0x14, 0x17, 0x1b) : QColor(Qt::white));
        }
    });
}

void clearColours(QWidget* widget)
{
    delete widget->findChild<QObject*>(OwnColours::name(), Qt::FindDirectChildrenOnly);
    widget->setPalette({});
}

void makePrimary(QPushButton* button)
{
    button->setDefault(true);
    setAccented(button);
}

} // namespace ottla
