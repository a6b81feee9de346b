// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/schemas/schemaregistry.h"

#include "model/decoders/avroschema.h"
#include "model/decoders/jsonschema.h"
#include "model/decoders/protobufschema.h"
#include "model/schemas/schemapool.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QSet>
#include <QUrl>

#include <algorithm>

namespace ottla {

namespace {

constexpr std::size_t mostSchemas = 1000;
constexpr qsizetype mostText = qsizetype{32} << 20U;
constexpr auto shortestPause = std::chrono::seconds(1);
constexpr auto longestPause = std::chrono::seconds(15);
constexpr int unknownInARow = 32;
constexpr auto quietTime = std::chrono::minutes(1);
constexpr int mostReferences = 200;

// Of a registry that is down, restarted, or behind a proxy that cannot reach it.
bool mayPass(Errc code)
{
    return code == Errc::Network || code == Errc::TimedOut || code == Errc::Remote;
}

QString versionsPath(const QString& subject)
{
    return QStringLiteral("/subjects/") + QString::fromLatin1(QUrl::toPercentEncoding(subject))
        + QStringLiteral("/versions");
}

QString versionPath(const QString& subject, int version)
{
    return versionsPath(subject) + u'/' + QString::number(version);
}

/// Fetches what a schema refers to, those that need nothing first.
class ReferenceLoader
{
public:
    /// `lenient`: what the registry does not have is left out.
    ReferenceLoader(const SchemaRegistrySettings& settings, bool lenient)
        : m_settings(settings)
        , m_lenient(lenient)
    { }

    Result<void> load(const QJsonArray& references)
    {
        for (const QJsonValue& reference : references) {
            const QString name = reference[u"name"].toString();
            const QString subject = reference[u"subject"].toString();
            if (m_seen.contains(name)) {
                continue;
            }
            m_seen.insert(name);
            if (m_seen.size() > mostReferences) {
                return Error{Errc::TooLarge, "The schema refers to more than 200 others", {}};
            }
            const auto answer =
                getFromRegistry(m_settings, versionPath(subject, reference[u"version"].toInt()));
            if (!answer) {
                if (m_lenient && answer.error().code == Errc::NotFound) {
                    continue;
                }
                return answer.error();
            }
            if (auto inner = load(answer->object()[u"references"].toArray()); !inner) {
                return inner;
            }
            m_found.push_back(
                {name.toStdString(), answer->object()[u"schema"].toString().toStdString()});
        }
        return {};
    }

    [[nodiscard]] const SchemaReferences& found() const { return m_found; }

private:
    const SchemaRegistrySettings& m_settings;
    const bool m_lenient;
    QSet<QString> m_seen;
    SchemaReferences m_found;
};

Result<std::shared_ptr<const BodySchema>> compile(const QString& type, const std::string& text,
                                                  const SchemaReferences& references)
{
    if (type == QStringLiteral("AVRO")) {
        return makeAvroSchema(text, references);
    }
    if (type == QStringLiteral("JSON")) {
        return makeJsonSchema(text);
    }
    if (type == QStringLiteral("PROTOBUF")) {
        const auto types = ProtobufTypes::ofText(text, references);
        if (!types) {
            return types.error();
        }
        return (*types)->indexed();
    }
    return Error{Errc::Unsupported, "Schemas of type " + type.toStdString() + " are not known", {}};
}

Result<SchemaRegistry::Schema> load(const SchemaRegistrySettings& settings, std::int32_t id)
{
    const QString path = QStringLiteral("/schemas/ids/%1").arg(id);
    const auto answer = getFromRegistry(settings, path);
    if (!answer) {
        return answer.error();
    }
    const QJsonObject object = answer->object();
    if (!object[u"schema"].isString()) {
        return Error{Errc::Malformed, "The schema registry's answer holds no schema",
                     settings.url.toStdString() + path.toStdString()};
    }
    auto schema = std::make_shared<RegisteredSchema>();
    schema->id = id;
    schema->type = object[u"schemaType"].toString(QStringLiteral("AVRO"));
    schema->text = object[u"schema"].toString();
    ReferenceLoader references(settings, schema->type == QStringLiteral("PROTOBUF"));
    if (auto loaded = references.load(object[u"references"].toArray()); !loaded) {
        return loaded.error();
    }
    auto compiled = compile(schema->type, schema->text.toStdString(), references.found());
    if (!compiled) {
        return compiled.error();
    }
    schema->schema = std::move(*compiled);
    // Old registries do not tell; the schema reads bodies all the same.
    if (const auto versions = getFromRegistry(settings, path + QStringLiteral("/versions"))) {
        for (const QJsonValue& each : versions->array()) {
            schema->versions.push_back({each[u"subject"].toString(), each[u"version"].toInt()});
        }
    }
    return SchemaRegistry::Schema(std::move(schema));
}

} // namespace

SchemaRegistry::SchemaRegistry(SchemaRegistrySettings settings)
    : m_settings(std::move(settings))
    , m_news(SchemaNews::create())
{ }

Result<SchemaRegistry::Schema> SchemaRegistry::schema(std::int32_t id)
{
    std::shared_ptr<Pending<Schema>> pending;
    std::optional<Error> failure;
    {
        const std::lock_guard lock(m_mutex);
        const auto now = Clock::now();
        const auto found = m_entries.find(id);
        const bool known = found != m_entries.end() && now < found->second.retryAt;
        if (!known && now < m_quietUntil) {
            return Error{Errc::NotFound,
                         "The schema registry was not asked for schema " + std::to_string(id)
                             + ": it had none of the last 32",
                         m_settings.url.toStdString()};
        }
        Entry& entry = m_entries[id];
        if (!known) {
            fetch(id, entry);
        }
        entry.used = ++m_uses;
        pending = entry.pending;
        failure = entry.failure;
    }
    auto schema = pending->get("reading schema " + std::to_string(id) + " from "
                               + m_settings.url.toStdString());
    if (!schema && schema.error().code == Errc::Busy && failure) {
        return *failure;
    }
    return schema;
}

void SchemaRegistry::retry()
{
    const std::lock_guard lock(m_mutex);
    const auto now = Clock::now();
    for (auto& [id, entry] : m_entries) {
        if (entry.failure && mayPass(entry.failure->code) && now >= entry.retryAt) {
            fetch(id, entry);
        }
    }
}

void SchemaRegistry::fetch(std::int32_t id, Entry& entry)
{
    entry.retryAt = Clock::time_point::max();
    entry.pending = Pending<Schema>::start(
        schemaPool(), [settings = m_settings, id] { return load(settings, id); },
        shared_from_this(),
        [id](SchemaRegistry& self, const auto& schema) { self.arrived(id, schema); });
}

void SchemaRegistry::arrived(std::int32_t id, const Result<Schema>& schema)
{
    const News news = keep(id, schema);
    if (news != News::None) {
        Q_EMIT m_news->arrived();
    }
    if (news == News::Recovered) {
        Q_EMIT m_news->recovered();
    }
}

SchemaRegistry::News SchemaRegistry::keep(std::int32_t id, const Result<Schema>& schema)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_entries.find(id);
    if (found == m_entries.end()) {
        return News::Changed; // forgotten meanwhile
    }
    Entry& entry = found->second;
    if (schema) {
        const News news = entry.failure ? News::Recovered : News::Changed;
        entry.failure.reset();
        m_unknown = 0;
        entry.size = (*schema)->text.size();
        m_size += entry.size;
        forgetOldest();
        return news;
    }
    const Error& error = schema.error();
    const bool isNews = entry.failure != error;
    entry.failure = error;
    entry.pause = mayPass(error.code) ? std::clamp(entry.pause * 2, shortestPause, longestPause)
                                      : longestPause;
    entry.retryAt = Clock::now() + entry.pause;
    if (mayPass(error.code)) {
        m_news->announceRetry(entry.pause);
    }
    m_unknown = error.code == Errc::NotFound ? m_unknown + 1 : 0;
    if (m_unknown >= unknownInARow) {
        m_unknown = 0;
        m_quietUntil = Clock::now() + quietTime;
    }
    forgetOldest();
    return isNews ? News::Changed : News::None;
}

void SchemaRegistry::forgetOldest()
{
    while (m_entries.size() > 1 && (m_entries.size() > mostSchemas || m_size > mostText)) {
        const auto oldest = std::ranges::min_element(
            m_entries, {}, [](const auto& entry) { return entry.second.used; });
        m_size -= oldest->second.size;
        m_entries.erase(oldest);
    }
}

Result<QStringList> SchemaRegistry::subjects() const
{
    const auto answer = getFromRegistry(m_settings, QStringLiteral("/subjects"));
    if (!answer) {
        return answer.error();
    }
    QStringList names;
    for (const QJsonValue& name : answer->array()) {
        names.append(name.toString());
    }
    names.sort();
    return names;
}

Result<std::vector<int>> SchemaRegistry::versions(const QString& subject) const
{
    const auto answer = getFromRegistry(m_settings, versionsPath(subject));
    if (!answer) {
        return answer.error();
    }
    std::vector<int> list;
    for (const QJsonValue& version : answer->array()) {
        list.push_back(version.toInt());
    }
    return list;
}

Result<QString> SchemaRegistry::text(const QString& subject, int version) const
{
    const auto answer = getFromRegistry(m_settings, versionPath(subject, version));
    if (!answer) {
        return answer.error();
    }
    return answer->object()[u"schema"].toString();
}

} // namespace ottla
