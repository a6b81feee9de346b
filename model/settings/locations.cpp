// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/settings/locations.h"

#include <QDir>
#include <QStandardPaths>

namespace ottla {

namespace {

const QString name = QStringLiteral("/ottla");

QString stateHome()
{
    // Qt 6.4 knows no StateLocation.
    const QString set = qEnvironmentVariable("XDG_STATE_HOME");
    return QDir::isAbsolutePath(set) ? set : QDir::homePath() + QStringLiteral("/.local/state");
}

} // namespace

Locations Locations::standard()
{
    using Paths = QStandardPaths;
    return {Paths::writableLocation(Paths::GenericConfigLocation) + name,
            Paths::writableLocation(Paths::GenericDataLocation) + name,
            Paths::writableLocation(Paths::GenericCacheLocation) + name, stateHome() + name};
}

Locations Locations::below(const QString& folder)
{
    const QString root = QDir(folder).absolutePath();
    return {root + QStringLiteral("/config"), root + QStringLiteral("/data"),
            root + QStringLiteral("/cache"), root + QStringLiteral("/state")};
}

} // namespace ottla
