// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "registry/committer.h"

#include <utility>

namespace ottla::registry {

Committer::Committer(TxnLog& log, Done done)
    : m_log(log)
    , m_done(std::move(done))
    , m_thread([this] { run(); })
{ }

Committer::~Committer()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_changed.notify_one();
    m_thread.join();
}

void Committer::submit(TxnLog::Batch batch)
{
    {
        const std::lock_guard lock(m_mutex);
        m_batch = std::move(batch);
    }
    m_changed.notify_one();
}

void Committer::run()
{
    while (true) {
        TxnLog::Batch batch;
        {
            std::unique_lock lock(m_mutex);
            m_changed.wait(lock, [this] { return m_stopping || m_batch; });
            if (!m_batch) {
                return;
            }
            batch = std::move(*m_batch);
            m_batch.reset();
        }
        const auto result = m_log.write(batch);
        m_done(result, batch.lastZxid);
    }
}

} // namespace ottla::registry
