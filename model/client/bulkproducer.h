// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/client/messageproducer.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace ottla {

/// Writes many messages: idempotent, so that each is stored once and those of a partition in their
/// order, without waiting for one before the next is sent. Memory is bounded by librdkafka's queue.
/// One thread, not the GUI's.
class BulkProducer
{
public:
    /// Told, on the thread that calls send() or wait(), what became of each message: where it was
    /// stored, or why not. TimedOut and Cancelled leave open whether it was.
    using Report = std::function<void(std::uint64_t token, const Result<StoredAt>& stored)>;

    /// `compression` by Kafka's names: none, gzip, snappy, lz4 or zstd. Every message passes the
    /// gate.
    [[nodiscard]] static Result<std::unique_ptr<BulkProducer>>
    create(const KafkaProperties& properties, WriteGate gate, const std::string& compression,
           Report report);
    BulkProducer(const BulkProducer&) = delete;
    BulkProducer& operator=(const BulkProducer&) = delete;
    /// What was not acknowledged by then is given up, unreported.
    ~BulkProducer();

    /// Hands a message over; the bytes are copied. Busy when the queue is full: wait() and try
    /// again. Another error is of this message, and it is then not reported again.
    [[nodiscard]] Result<void> send(const NewMessage& message, std::uint64_t token);
    /// Lets reports come in, for at most as long. The number of messages that still wait for
    /// theirs.
    std::size_t wait(std::chrono::milliseconds time);
    /// Gives up what was not acknowledged; each of these is reported as Cancelled by wait().
    void giveUp();

private:
    class Impl;
    BulkProducer(std::unique_ptr<Impl> impl, WriteGate gate);

    const std::unique_ptr<Impl> m_impl;
    const WriteGate m_gate;
};

} // namespace ottla
