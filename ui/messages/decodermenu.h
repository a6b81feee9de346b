// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/decoders/decoder.h"
#include "model/schemas/schemafile.h"

#include <QMenu>

namespace ottla {

class DecoderSet;

/// The decoders of a topic to choose from, in groups, so that none has to be looked for in a list
/// of thirty. GUI thread.
class DecoderMenu : public QMenu
{
    Q_OBJECT

public:
    /// `chosen` is null where the bytes decide, which is what `automatic` says.
    DecoderMenu(const DecoderSet& decoders, const Decoder* chosen, const QString& automatic,
                QWidget* parent);

Q_SIGNALS:
    /// Empty for what the bytes decide.
    void decoderChosen(const QString& id);
    void fileAsked(ottla::SchemaFile::Format format);

private:
    void addDecoder(QMenu* menu, const Decoder& decoder, const QString& name = {});
    /// Nothing for an empty list.
    void addGroup(const QString& title, const QString& name, const DecoderList& decoders);
    void addNumbers();
    void addSchemas(const DecoderList& ofRegistry);
    void markChosen();

    const Decoder* m_chosen;
};

} // namespace ottla
