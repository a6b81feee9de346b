// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "model/decoders/decoder.h"

#include <QStringList>

#include <vector>

namespace ottla {

/// What was found of plug-ins with decoders (decoderplugin.h).
struct DecoderPlugins
{
    DecoderList decoders;
    QStringList loaded; ///< Paths of those that were taken.
    std::vector<Error> refused; ///< Why, with the path as context.
};

/// Loads every library in those folders; a folder that is not there holds none. What a plug-in's
/// decoder throws becomes an error of the body.
[[nodiscard]] DecoderPlugins loadDecoderPlugins(const QStringList& folders);

} // namespace ottla
