// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/schemas/schemafile.h"

#include "model/async/pending.h"
#include "model/decoders/avroschema.h"
#include "model/decoders/protobufschema.h"
#include "model/schemas/schemapool.h"

#include <QFile>
#include <QFileInfo>

namespace ottla {

namespace {

using Schema = std::shared_ptr<const BodySchema>;

const QString avroPrefix = QStringLiteral("avro:");
const QString protobufPrefix = QStringLiteral("protobuf:");
constexpr qint64 largestSchema = qint64{16} << 20U;
constexpr std::size_t registryHeader = 5;

Result<std::string> textOf(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return Error{Errc::Io, "The file cannot be read: " + file.errorString().toStdString(),
                     path.toStdString()};
    }
    if (file.size() > largestSchema) {
        return Error{Errc::TooLarge, "The file has more than 16 MiB", path.toStdString()};
    }
    return file.readAll().toStdString();
}

Result<Schema> load(const SchemaFile& file)
{
    if (file.format == SchemaFile::Format::Protobuf) {
        const auto types = ProtobufTypes::ofFile(file.path.toStdString());
        if (!types) {
            return types.error();
        }
        return (*types)->message(file.message.toStdString());
    }
    const auto text = textOf(file.path);
    if (!text) {
        return text.error();
    }
    return makeAvroSchema(*text, {});
}

std::string nameOf(const SchemaFile& file)
{
    return file.format == SchemaFile::Format::Avro
        ? "Avro: " + QFileInfo(file.path).fileName().toStdString()
        : "Protobuf: " + file.message.toStdString();
}

class FileDecoder : public Decoder
{
public:
    FileDecoder(const SchemaFile& file, std::shared_ptr<SchemaNews> news)
        : Decoder(file.id().toStdString(), nameOf(file))
        , m_path(file.path.toStdString())
        , m_avro(file.format == SchemaFile::Format::Avro)
        , m_schema(Pending<Schema>::start(
              schemaPool(), [file] { return load(file); }, std::move(news),
              [](SchemaNews& told, const auto&) { Q_EMIT told.arrived(); }))
    { }

    [[nodiscard]] Result<Decoded> decode(std::string_view body) const override
    {
        const auto schema = m_schema->get("reading " + m_path);
        if (!schema) {
            return schema.error();
        }
        auto decoded = (*schema)->read(body);
        // An Avro body may begin with a zero as well as a registry's header does.
        if (!decoded && m_avro && body.size() > registryHeader && body.front() == '\0') {
            if (auto behind = (*schema)->read(body.substr(registryHeader))) {
                return behind;
            }
        }
        return decoded;
    }

private:
    const std::string m_path;
    const bool m_avro;
    const std::shared_ptr<Pending<Schema>> m_schema;
};

} // namespace

QString SchemaFile::id() const
{
    return format == Format::Avro ? QString(avroPrefix + path)
                                  : QString(protobufPrefix + message + u'@' + path);
}

std::optional<SchemaFile> SchemaFile::fromId(const QString& id)
{
    if (id.startsWith(avroPrefix)) {
        return SchemaFile{Format::Avro, id.mid(avroPrefix.size())};
    }
    const auto at = id.indexOf(u'@');
    if (id.startsWith(protobufPrefix) && at > 0) {
        return SchemaFile{Format::Protobuf, id.mid(at + 1),
                          id.mid(protobufPrefix.size(), at - protobufPrefix.size())};
    }
    return std::nullopt;
}

std::shared_ptr<const Decoder> makeFileDecoder(const SchemaFile& file,
                                               std::shared_ptr<SchemaNews> news)
{
    return std::make_shared<FileDecoder>(file, std::move(news));
}

Result<QStringList> schemasOfFile(SchemaFile::Format format, const QString& path)
{
    QStringList names;
    if (format == SchemaFile::Format::Protobuf) {
        const auto types = ProtobufTypes::ofFile(path.toStdString());
        if (!types) {
            return types.error();
        }
        for (const std::string& name : (*types)->messages()) {
            names.append(QString::fromStdString(name));
        }
        return names.isEmpty() ? Result<QStringList>(
                   Error{Errc::NotFound, "The file describes no message", path.toStdString()})
                               : names;
    }
    const auto text = textOf(path);
    if (!text) {
        return text.error();
    }
    const auto schema = AvroSchema::parse(*text);
    if (!schema) {
        return schema.error();
    }
    names.append(QString::fromStdString((*schema)->root().name));
    return names;
}

} // namespace ottla
