// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/async/background.h"
#include "model/client/client.h"
#include "model/connections/connectionstore.h"
#include "model/groups/groupsmodel.h"
#include "model/schemas/decoderset.h"
#include "model/schemas/schemaregistry.h"
#include "model/topics/topicsmodel.h"

#include <QObject>
#include <QPointer>
#include <QTimer>

#include <functional>
#include <memory>
#include <optional>

namespace ottla {

/// One opened connection: what is known of its cluster, refreshed now and then and on demand. Calls
/// to the cluster run on background threads; everything here is of the GUI thread.
class ClusterService : public QObject
{
    Q_OBJECT

public:
    enum class State
    {
        Disconnected,
        Connecting,
        Connected,
        Failed
    };

    ClusterService(ConnectionStore& store, Connection connection, QObject* parent = nullptr);
    ~ClusterService() override;

    [[nodiscard]] const Connection& connection() const { return m_connection; }
    [[nodiscard]] State state() const { return m_state; }
    /// Of the last attempt, while the state is Failed.
    [[nodiscard]] const std::optional<Error>& failure() const { return m_failure; }
    /// The secret property whose value is kept nowhere, when that is why the attempt failed; or
    /// empty.
    [[nodiscard]] const QString& missingSecret() const { return m_missingSecret; }
    [[nodiscard]] const ClusterInfo& cluster() const { return m_cluster; }
    [[nodiscard]] const std::vector<GroupInfo>& groups() const { return m_groups; }
    [[nodiscard]] std::optional<TopicInfo> topic(const QString& name) const;

    [[nodiscard]] TopicsModel* topicsModel() { return &m_topicsModel; }
    [[nodiscard]] GroupsModel* groupsModel() { return &m_groupsModel; }

    /// Null until connected. Its calls block: run() is the way.
    [[nodiscard]] std::shared_ptr<Client> client() const { return m_client; }
    [[nodiscard]] const KafkaProperties& properties() const { return m_properties; }
    /// Null when the connection has none, and until connected.
    [[nodiscard]] std::shared_ptr<SchemaRegistry> schemaRegistry() const { return m_schemas; }
    /// Decoders that plug-ins brought, for the sets that are made from now on.
    void setDecoderPlugins(DecoderList decoders) { m_plugins = std::move(decoders); }
    /// How the messages of that topic may be read. May be let go of on any thread.
    [[nodiscard]] std::shared_ptr<DecoderSet> decoders(const QString& topic) const;

    void open();
    /// Keeps the missing secret's value and opens again.
    void enterSecret(const QString& value);
    void close();
    void refresh();

    /// Runs `work(Client&)` in the background and hands its result to `done` on `context`'s thread.
    template <typename Work, typename Done>
    void run(QObject* context, Work work, Done done)
    {
        if (m_client) {
            runInBackground(
                context, [client = m_client, work] { return work(*client); }, std::move(done));
        }
    }

    /// `done` gets what became of it; the models follow a moment later.
    void createTopic(QObject* context, const TopicSpec& topic,
                     std::function<void(const Result<void>&)> done);
    void deleteTopics(QObject* context, const std::vector<std::string>& names,
                      std::function<void(const Result<void>&)> done);

Q_SIGNALS:
    void stateChanged();
    /// Brokers, topics or groups were read anew.
    void refreshed();

private:
    struct Contents
    {
        Result<std::vector<GroupInfo>> groups;
        Result<std::vector<Watermarks>> marks;
    };

    void useSchemaRegistry(const std::optional<SchemaRegistrySettings>& settings);
    void connectWith(const Result<KafkaProperties>& properties);
    void take(const Result<ClusterInfo>& cluster);
    /// Groups and messages: every broker is asked, so one that is stopped holds this up.
    void readContents();
    void take(const Contents& contents);
    void fail(Error error);
    void setState(State state);
    void dropClient();

    ConnectionStore& m_store;
    const Connection m_connection;
    State m_state = State::Disconnected;
    std::optional<Error> m_failure;
    QString m_missingSecret;
    KafkaProperties m_properties;
    std::shared_ptr<SchemaRegistry> m_schemas;
    DecoderList m_plugins;
    std::shared_ptr<Client> m_client;
    ClusterInfo m_cluster;
    std::vector<GroupInfo> m_groups;
    TopicsModel m_topicsModel;
    GroupsModel m_groupsModel;
    QTimer m_timer;
    bool m_refreshing = false;
    bool m_refreshAgain = false;
    bool m_readingContents = false;
    bool m_readAgain = false;
    std::vector<Watermarks> m_marks; ///< As last read.
    std::vector<TopicInfo> m_marked; ///< The topics as they were then.
    int m_startsAge = 0; ///< Reads since the starts of logs were asked for.
};

} // namespace ottla
