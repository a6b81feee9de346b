// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <QString>
#include <QStringList>

#include <optional>

namespace ottla {

/// What the application was asked for.
struct CommandLine
{
    QString profile; ///< Folder for everything that is kept; empty: the desktop's own places.
    QString theme; ///< "system", "light", "dark"; empty: as in the settings.
    QStringList files; ///< Of saved messages, to be opened.
    QString screenshot; ///< File to draw the window into; empty: none.
    bool demo = false;
    bool help = false;
    bool version = false;
};

/// `arguments` begin with the program's name. Errc::InvalidArgument says what is wrong.
[[nodiscard]] Result<CommandLine> parseCommandLine(const QStringList& arguments);
[[nodiscard]] QString commandLineHelp();

} // namespace ottla
