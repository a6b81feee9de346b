// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/icons.h"

#include <QHash>
#include <QPainter>
#include <QPixmap>
#include <QSvgRenderer>

namespace ottla {

QIcon themeIcon(const QString& name, const QColor& colour)
{
    static QHash<QString, QIcon> known;
    QIcon& icon = known[name + colour.name()];
    if (!icon.isNull()) {
        return icon;
    }
    QSvgRenderer renderer(QStringLiteral(":/icons/%1.svg").arg(name));
    for (const int size : {16, 24, 32, 48, 64}) {
        QPixmap pixmap(size, size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        renderer.render(&painter);
        painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
        painter.fillRect(pixmap.rect(), colour);
        painter.end();
        icon.addPixmap(pixmap);
    }
    return icon;
}

} // namespace ottla
