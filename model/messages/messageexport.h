// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/messages/messagestore.h"

#include <QObject>
#include <QString>

#include <atomic>
#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

namespace ottla {

/// Saves messages of a store as JSON Lines (model/formats/README.md) on a thread of its own. The
/// file appears under its name when it is whole; after a failure or cancel() what stood there
/// before is untouched. Lives on the GUI thread, which its signals arrive on.
class MessageExport : public QObject
{
    Q_OBJECT

public:
    /// `rows` are the store's, in the order to be written; empty with `allRows` set means all that
    /// the store holds now.
    MessageExport(std::shared_ptr<MessageStore> store, std::string topic,
                  std::vector<std::uint32_t> rows, bool allRows, QString path,
                  QObject* parent = nullptr);
    /// Cancels and waits.
    ~MessageExport() override;

    void start();
    void cancel() noexcept { m_cancel = true; }
    [[nodiscard]] std::uint64_t total() const noexcept { return m_total; }
    [[nodiscard]] const QString& path() const noexcept { return m_path; }

Q_SIGNALS:
    void progressed(quint64 done, quint64 total);
    /// The file is there, whole.
    void saved(quint64 messages);
    /// Nothing was left behind. `message` is for a person.
    void failed(const QString& message);
    void cancelled();

private:
    void run();

    const std::shared_ptr<MessageStore> m_store;
    const std::string m_topic;
    const std::vector<std::uint32_t> m_rows;
    const bool m_allRows;
    const QString m_path;
    const std::uint64_t m_total;
    std::atomic<bool> m_cancel = false;
    std::thread m_thread;
};

} // namespace ottla
