// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/decoders/decoder.h"
#include "model/schemas/schemanews.h"

#include <QString>
#include <QStringList>

#include <memory>

namespace ottla {

/// A schema that a person has as a file, as the id of a decoder, to be kept in settings.
struct SchemaFile
{
    enum class Format
    {
        Avro, ///< A schema in JSON (.avsc).
        Protobuf, ///< A .proto file or a descriptor set.
    };

    Format format = Format::Avro;
    QString path; ///< Absolute.
    QString message = {}; ///< Protobuf: the full name of the message.

    /// "avro:/path" or "protobuf:package.Message@/path".
    [[nodiscard]] QString id() const;
    /// Nothing for the id of any other decoder.
    [[nodiscard]] static std::optional<SchemaFile> fromId(const QString& id);
};

/// A decoder of bodies by that schema, read from the disk in the background; `news` tells when. A
/// body with a registry's header is read behind it.
[[nodiscard]] std::shared_ptr<const Decoder> makeFileDecoder(const SchemaFile& file,
                                                             std::shared_ptr<SchemaNews> news);

/// What there is to choose from in such a file: Protobuf's messages; of Avro the name of the type.
/// Failures say what is wrong and where. Blocks on the disk.
[[nodiscard]] Result<QStringList> schemasOfFile(SchemaFile::Format format, const QString& path);

} // namespace ottla
