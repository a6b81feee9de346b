// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace ottla {

/// Where the application keeps what: the XDG base directories, or all below one folder.
struct Locations
{
    QString config; ///< Settings.
    QString data; ///< Local clusters.
    QString cache; ///< Spilled messages.
    QString state; ///< Logs.

    /// $XDG_CONFIG_HOME/ottla and its kin.
    [[nodiscard]] static Locations standard();
    /// Everything below `folder` (`--profile`).
    [[nodiscard]] static Locations below(const QString& folder);

    [[nodiscard]] QString settingsFile() const { return config + QStringLiteral("/settings.json"); }
    [[nodiscard]] QString clusterFolder(const QString& name) const
    {
        return data + QStringLiteral("/clusters/") + name;
    }
    /// Plug-ins with decoders.
    [[nodiscard]] QString decodersFolder() const { return data + QStringLiteral("/decoders"); }
    [[nodiscard]] QString logFolder() const { return state + QStringLiteral("/log"); }
};

} // namespace ottla
