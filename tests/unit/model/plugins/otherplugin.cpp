// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include <QObject>
#include <QtPlugin>

/// Made for an interface that there is not.
class OtherPlugin : public QObject
{
    Q_OBJECT
    Q_PLUGIN_METADATA(IID "org.ottla.DecoderPlugin/0")
};

#include "otherplugin.moc"
