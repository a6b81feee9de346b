// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDBusVariant>
#include <QObject>

namespace ottla {

/// The desktop's preference for light or dark, asked of its portal without waiting, and followed.
/// Silent on a desktop without a portal.
class ColourScheme : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    void ask();

Q_SIGNALS:
    void changed(bool dark);

private Q_SLOTS:
    void settingChanged(const QString& group, const QString& key, const QDBusVariant& value);
};

} // namespace ottla
