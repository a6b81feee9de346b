// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/messages/messagecells.h"
#include "model/messages/messagestore.h"

#include <QCache>
#include <QObject>
#include <QString>

#include <memory>
#include <utility>
#include <vector>

namespace ottla {

/// The texts of cells that take decoding, kept for those that were in sight. What takes long is
/// decoded on another thread, a few cells at a time, so that a table asks again and again for no
/// more than it shows. GUI thread.
class DecodedCells : public QObject
{
    Q_OBJECT

public:
    /// `cells` must outlive it.
    explicit DecodedCells(const MessageCells& cells, QObject* parent = nullptr);

    /// Of a column that MessageCells::mayDecode(); MessageCells::undecoded() as long as it is not
    /// known.
    [[nodiscard]] QString text(const std::shared_ptr<MessageStore>& store, std::size_t storeRow,
                               int column);
    /// Forgets everything; what is being decoded is dropped.
    void clear();
    /// What is asked for from now on is decoded once more; until that is done, what is known
    /// stands.
    void askAgain();

Q_SIGNALS:
    /// text() has more to tell.
    void arrived();

private:
    using Place = std::pair<std::size_t, int>; // the store's row, and the column
    struct Text
    {
        QString text;
        int round = 0; // of asking
    };

    void decodeElsewhere(const std::shared_ptr<MessageStore>& store, const StoredMessage& message,
                         Place place);

    const MessageCells& m_cells;
    QCache<Place, Text> m_texts;
    std::vector<Place> m_decoding; // on other threads
    bool m_slow = false; // decoding on this thread took long once
    int m_serial = 0;
    int m_round = 0;
};

} // namespace ottla
