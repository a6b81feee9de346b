// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/client/messagereader.h"
#include "model/messages/messagefilter.h"

#include <atomic>
#include <memory>
#include <mutex>

namespace ottla {

/// Between a reader and a sink: hands on the messages that match, and counts the others. One
/// thread adds; any thread reads the counts.
class FilterSink : public MessageSink
{
public:
    /// The sink must outlive it.
    FilterSink(std::shared_ptr<const MessageFilter> filter, MessageSink& sink)
        : m_filter(std::move(filter))
        , m_sink(sink)
    { }

    /// False where the message does not match, or it cannot be told.
    Result<bool> add(const MessageView& message) override;
    void batchAdded() override { m_sink.batchAdded(); }

    [[nodiscard]] std::uint64_t examined() const noexcept { return m_examined; }
    [[nodiscard]] std::uint64_t matched() const noexcept { return m_matched; }
    /// Not kept because what the filter asks for could not be decoded.
    [[nodiscard]] UndecodableMessages undecodable() const;
    [[nodiscard]] std::uint64_t undecodableCount() const;

private:
    const std::shared_ptr<const MessageFilter> m_filter;
    MessageSink& m_sink;
    std::atomic<std::uint64_t> m_examined = 0;
    std::atomic<std::uint64_t> m_matched = 0;
    mutable std::mutex m_mutex; // guards the one below
    UndecodableMessages m_undecodable;
};

} // namespace ottla
