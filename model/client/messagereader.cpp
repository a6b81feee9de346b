// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/client/messagereader.h"

#include "model/async/threadpriority.h"
#include "model/client/readrun.h"

namespace ottla {

MessageReader::MessageReader(KafkaProperties properties, ReadRequest request, MessageSink& sink)
    : m_properties(std::move(properties))
    , m_request(std::move(request))
    , m_sink(sink)
    , m_live(m_request.live)
{ }

MessageReader::~MessageReader()
{
    stop();
    if (m_thread.joinable()) {
        m_thread.join();
    }
}

void MessageReader::start()
{
    {
        const std::lock_guard lock(m_mutex);
        m_progress.state = ReadProgress::State::Connecting;
        m_progress.topics = m_request.topics;
    }
    m_thread = std::thread([this] {
        lowerThreadPriority(); // librdkafka's threads, and the store's, are started by this one
        ReadRun(m_properties, m_request, m_sink, m_stop, m_live,
                [this](const ReadProgress& progress) {
                    const std::lock_guard lock(m_mutex);
                    m_progress = progress;
                })
            .run();
    });
}

ReadProgress MessageReader::progress() const
{
    const std::lock_guard lock(m_mutex);
    return m_progress;
}

} // namespace ottla
