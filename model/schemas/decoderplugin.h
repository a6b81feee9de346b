// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/decoders/decoder.h"

#include <QtPlugin>

/// Also the version of model/decoders/decoder.h: it changes when that does, so that a plug-in of
/// another version is refused before any of its code runs.
#define OTTLA_DECODER_PLUGIN_IID "org.ottla.DecoderPlugin/1"

namespace ottla {

/// What a plug-in with decoders of its own is: a library with one QObject that implements this,
/// with Q_PLUGIN_METADATA(IID OTTLA_DECODER_PLUGIN_IID) and Q_INTERFACES(ottla::DecoderPlugin).
/// It is looked for in `$XDG_DATA_HOME/ottla/decoders` and in the folder `decoders` beside the
/// program, and is never unloaded. tests/unit/model/plugins has an example.
class DecoderPlugin
{
public:
    virtual ~DecoderPlugin() = default;

    /// Called once. Ids should begin with the plug-in's name; one that is taken is refused.
    [[nodiscard]] virtual DecoderList decoders() const = 0;
};

} // namespace ottla

Q_DECLARE_INTERFACE(ottla::DecoderPlugin, OTTLA_DECODER_PLUGIN_IID)
