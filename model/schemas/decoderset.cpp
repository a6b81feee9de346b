// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/schemas/decoderset.h"

#include "model/decoders/internaltopics.h"
#include "model/schemas/registrydecoder.h"
#include "model/schemas/schemafile.h"
#include "model/schemas/schemaregistry.h"

#include <algorithm>

namespace ottla {

DecoderSet::DecoderSet(const QString& topic, std::shared_ptr<SchemaRegistry> registry,
                       const DecoderList& plugins, QObject* parent)
    : QObject(parent)
    , m_registry(std::move(registry))
    , m_news(SchemaNews::create())
    , m_ofPlugins(plugins)
{
    connect(m_news.get(), &SchemaNews::arrived, this, &DecoderSet::changed);
    if (auto internal = internalTopicDecoder(topic.toStdString())) {
        m_ofKafka.push_back(std::move(internal));
    }
    if (m_registry) {
        connect(&m_registry->news(), &SchemaNews::arrived, this, &DecoderSet::changed);
        connect(&m_registry->news(), &SchemaNews::recovered, this, &DecoderSet::recovered);
        connect(&m_registry->news(), &SchemaNews::retryDue, this, &DecoderSet::retryDue);
        m_ofRegistry.push_back(std::make_shared<RegistryDecoder>(m_registry, topic.toStdString()));
    }
    for (const DecoderList* some : {&ofKafka(), &ofRegistry(), &ofPlugins(), &builtInDecoders()}) {
        m_all.insert(m_all.end(), some->begin(), some->end());
    }
}

DecoderSet::~DecoderSet() = default;

std::shared_ptr<DecoderSet> DecoderSet::create(const QString& topic,
                                               std::shared_ptr<SchemaRegistry> registry,
                                               const DecoderList& plugins)
{
    return {new DecoderSet(topic, std::move(registry), plugins), [](DecoderSet* decoders) {
                decoders->deleteLater();
            }};
}

std::shared_ptr<const Decoder> DecoderSet::find(const QString& id)
{
    const auto known =
        std::ranges::find(m_all, id.toStdString(), [](const auto& decoder) { return decoder->id; });
    if (known != m_all.end()) {
        return *known;
    }
    if (const auto made = m_files.find(id); made != m_files.end()) {
        return made->second;
    }
    if (const auto file = SchemaFile::fromId(id)) {
        return m_files[id] = makeFileDecoder(*file, m_news);
    }
    return nullptr;
}

const Decoder& DecoderSet::detect(std::string_view body) const
{
    if (!m_ofKafka.empty()) {
        return *m_ofKafka.front(); // which reads all of such a topic
    }
    for (const DecoderList* some : {&m_ofRegistry, &m_ofPlugins}) {
        for (const auto& decoder : *some) {
            if (decoder->looksLikeMine(body)) {
                return *decoder;
            }
        }
    }
    return detectDecoder(body);
}

void DecoderSet::retry()
{
    if (m_registry) {
        m_registry->retry();
    }
}

} // namespace ottla
