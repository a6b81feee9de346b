// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/theme.h"

#include "ui/shell/colourscheme.h"
#include "ui/widgets/uniformtableview.h"

#include <QApplication>
#include <QProxyStyle>
#include <QStyleFactory>
#include <QStyleOption>
#include <QTableView>
#include <qdrawutil.h>

#include <array>

namespace ottla {

namespace {

struct Pair
{
    const char* light;
    const char* dark;
};

constexpr std::array colours = {
    Pair{"#2458c5", "#86adff"}, Pair{"#1b7f4b", "#5fd39a"}, Pair{"#9a5b00", "#f0b458"},
    Pair{"#b3261e", "#ff8a80"}, Pair{"#5b6470", "#9aa4b2"}, Pair{"#0b5f7a", "#7cc7e8"},
    Pair{"#1b6e3c", "#8fd6a4"}, Pair{"#8a3ffc", "#c9a6ff"}, Pair{"#9a5b00", "#f0b458"},
};

/// Fusion, with room at the sides of a button's text and of a table's cells: a right-aligned number
/// must not touch the text beside it.
class Style : public QProxyStyle
{
public:
    Style()
        : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion")))
    { }

    int pixelMetric(PixelMetric metric, const QStyleOption* option,
                    const QWidget* widget) const override
    {
        constexpr int cellMargin = 5;
        const int usual = QProxyStyle::pixelMetric(metric, option, widget);
        if (metric == PM_HeaderMargin) {
            return std::max(usual, cellMargin);
        }
        const bool inTable = metric == PM_FocusFrameHMargin
            && (qobject_cast<const QTableView*>(widget) != nullptr
                || qobject_cast<const UniformTableView*>(widget) != nullptr);
        return inTable ? cellMargin : usual;
    }

    // Fusion's border is a darker shade of the window, which a dark theme swallows.
    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                       const QWidget* widget) const override
    {
        if (element == PE_PanelMenu && isDark(option->palette)) {
            const QBrush background(option->palette.color(QPalette::Window));
            qDrawPlainRect(painter, option->rect, QColor(0x5a, 0x65, 0x73), 1, &background);
            return;
        }
        if (element == PE_FrameMenu && isDark(option->palette)) {
            qDrawPlainRect(painter, option->rect, QColor(0x5a, 0x65, 0x73), 1);
            return;
        }
        QProxyStyle::drawPrimitive(element, option, painter, widget);
    }

    QSize sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& contents,
                           const QWidget* widget) const override
    {
        constexpr int buttonSides = 12;
        const QSize usual = QProxyStyle::sizeFromContents(type, option, contents, widget);
        return type == CT_PushButton ? usual + QSize(buttonSides, 0) : usual;
    }
};

QPalette makePalette(bool dark)
{
    const auto c = [dark](const char* light, const char* darkName) {
        return QColor(QLatin1String(dark ? darkName : light));
    };
    QPalette palette;
    palette.setColor(QPalette::Window, c("#f4f5f7", "#2a2f36"));
    palette.setColor(QPalette::WindowText, c("#1c2128", "#e4e8ee"));
    palette.setColor(QPalette::Base, c("#ffffff", "#17191d"));
    palette.setColor(QPalette::AlternateBase, c("#f7f8fa", "#1c1f24"));
    palette.setColor(QPalette::Text, c("#1c2128", "#e4e8ee"));
    palette.setColor(QPalette::Button, c("#eceef1", "#363d47"));
    palette.setColor(QPalette::ButtonText, c("#1c2128", "#e4e8ee"));
    palette.setColor(QPalette::ToolTipBase, c("#ffffff", "#2b3038"));
    palette.setColor(QPalette::ToolTipText, c("#1c2128", "#e4e8ee"));
    palette.setColor(QPalette::PlaceholderText, c("#5b6470", "#9aa4b2"));
    palette.setColor(QPalette::Highlight, c("#d5e2fb", "#2f4673"));
    palette.setColor(QPalette::HighlightedText, c("#1c2128", "#ffffff"));
    palette.setColor(QPalette::Link, c("#2458c5", "#86adff"));
    palette.setColor(QPalette::Mid, c("#d5d9df", "#39404a"));
    palette.setColor(QPalette::Light, c("#ffffff", "#343b45"));
    palette.setColor(QPalette::Dark, c("#b9c0c9", "#14171b"));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
        palette.setColor(QPalette::Disabled, role, c("#8b939e", "#6f7884"));
    }
    return palette;
}

} // namespace

bool isDark(const QPalette& palette)
{
    return palette.color(QPalette::Base).lightness() < palette.color(QPalette::Text).lightness();
}

QColor themeColor(ThemeRole role, const QPalette& palette)
{
    const Pair& pair = colours[static_cast<std::size_t>(role)];
    return QColor(QLatin1String(isDark(palette) ? pair.dark : pair.light));
}

ThemeChoice themeChoice(const QString& name)
{
    return name == u"light" ? ThemeChoice::Light
        : name == u"dark"   ? ThemeChoice::Dark
                            : ThemeChoice::System;
}

void applyTheme(QApplication& application, ThemeChoice choice)
{
    // The desktop is followed by at most one, and by none once a theme was chosen.
    delete application.findChild<ColourScheme*>();
    const auto apply = [](bool dark) {
        QApplication::setStyle(new Style);
        QApplication::setPalette(makePalette(dark));
    };
    if (choice != ThemeChoice::System) {
        apply(choice == ThemeChoice::Dark);
        return;
    }
    // A desktop with a style of its own keeps it; Fusion is what Qt takes where there is none.
    if (QApplication::style()->objectName().compare(u"fusion", Qt::CaseInsensitive) == 0) {
        apply(isDark(QApplication::style()->standardPalette()));
    }
    auto* scheme = new ColourScheme(&application);
    QObject::connect(scheme, &ColourScheme::changed, &application, [apply](bool dark) {
        if (dark != isDark(QApplication::palette())) {
            apply(dark);
        }
    });
    scheme->ask();
}

} // namespace ottla
