// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/messages/decodedcells.h"

#include "model/async/background.h"

#include <QElapsedTimer>

#include <algorithm>

namespace ottla {

namespace {
constexpr int keptTexts = 10'000;
constexpr std::size_t mostAtOnce = 2;
constexpr qint64 longTime = 5; // ms
} // namespace

DecodedCells::DecodedCells(const MessageCells& cells, QObject* parent)
    : QObject(parent)
    , m_cells(cells)
    , m_texts(keptTexts)
{ }

void DecodedCells::clear()
{
    m_texts.clear();
    m_decoding.clear();
    m_slow = false;
    ++m_serial;
}

void DecodedCells::askAgain()
{
    ++m_round;
    Q_EMIT arrived();
}

QString DecodedCells::text(const std::shared_ptr<MessageStore>& store, std::size_t storeRow,
                           int column)
{
    const Place place(storeRow, column);
    const Text* kept = m_texts.object(place);
    if (kept != nullptr && kept->round == m_round) {
        return kept->text;
    }
    const StoredMessage message = store->at(storeRow);
    if (m_slow || !m_cells.isQuick(message, column)) {
        decodeElsewhere(store, message, place);
        return kept != nullptr ? kept->text : m_cells.undecoded(message, column);
    }
    QElapsedTimer timer;
    timer.start();
    const QString text = m_cells.text(*store, message, column);
    m_slow = timer.elapsed() > longTime;
    m_texts.insert(place, new Text{text, m_round});
    return text;
}

void DecodedCells::decodeElsewhere(const std::shared_ptr<MessageStore>& store,
                                   const StoredMessage& message, Place place)
{
    if (m_decoding.size() >= mostAtOnce
        || std::find(m_decoding.begin(), m_decoding.end(), place) != m_decoding.end()) {
        return;
    }
    m_decoding.push_back(place);
    runInBackground(
        this,
        [cells = m_cells, store, message, column = place.second] {
            return cells.text(*store, message, column);
        },
        [this, place, serial = m_serial, round = m_round](const QString& text) {
            if (serial == m_serial) {
                std::erase(m_decoding, place);
                m_texts.insert(place, new Text{text, round});
                Q_EMIT arrived();
            }
        });
}

} // namespace ottla
