// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "log/log.h"
#include "support/faultyfilesystem.h"
#include "support/manualclock.h"

#include <QtGlobal>
#include <memory>

namespace ottla::test {

/// A log on a disk and a clock that obey the test.
class LogFixture
{
protected:
    /// Another disk, empty, and no log.
    void renew()
    {
        m_log.reset();
        m_files = std::make_unique<FaultyFileSystem>();
        m_clock = std::make_unique<ManualClock>();
    }
    void open(log::LogConfig config = {}) { m_log = openLog(config); }
    std::unique_ptr<log::Log> openLog(log::LogConfig config)
    {
        auto log = log::Log::open(*m_files, *m_clock, "/log", config, false, Offset{0});
        if (!log) {
            qFatal("%s", log.error().describe().c_str());
        }
        return std::move(*log);
    }

    std::unique_ptr<FaultyFileSystem> m_files;
    std::unique_ptr<ManualClock> m_clock;
    std::unique_ptr<log::Log> m_log;
};

} // namespace ottla::test
