// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/messages/messageexport.h"

#include "model/formats/savedmessages.h"

#include <QSaveFile>

namespace ottla {

MessageExport::MessageExport(std::shared_ptr<MessageStore> store, std::string topic,
                             std::vector<std::uint32_t> rows, bool allRows, QString path,
                             QObject* parent)
    : QObject(parent)
    , m_store(std::move(store))
    , m_topic(std::move(topic))
    , m_rows(std::move(rows))
    , m_allRows(allRows)
    , m_path(std::move(path))
    , m_total(m_allRows ? m_store->size() : m_rows.size())
{ }

MessageExport::~MessageExport()
{
    cancel();
    if (m_thread.joinable()) {
        m_thread.join();
    }
}

void MessageExport::start()
{
    m_thread = std::thread([this] { run(); });
}

void MessageExport::run()
{
    constexpr std::size_t pieceSize = std::size_t{1} << 20U;
    QSaveFile file(m_path);
    if (!file.open(QIODevice::WriteOnly)) {
        Q_EMIT failed(tr("%1 could not be written: %2").arg(m_path, file.errorString()));
        return;
    }
    std::string piece = SavedMessagesWriter::firstLine();
    const auto flush = [&] {
        const bool ok = file.write(piece.data(), static_cast<qint64>(piece.size()))
            == static_cast<qint64>(piece.size());
        piece.clear();
        return ok;
    };
    for (std::uint64_t i = 0; i < m_total; ++i) {
        if (m_cancel) {
            file.cancelWriting();
            Q_EMIT cancelled();
            return;
        }
        const std::size_t row = m_allRows ? static_cast<std::size_t>(i) : m_rows[i];
        SavedMessagesWriter::append(piece, m_store->at(row).toMessage(m_topic));
        if (piece.size() >= pieceSize) {
            if (!flush()) {
                break;
            }
            Q_EMIT progressed(i + 1, m_total);
        }
    }
    // A write that failed makes commit() fail as well, and nothing is left behind.
    static_cast<void>(flush());
    if (!file.commit()) {
        Q_EMIT failed(tr("%1 could not be written: %2").arg(m_path, file.errorString()));
        return;
    }
    Q_EMIT progressed(m_total, m_total);
    Q_EMIT saved(m_total);
}

} // namespace ottla
