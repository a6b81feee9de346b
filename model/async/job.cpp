// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/async/job.h"

#include <algorithm>

namespace ottla {

namespace {

class Threads : public QThreadPool
{
public:
    Threads() { setMaxThreadCount(16); }
};

} // namespace

QThreadPool& jobThreads()
{
    static Threads threads;
    return threads;
}

bool JobSet::running() const
{
    return std::any_of(m_jobs.begin(), m_jobs.end(),
                       [](const auto& job) { return job->running(); });
}

} // namespace ottla
