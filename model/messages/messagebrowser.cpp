// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/messages/messagebrowser.h"

#include <QDateTime>
#include <QLocale>
#include <QMetaObject>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace ottla {

// One producer, made when first needed, on one thread: messages arrive in the order of sending.
class MessageBrowser::Sender
{
public:
    using Done = std::function<void(Result<StoredAt>)>;

    explicit Sender(KafkaProperties properties)
        : m_properties(std::move(properties))
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

    void send(NewMessage message, Done done)
    {
        {
            const std::lock_guard lock(m_mutex);
            m_jobs.emplace_back(std::move(message), std::move(done));
        }
        m_wake.notify_one();
    }

private:
    void run()
    {
        constexpr std::chrono::seconds timeout{15};
        std::unique_ptr<MessageProducer> producer;
        for (;;) {
            std::unique_lock lock(m_mutex);
            m_wake.wait(lock, [this] { return m_end || !m_jobs.empty(); });
            if (m_jobs.empty()) {
                return;
            }
            auto [message, done] = std::move(m_jobs.front());
            m_jobs.pop_front();
            lock.unlock();
            if (!producer) {
                auto made = MessageProducer::create(m_properties);
                if (!made) {
                    done(made.error());
                    continue;
                }
                producer = std::move(*made);
            }
            done(producer->send(message, timeout));
        }
    }

    const KafkaProperties m_properties;
    std::mutex m_mutex; // guards the two below
    std::deque<std::pair<NewMessage, Done>> m_jobs;
    bool m_end = false;
    std::condition_variable m_wake;
    std::thread m_thread;
};

MessageBrowser::MessageBrowser(KafkaProperties properties, std::string topic, WriteCheck writeCheck,
                               MessageStore::Options storeOptions, QObject* parent)
    : QObject(parent)
    , m_properties(std::move(properties))
    , m_topic(std::move(topic))
    , m_writeCheck(std::move(writeCheck))
    , m_storeOptions(std::move(storeOptions))
{
    m_timer.setInterval(40);
    connect(&m_timer, &QTimer::timeout, this, &MessageBrowser::poll);
    connect(&m_model, &MessagesModel::advanced, this, &MessageBrowser::progressChanged);
}

MessageBrowser::~MessageBrowser() = default;

void MessageBrowser::start(ReadRequest request)
{
    m_reader.reset();
    m_request = std::move(request);
    m_request.topic = m_topic;
    m_deliveredBefore = 0;
    m_store = std::make_shared<MessageStore>(m_storeOptions);
    m_model.setStore(m_store);
    launch();
}

void MessageBrowser::launch()
{
    m_reader = std::make_unique<MessageReader>(m_properties, m_request, *m_store);
    m_reader->start();
    m_timer.start();
    poll();
}

void MessageBrowser::stop()
{
    m_request.live = false;
    if (m_reader) {
        m_reader->stop();
    }
}

void MessageBrowser::setLive(bool live)
{
    m_request.live = live;
    if (m_reader && active()) {
        m_reader->setLive(live);
    } else if (live && !m_progress.partitions.empty()) {
        // Takes over where the last read ended, so that nothing is missing in between.
        m_request.start = ReadRequest::Start::Positions;
        m_request.positions.clear();
        for (const PartitionProgress& partition : m_progress.partitions) {
            m_request.positions[partition.partition] = partition.next;
        }
        m_deliveredBefore = m_progress.delivered;
        m_reader.reset();
        launch();
    } else if (live) {
        ReadRequest request;
        request.start = ReadRequest::Start::End;
        request.live = true;
        start(std::move(request));
    }
    Q_EMIT progressChanged();
}

void MessageBrowser::poll()
{
    m_progress = m_reader->progress();
    m_progress.delivered += m_deliveredBefore;
    if (!m_progress.active()) {
        m_timer.stop();
    }
    Q_EMIT progressChanged();
}

void MessageBrowser::add(NewMessage message)
{
    message.topic = m_topic;
    if (const auto allowed = m_writeCheck("Add a message to " + m_topic); !allowed) {
        Q_EMIT addFailed(QString::fromStdString(allowed.error().message));
        return;
    }
    if (!m_sender) {
        m_sender = std::make_unique<Sender>(m_properties);
    }
    m_sender->send(std::move(message), [this](const Result<StoredAt>& stored) {
        // The sender's thread is joined before this object is gone, and events for it go with it.
        QMetaObject::invokeMethod(this, [this, stored] {
            if (stored) {
                Q_EMIT added(stored->partition, stored->offset);
            } else {
                Q_EMIT addFailed(QString::fromStdString(stored.error().describe()));
            }
        });
    });
}

QString MessageBrowser::statusText() const
{
    const QLocale locale;
    const auto number = [&](auto value) {
        return locale.toString(static_cast<qlonglong>(value));
    };
    QStringList parts;
    const ReadProgress& p = m_progress;
    const auto failed = static_cast<std::size_t>(
        std::count_if(p.partitions.begin(), p.partitions.end(),
                      [](const auto& partition) { return !partition.error.empty(); }));
    if (p.state == ReadProgress::State::Idle) {
        return {};
    }
    if (p.state == ReadProgress::State::Connecting) {
        parts << tr("Asking for the partitions' ends");
    }
    if (!p.partitions.empty()) {
        parts << tr("%1 of %2 partitions")
                     .arg(number(p.partitionsDone()), number(p.partitions.size()));
        parts << tr("%n message(s)", nullptr,
                    static_cast<int>(std::min<std::int64_t>(p.delivered, 2147483647)))
                     .replace(QString::number(p.delivered), number(p.delivered));
    }
    if (!m_model.filter().isEmpty()) {
        parts << tr("%1 of %2 match").arg(number(m_model.rowCount()), number(m_model.examined()));
    }
    const QString time =
        QDateTime::fromMSecsSinceEpoch(
            std::chrono::duration_cast<std::chrono::milliseconds>(p.watermarksAt.time_since_epoch())
                .count())
            .toString(QStringLiteral("HH:mm:ss"));
    switch (p.state) {
    case ReadProgress::State::Reading:
        parts << tr("reading to the end of %1").arg(time);
        break;
    case ReadProgress::State::Live:
        parts << tr("live: at the end, waiting for more");
        break;
    case ReadProgress::State::Finished:
        parts << tr("read to the end of %1").arg(time);
        break;
    case ReadProgress::State::Stopped:
        parts << tr("stopped before the end of %1").arg(time);
        break;
    case ReadProgress::State::Failed:
        parts << (failed > 0 ? tr("%n partition(s) failed", nullptr, static_cast<int>(failed))
                             : tr("failed"));
        break;
    case ReadProgress::State::Idle:
    case ReadProgress::State::Connecting:
        break;
    }
    if (!p.trouble.empty()) {
        parts << QString::fromStdString(p.trouble);
    }
    return parts.join(QStringLiteral(" · "));
}

} // namespace ottla
