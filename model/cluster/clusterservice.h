// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/async/job.h"
#include "model/client/client.h"
#include "model/connections/connectionstore.h"

#include <QDateTime>
#include <QObject>
#include <QPointer>
#include <QTimer>

#include <functional>
#include <memory>
#include <optional>

namespace ottla {

/// One connection while it is open: knows the cluster's brokers, topics and groups, and keeps them
/// fresh. GUI thread; the work runs elsewhere.
class ClusterService : public QObject
{
    Q_OBJECT

public:
    enum class State
    {
        Disconnected,
        Connecting,
        Connected,
        Failed,
    };
    Q_ENUM(State)

    ClusterService(ConnectionStore& store, const QString& connectionId, QObject* parent = nullptr);
    ~ClusterService() override;

    [[nodiscard]] const QString& connectionId() const { return m_id; }
    [[nodiscard]] QString name() const;
    [[nodiscard]] State state() const { return m_state; }
    /// Since when it is in this state.
    [[nodiscard]] const QDateTime& since() const { return m_since; }
    /// Why it failed, or why the last refresh did while what was known before is still shown.
    [[nodiscard]] const std::optional<Error>& error() const { return m_error; }
    [[nodiscard]] const ClusterMetadata& metadata() const { return m_metadata; }
    /// The groups' names, sorted.
    [[nodiscard]] const QStringList& groups() const { return m_groups; }
    /// Of the topics for which they were asked for so far.
    [[nodiscard]] const WatermarksByPartition& watermarks() const { return m_watermarks; }
    [[nodiscard]] Watermarks watermarks(const QString& topic, std::int32_t partition) const;

    /// Connects; a refresh when it is connected.
    void open();
    void close();
    /// Asks for everything anew (F5).
    void refresh();
    /// Goes on asking every `interval`; 0 stops that.
    void setRefreshInterval(std::chrono::milliseconds interval);
    /// Asks for these topics' watermarks (all topics' when empty); ends with watermarksChanged().
    void refreshWatermarks(const QStringList& topics = {});

    /// What works with the cluster on its own, such as MessageBrowser, needs these. Empty before
    /// the connection was opened.
    [[nodiscard]] const KafkaProperties& properties() const { return m_properties; }
    [[nodiscard]] const std::shared_ptr<Client>& client() const { return m_client; }
    [[nodiscard]] const std::shared_ptr<WriteGate>& gate() const { return m_gate; }
    /// For MessageBrowser: the gate, asked for producing.
    [[nodiscard]] std::function<Result<void>(const std::string&)> produceCheck() const;

    /// Runs `work(Client&)` off the GUI thread, then `done(result)` here unless `context` or this
    /// service is gone. Fails at once when the connection is not open.
    template <typename Work, typename Done>
    void run(QObject* context, Work work, Done done)
    {
        using R = std::invoke_result_t<Work, Client&>;
        if (!m_client) {
            done(R(notOpen()));
            return;
        }
        m_jobs.start(
            [work = std::move(work), client = m_client]() mutable { return work(*client); },
            [guard = QPointer<QObject>(context), done = std::move(done)](R result) mutable {
                if (guard) {
                    done(std::move(result));
                }
            });
    }

Q_SIGNALS:
    void stateChanged();
    void metadataChanged();
    void groupsChanged();
    void watermarksChanged();
    /// These properties' secrets have to be asked for; then ConnectionStore::setSecret and open().
    void secretsNeeded(const QStringList& properties);
    /// A refresh failed while connected.
    void refreshFailed();

private:
    void setState(State state);
    void fail(const Error& error);
    void connectWith(const ConnectionStore::Secrets& secrets);
    [[nodiscard]] Error notOpen() const;
    void takeMetadata(ClusterMetadata metadata);

    ConnectionStore& m_store;
    const QString m_id;
    State m_state = State::Disconnected;
    QDateTime m_since;
    std::optional<Error> m_error;
    ClusterMetadata m_metadata;
    QStringList m_groups;
    WatermarksByPartition m_watermarks;
    KafkaProperties m_properties;
    std::shared_ptr<WriteGate> m_gate;
    std::shared_ptr<Client> m_client;
    QTimer m_timer;
    std::unique_ptr<QObject> m_opening; // drops the secrets' answer of a former open()
    Job m_connectJob;
    Job m_metadataJob;
    Job m_groupsJob;
    Job m_watermarksJob;
    QStringList m_watermarkTopics;
    JobSet m_jobs;
};

} // namespace ottla
