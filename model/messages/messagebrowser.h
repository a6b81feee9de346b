// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/client/messageproducer.h"
#include "model/client/messagereader.h"
#include "model/messages/filtersink.h"
#include "model/messages/messageexport.h"
#include "model/messages/messageimport.h"
#include "model/messages/messagesmodel.h"
#include "model/messages/readrate.h"
#include "model/messages/savedmessagesloader.h"

#include <QObject>
#include <QTimer>

#include <filesystem>
#include <memory>

namespace ottla {

/// Reads, shows and adds the messages of one topic, and shows those of others beside them: what the
/// messages pane talks to. GUI thread; the work runs elsewhere. Starting anew and destroying do not
/// wait for a cluster that does not answer: what is left of a read then ends in the background.
class MessageBrowser : public QObject
{
    Q_OBJECT

public:
    MessageBrowser(KafkaProperties properties, std::string topic, WriteGate gate,
                   MessageStore::Options storeOptions = {}, QObject* parent = nullptr);
    /// Of a file of saved messages, without a cluster: start() loads it, and nothing can be added.
    explicit MessageBrowser(std::filesystem::path savedFile,
                            MessageStore::Options storeOptions = {}, QObject* parent = nullptr);
    ~MessageBrowser() override;

    /// The file, or empty for a topic.
    [[nodiscard]] const std::filesystem::path& savedFile() const { return m_savedFile; }

    [[nodiscard]] const std::string& topic() const { return m_topic; }
    /// The addresses that the connection begins with.
    [[nodiscard]] QString bootstrap() const;
    [[nodiscard]] MessagesModel* model() { return &m_model; }
    [[nodiscard]] const ReadProgress& progress() const { return m_progress; }
    [[nodiscard]] bool active() const { return m_progress.active(); }
    /// One line that is true: what was read, of how much, until when.
    [[nodiscard]] QString statusText() const;
    /// What a read by time did not look at, and what readOn() would; empty for other reads.
    [[nodiscard]] QString timesText() const;

    /// From the next start() on, messages that do not match are read but not kept. Null: all are.
    void setKeepOnly(std::shared_ptr<const MessageFilter> filter)
    {
        m_keepNext = std::move(filter);
    }
    /// What the messages in the model were chosen by while they were read, with its counts; null
    /// when all were kept.
    [[nodiscard]] const FilterSink* kept() const { return m_keep.get(); }
    /// Messages that are not shown because it is not known whether they match: while they were
    /// read, or now.
    [[nodiscard]] UndecodableMessages undecodable() const;
    [[nodiscard]] std::uint64_t undecodableCount() const;
    /// Of a message's topic, by its index.
    [[nodiscard]] std::string topicName(std::uint16_t index) const
    {
        return m_store ? m_store->topicName(index) : std::string();
    }

    /// Forgets what was read, and reads anew. This browser's topic comes first, with those of the
    /// request behind it.
    void start(ReadRequest request);
    /// Keeps what is there; the read ends soon.
    void stop();
    /// Takes in what has come since a read that was finished, or that is about to be; what was
    /// stopped stays stopped. A read by time goes on with messages of these times only, wherever
    /// they were written.
    void readOn();
    /// It would begin at once.
    [[nodiscard]] bool canReadOn() const;
    /// On: goes on after the end, from where reading stands, with nothing left out. Off: a read
    /// that is at its end pauses.
    void setLive(bool live);
    /// Live until setLive(false), which can go on from there.
    [[nodiscard]] bool paused() const { return m_paused; }
    [[nodiscard]] bool live() const { return m_request.live; }

    /// Ends with added() or addFailed(). `compression` by Kafka's names; empty: as the connection
    /// says.
    void add(NewMessage message, const std::string& compression = {});
    /// Reads on to what add() stored last, unless it lies outside of the times asked for: then what
    /// is shown is still all of that.
    void showAdded();

    /// A job that reads anew, straight into files; `matching` takes only what the filter lets pass.
    [[nodiscard]] std::unique_ptr<MessageJob> saveTopic(ReadRequest request, bool matching,
                                                        SaveOptions options) const;
    /// A job that adds a file's messages to the topic.
    [[nodiscard]] std::unique_ptr<MessageJob>
    addFile(AddFileRequest request, std::shared_ptr<AddFileAccount> account) const;

Q_SIGNALS:
    void progressChanged();
    void added(int partition, qlonglong offset);
    void addFailed(const QString& message);

private:
    class Sender;
    struct Answers;
    void launch();
    void launchFromWhereItEnded();
    void pollLoader();
    [[nodiscard]] QString loadText() const;
    void letGoOfReader();
    void poll();
    void addWhatWasBefore();
    [[nodiscard]] bool byTime() const;
    [[nodiscard]] bool isOfTimes(std::int64_t timestamp) const;
    [[nodiscard]] std::optional<std::chrono::system_clock::time_point> endOfTimes() const;
    [[nodiscard]] QString readToText() const;
    [[nodiscard]] QStringList amountTexts() const;
    [[nodiscard]] QStringList shownTexts() const;
    [[nodiscard]] QString stateText() const;

    const KafkaProperties m_properties;
    const std::string m_topic;
    const WriteGate m_gate;
    const MessageStore::Options m_storeOptions;
    const std::filesystem::path m_savedFile;
    MessagesModel m_model;
    std::shared_ptr<MessageStore> m_store;
    std::shared_ptr<const MessageFilter> m_keepNext;
    std::shared_ptr<FilterSink> m_keep;
    ReadRequest m_request;
    ReadProgress m_progress;
    ReadProgress m_before; // of readers that this read goes on from
    ReadRate m_rate;
    bool m_paused = false;
    std::int64_t m_addedTime = 0; // of what was stored last
    bool m_readOn = false; // once the present read is finished
    QTimer m_timer;
    std::unique_ptr<MessageReader> m_reader;
    std::unique_ptr<SavedMessagesLoader> m_loader;
    LoadProgress m_load;
    std::shared_ptr<Answers> m_answers;
    std::unique_ptr<Sender> m_sender;
};

} // namespace ottla
