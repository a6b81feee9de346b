// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/decoders/decoder.h"
#include "model/schemas/schemanews.h"

#include <QObject>
#include <QString>

#include <map>
#include <memory>

namespace ottla {

class SchemaRegistry;

/// The decoders that there are for the messages of one topic: those of Kafka's own topics, of the
/// connection's schema registry, the built-in ones, those of plug-ins, and those by a schema file
/// that were asked for. GUI thread, but for detect() and the decoders themselves.
class DecoderSet : public QObject
{
    Q_OBJECT

public:
    /// Null as the registry when the connection has none.
    explicit DecoderSet(const QString& topic = {}, std::shared_ptr<SchemaRegistry> registry = {},
                        const DecoderList& plugins = {}, QObject* parent = nullptr);
    ~DecoderSet() override;
    /// One that any thread may be the last to let go of.
    [[nodiscard]] static std::shared_ptr<DecoderSet>
    create(const QString& topic = {}, std::shared_ptr<SchemaRegistry> registry = {},
           const DecoderList& plugins = {});

    /// In the order in which they are tried.
    [[nodiscard]] const DecoderList& all() const { return m_all; }
    /// Those beside the built-in ones, by where they are from: one of Kafka's own topics, the
    /// registry, plug-ins. Empty where there are none.
    [[nodiscard]] const DecoderList& ofKafka() const { return m_ofKafka; }
    [[nodiscard]] const DecoderList& ofRegistry() const { return m_ofRegistry; }
    [[nodiscard]] const DecoderList& ofPlugins() const { return m_ofPlugins; }
    /// Also makes a decoder by a schema file of its id (SchemaFile). Null for an id that is not
    /// known, and for an empty one.
    [[nodiscard]] std::shared_ptr<const Decoder> find(const QString& id);
    /// The decoder that fits the bytes best. Any thread.
    [[nodiscard]] const Decoder& detect(std::string_view body) const;
    /// Asks the registry once more for what it could not be asked for, after retryDue().
    void retry();

Q_SIGNALS:
    /// What was answered with Errc::Busy may be asked for again.
    void changed();
    /// What was refused because a registry could not be asked may be asked for again by whoever
    /// still shows it; that is what has the registry tried again. There is no other answer as yet.
    void retryDue();
    /// What was refused because a registry could not be asked is answered now. Behind changed().
    void recovered();

private:
    const std::shared_ptr<SchemaRegistry> m_registry;
    const std::shared_ptr<SchemaNews> m_news;
    DecoderList m_ofKafka;
    DecoderList m_ofRegistry;
    const DecoderList m_ofPlugins;
    DecoderList m_all;
    std::map<QString, std::shared_ptr<const Decoder>> m_files;
};

} // namespace ottla
