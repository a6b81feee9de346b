// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/messages/messagebrowser.h"

#include "model/async/threadpriority.h"
#include "model/async/unusedmemory.h"
#include "model/formats/sizetext.h"

#include <QDateTime>
#include <QLocale>
#include <QMetaObject>
#include <QThreadPool>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>

namespace ottla {

namespace {

// Where threads that may still wait for a cluster come to their end. At exit they are given a
// moment; a client library that does not let go must not keep the program.
class Endings
{
public:
    Endings()
    {
        constexpr int many = 256; // they only wait
        m_pool->setMaxThreadCount(many);
    }
    Endings(const Endings&) = delete;
    Endings& operator=(const Endings&) = delete;
    ~Endings()
    {
        constexpr int patienceMs = 5000;
        m_pool->waitForDone(patienceMs);
    }
    [[nodiscard]] QThreadPool& pool() const { return *m_pool; }

private:
    QThreadPool* const m_pool = new QThreadPool; // not deleted, which would wait for ever
};

QThreadPool& endings()
{
    static const Endings there;
    return there.pool();
}

// To give gigabytes back takes too long for the GUI thread, whoever lets go of the store last.
std::shared_ptr<MessageStore> newStore(const MessageStore::Options& options,
                                       std::vector<std::string> topics)
{
    return {new MessageStore(options, std::move(topics)), [](MessageStore* store) {
                endings().start([store] {
                    lowerThreadPriority();
                    delete store;
                    returnUnusedMemory();
                });
            }};
}

} // namespace

// Where the sender's thread finds the browser, as long as there is one.
struct MessageBrowser::Answers
{
    std::mutex mutex;
    MessageBrowser* browser = nullptr; // guarded by the mutex
};

// A producer for each kind of compression, made when first needed, on one thread: messages arrive
// in the order of sending.
class MessageBrowser::Sender
{
public:
    using Done = std::function<void(Result<StoredAt>)>;

    Sender(KafkaProperties properties, WriteGate gate)
        : m_properties(std::move(properties))
        , m_gate(std::move(gate))
        , m_thread([this] { run(); })
    { }
    Sender(const Sender&) = delete;
    Sender& operator=(const Sender&) = delete;
    ~Sender()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_end = true;
        }
        m_wake.notify_one();
        m_thread.join();
    }

    void send(NewMessage message, std::string compression, Done done)
    {
        {
            const std::lock_guard lock(m_mutex);
            m_jobs.push_back({std::move(message), std::move(compression), std::move(done)});
        }
        m_wake.notify_one();
    }

private:
    struct Job
    {
        NewMessage message;
        std::string compression;
        Done done;
    };

    void run()
    {
        constexpr std::chrono::seconds timeout{15};
        std::map<std::string, std::unique_ptr<MessageProducer>> producers;
        for (;;) {
            std::unique_lock lock(m_mutex);
            m_wake.wait(lock, [this] { return m_end || !m_jobs.empty(); });
            if (m_jobs.empty()) {
                return;
            }
            const Job job = std::move(m_jobs.front());
            m_jobs.pop_front();
            lock.unlock();
            auto& producer = producers[job.compression];
            if (!producer) {
                KafkaProperties properties = m_properties;
                if (!job.compression.empty()) {
                    properties.emplace_back("compression.type", job.compression);
                }
                auto made = MessageProducer::create(properties, m_gate);
                if (!made) {
                    job.done(made.error());
                    continue;
                }
                producer = std::move(*made);
            }
            job.done(producer->send(job.message, timeout));
        }
    }

    const KafkaProperties m_properties;
    const WriteGate m_gate;
    std::mutex m_mutex; // guards the two below
    std::deque<Job> m_jobs;
    bool m_end = false;
    std::condition_variable m_wake;
    std::thread m_thread;
};

MessageBrowser::MessageBrowser(KafkaProperties properties, std::string topic, WriteGate gate,
                               MessageStore::Options storeOptions, QObject* parent)
    : QObject(parent)
    , m_properties(std::move(properties))
    , m_topic(std::move(topic))
    , m_gate(std::move(gate))
    , m_storeOptions(std::move(storeOptions))
    , m_answers(std::make_shared<Answers>())
{
    m_answers->browser = this;
    m_timer.setInterval(40);
    connect(&m_timer, &QTimer::timeout, this, &MessageBrowser::poll);
    connect(&m_model, &MessagesModel::advanced, this, &MessageBrowser::progressChanged);
}

MessageBrowser::MessageBrowser(std::filesystem::path savedFile, MessageStore::Options storeOptions,
                               QObject* parent)
    : QObject(parent)
    , m_topic(savedFile.filename().string())
    , m_gate(QString::fromStdString(m_topic), true)
    , m_storeOptions(std::move(storeOptions))
    , m_savedFile(std::move(savedFile))
    , m_answers(std::make_shared<Answers>())
{
    m_answers->browser = this;
    m_timer.setInterval(40);
    connect(&m_timer, &QTimer::timeout, this, &MessageBrowser::pollLoader);
    connect(&m_model, &MessagesModel::advanced, this, &MessageBrowser::progressChanged);
}

MessageBrowser::~MessageBrowser()
{
    letGoOfReader();
    {
        const std::lock_guard lock(m_answers->mutex);
        m_answers->browser = nullptr;
    }
    if (m_sender) {
        endings().start(
            [sender = std::shared_ptr<Sender>(std::move(m_sender))]() mutable { sender.reset(); });
    }
}

QString MessageBrowser::bootstrap() const
{
    const auto found = std::find_if(m_properties.begin(), m_properties.end(), [](const auto& p) {
        return p.first == "bootstrap.servers" || p.first == "metadata.broker.list";
    });
    return found == m_properties.end() ? QString() : QString::fromStdString(found->second);
}

void MessageBrowser::letGoOfReader()
{
    if (m_loader) {
        m_loader->stop();
        endings().start([loader = std::shared_ptr<SavedMessagesLoader>(
                             std::move(m_loader))]() mutable { loader.reset(); });
    }
    if (!m_reader) {
        return;
    }
    m_reader->stop();
    // The reader writes to the store until it has ended.
    endings().start([reader = std::shared_ptr<MessageReader>(std::move(m_reader)), store = m_store,
                     keep = m_keep]() mutable {
        reader.reset();
        keep.reset();
        store.reset();
    });
}

void MessageBrowser::start(ReadRequest request)
{
    if (!m_savedFile.empty()) {
        letGoOfReader();
        m_store = newStore(m_storeOptions, {});
        m_model.setStore(m_store);
        m_loader = std::make_unique<SavedMessagesLoader>(m_savedFile, m_store);
        m_timer.start();
        pollLoader();
        return;
    }
    letGoOfReader();
    m_request = std::move(request);
    std::erase(m_request.topics, m_topic);
    m_request.topics.insert(m_request.topics.begin(), m_topic);
    m_before = {};
    m_readOn = false;
    m_store = newStore(m_storeOptions, m_request.topics);
    m_keep = m_keepNext ? std::make_shared<FilterSink>(m_keepNext, *m_store) : nullptr;
    m_model.setStore(m_store);
    launch();
}

void MessageBrowser::launch()
{
    MessageSink& sink = m_keep ? static_cast<MessageSink&>(*m_keep) : *m_store;
    m_reader = std::make_unique<MessageReader>(m_properties, m_request, sink);
    m_reader->start();
    m_paused = false;
    m_rate.forget();
    m_store->keepNewest(m_request.live ? m_request.keepWhenLive : 0);
    m_timer.start();
    poll();
}

void MessageBrowser::stop()
{
    m_request.live = false;
    if (m_reader) {
        m_reader->stop();
    }
    if (m_loader) {
        m_loader->stop();
    }
}

void MessageBrowser::setLive(bool live)
{
    if (!m_savedFile.empty()) {
        return; // nothing more comes
    }
    m_request.live = live;
    if (m_reader && active()) {
        m_paused = !live && m_progress.state == ReadProgress::State::Live;
        m_reader->setLive(live);
        m_store->keepNewest(live ? m_request.keepWhenLive : 0);
    } else if (live && !m_progress.partitions.empty()) {
        launchFromWhereItEnded();
    } else if (live) {
        ReadRequest request;
        request.start = ReadRequest::Start::End;
        request.live = true;
        start(std::move(request));
    }
    Q_EMIT progressChanged();
}

void MessageBrowser::launchFromWhereItEnded()
{
    const bool times = byTime() && !m_request.live;
    // So that nothing is missing in between.
    m_request.start = ReadRequest::Start::Positions;
    m_request.positions.clear();
    for (const PartitionProgress& partition : m_progress.partitions) {
        if (partition.known) {
            m_request.positions[{partition.topic, partition.partition}] = partition.next;
        }
    }
    // What was asked for once has been read, or is accounted for.
    m_request.endOffset.reset();
    m_request.withinTimes = times;
    if (!times) {
        m_request.endTime.reset();
    }
    m_request.stopAfter = 0;
    m_request.stopAfterKept = 0;
    m_before = m_progress;
    letGoOfReader();
    launch();
}

void MessageBrowser::readOn()
{
    if (active()) {
        m_readOn = true;
    } else if (canReadOn()) {
        launchFromWhereItEnded();
        Q_EMIT progressChanged();
    }
}

bool MessageBrowser::canReadOn() const
{
    return (m_progress.state == ReadProgress::State::Finished
            || m_progress.state == ReadProgress::State::Incomplete)
        && !m_progress.partitions.empty();
}

void MessageBrowser::poll()
{
    m_progress = m_reader->progress();
    addWhatWasBefore();
    m_rate.note(m_progress.delivered, ReadRate::Clock::now());
    if (!m_progress.active()) {
        m_request.live = false;
        m_timer.stop();
        m_model.advance(); // the last of it now, not at its next turn
        endings().start(returnUnusedMemory); // what was on its way to the store
        if (std::exchange(m_readOn, false)) {
            readOn();
        }
    }
    Q_EMIT progressChanged();
}

void MessageBrowser::pollLoader()
{
    m_load = m_loader->progress();
    const auto state = [this] {
        switch (m_load.state) {
        case LoadProgress::State::Loading:
            break;
        case LoadProgress::State::Finished:
            return ReadProgress::State::Finished;
        case LoadProgress::State::Stopped:
            return ReadProgress::State::Stopped;
        case LoadProgress::State::Failed:
            return ReadProgress::State::Failed;
        }
        return ReadProgress::State::Reading;
    };
    m_progress = {};
    m_progress.state = state();
    m_progress.delivered = m_progress.kept = m_load.messages;
    m_progress.error = m_load.error;
    if (!m_progress.active()) {
        m_timer.stop();
    }
    Q_EMIT progressChanged();
}

QString MessageBrowser::loadText() const
{
    const QLocale locale;
    const QString count = locale.toString(static_cast<qlonglong>(m_load.messages));
    const QString name = QString::fromStdString(m_topic);
    switch (m_load.state) {
    case LoadProgress::State::Finished:
        return tr("All %1 messages of %2 are loaded").arg(count, name);
    case LoadProgress::State::Stopped:
        return tr("%1 messages of %2 are loaded · stopped after %3 of %4")
            .arg(count, name, sizeText(m_load.bytes), sizeText(m_load.size));
    case LoadProgress::State::Failed:
        return tr("%1 messages of %2 are loaded · the rest cannot be read").arg(count, name);
    case LoadProgress::State::Loading:
        break;
    }
    return tr("Loading %1 · %2 messages · %3 of %4")
        .arg(name, count, sizeText(m_load.bytes), sizeText(m_load.size));
}

void MessageBrowser::addWhatWasBefore()
{
    m_progress.delivered += m_before.delivered;
    m_progress.kept += m_before.kept;
    m_progress.outside += m_before.outside;
    m_progress.timeouts += m_before.timeouts;
    m_progress.troubleCount += m_before.troubleCount;
    m_progress.troubles.insert(m_progress.troubles.begin(), m_before.troubles.begin(),
                               m_before.troubles.end());
    for (PartitionProgress& partition : m_progress.partitions) {
        const auto before = std::find_if(
            m_before.partitions.begin(), m_before.partitions.end(), [&](const auto& p) {
                return p.known && p.topic == partition.topic && p.partition == partition.partition;
            });
        if (before == m_before.partitions.end() || !partition.known) {
            continue;
        }
        partition.start = before->start;
        partition.delivered += before->delivered;
        auto gaps = before->passedOver;
        std::erase_if(gaps, [](const UnreadOffsets& gap) {
            return gap.reason == UnreadOffsets::Reason::OpenTransaction; // asked for once more
        });
        partition.passedOver.insert(partition.passedOver.begin(), gaps.begin(), gaps.end());
    }
}

void MessageBrowser::add(NewMessage message, const std::string& compression)
{
    if (message.topic.empty()) {
        message.topic = m_topic;
    }
    if (!m_sender) {
        m_sender = std::make_unique<Sender>(m_properties, m_gate);
    }
    const std::int64_t time =
        message.timestamp.value_or(QDateTime::currentMSecsSinceEpoch()); // about when it is written
    m_sender->send(std::move(message), compression,
                   [answers = m_answers, time](const Result<StoredAt>& stored) {
                       const std::lock_guard lock(answers->mutex);
                       MessageBrowser* browser = answers->browser;
                       if (!browser) {
                           return;
                       }
                       // Events for the browser go with it.
                       QMetaObject::invokeMethod(browser, [browser, stored, time] {
                           if (stored) {
                               browser->m_addedTime = time;
                               Q_EMIT browser->added(stored->partition, stored->offset);
                           } else {
                               Q_EMIT browser->addFailed(
                                   QString::fromStdString(stored.error().describe()));
                           }
                       });
                   });
}

void MessageBrowser::showAdded()
{
    if (isOfTimes(m_addedTime)) {
        readOn();
    }
}

std::unique_ptr<MessageJob> MessageBrowser::saveTopic(ReadRequest request, bool matching,
                                                      SaveOptions options) const
{
    request.topics = {m_topic};
    return saveTopicJob(m_properties, std::move(request), matching ? m_model.filter() : nullptr,
                        std::move(options));
}

std::unique_ptr<MessageJob> MessageBrowser::addFile(AddFileRequest request,
                                                    std::shared_ptr<AddFileAccount> account) const
{
    request.topic = m_topic;
    return addFileJob(m_properties, m_gate, std::move(request), std::move(account));
}

UndecodableMessages MessageBrowser::undecodable() const
{
    UndecodableMessages all = m_keep ? m_keep->undecodable() : UndecodableMessages();
    all.add(m_model.undecodable());
    return all;
}

std::uint64_t MessageBrowser::undecodableCount() const
{
    return (m_keep ? m_keep->undecodableCount() : 0) + m_model.undecodable().count();
}

} // namespace ottla
