// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/async/pending.h"
#include "model/decoders/bodyschema.h"
#include "model/schemas/registryhttp.h"
#include "model/schemas/schemanews.h"

#include <QStringList>

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace ottla {

/// A schema of the registry, ready to read bodies by.
struct RegisteredSchema
{
    struct Version
    {
        QString subject;
        int version = 0;
    };

    std::int32_t id = 0;
    QString type; ///< "AVRO", "PROTOBUF" or "JSON".
    QString text;
    std::vector<Version> versions; ///< Under which it is registered, where the registry tells.
    std::shared_ptr<const BodySchema> schema;
};

/// A schema registry that speaks Confluent's protocol. Schemas are fetched on threads of their own
/// and kept, up to 1,000 and 32 MiB, those longest unused forgotten first. A failure stands for 15
/// seconds, or for 1, 2, 4, 8, 15 and again 15 where a registry that is away may be back at any
/// time; then it is tried again for whoever asks. Any thread.
class SchemaRegistry : public std::enable_shared_from_this<SchemaRegistry>
{
public:
    using Schema = std::shared_ptr<const RegisteredSchema>;

    /// On the GUI thread.
    explicit SchemaRegistry(SchemaRegistrySettings settings);

    [[nodiscard]] const SchemaRegistrySettings& settings() const { return m_settings; }
    /// Heard when a schema that schema() was asked for is there, has failed, or may be tried again.
    [[nodiscard]] const SchemaNews& news() const { return *m_news; }

    /// On the GUI thread, Errc::Busy until it is there, or the last failure while it is tried
    /// again; elsewhere this waits. NotFound when the registry does not have it. Once 32 ids in a
    /// row were not found, no further one is asked for during a minute: what is read are no
    /// messages of this registry.
    [[nodiscard]] Result<Schema> schema(std::int32_t id);

    /// Tries those again that failed for a reason that may have passed, as soon as news() has said
    /// that it is time; for whoever needs them and does not ask for each.
    void retry();

    /// Block.
    [[nodiscard]] Result<QStringList> subjects() const;
    [[nodiscard]] Result<std::vector<int>> versions(const QString& subject) const;
    [[nodiscard]] Result<QString> text(const QString& subject, int version) const;

private:
    using Clock = std::chrono::steady_clock;
    struct Entry
    {
        std::shared_ptr<Pending<Schema>> pending;
        std::uint64_t used = 0; // when it was asked for last, as m_uses counts
        qsizetype size = 0;
        std::optional<Error> failure = {}; // of the last try that has ended
        Clock::time_point retryAt = Clock::time_point::max();
        std::chrono::seconds pause{0}; // before retryAt
    };

    enum class News
    {
        None, ///< The answer is as before.
        Changed,
        Recovered, ///< It is the first schema behind failures.
    };

    void fetch(std::int32_t id, Entry& entry);
    void arrived(std::int32_t id, const Result<Schema>& schema);
    [[nodiscard]] News keep(std::int32_t id, const Result<Schema>& schema);
    void forgetOldest();

    const SchemaRegistrySettings m_settings;
    const std::shared_ptr<SchemaNews> m_news;
    std::mutex m_mutex; // guards the rest
    std::map<std::int32_t, Entry> m_entries;
    std::uint64_t m_uses = 0;
    qsizetype m_size = 0;
    int m_unknown = 0; // ids in a row that the registry did not have
    Clock::time_point m_quietUntil = Clock::time_point::min();
};

} // namespace ottla
