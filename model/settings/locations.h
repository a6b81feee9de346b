// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace ottla {

/// Where Ottla keeps what: the XDG folders, or all below one profile folder. Nothing is created.
struct Locations
{
    QString config; ///< settings.json
    QString data; ///< clusters/<name>/
    QString cache; ///< spilled messages
    QString state; ///< log/

    /// $XDG_CONFIG_HOME/ottla and its like.
    [[nodiscard]] static Locations standard();
    /// DIR/config, DIR/data, DIR/cache, DIR/state.
    [[nodiscard]] static Locations forProfile(const QString& folder);

    [[nodiscard]] QString settingsFile() const { return config + QStringLiteral("/settings.json"); }
    [[nodiscard]] QString clusterFolder(const QString& name) const
    {
        return data + QStringLiteral("/clusters/") + name;
    }
    [[nodiscard]] QString logFolder() const { return state + QStringLiteral("/log"); }
};

} // namespace ottla
