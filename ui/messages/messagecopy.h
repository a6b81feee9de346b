// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/widgets/rowcopy.h"

#include <QObject>

namespace ottla {

class TableNote;

/// Puts rows on the clipboard: a few at once, many from another thread, with a note of how it went.
/// GUI thread.
class MessageCopy : public QObject
{
    Q_OBJECT

public:
    /// A clipboard is kept in memory twice and more, by whoever takes it too: whoever wants more
    /// than this saves a file.
    static constexpr std::size_t mostRows = 1'000'000;
    static constexpr qsizetype mostCharacters = qsizetype{64} << 20U;

    /// The note must outlive it.
    MessageCopy(TableNote& note, QObject* parent);
    ~MessageCopy() override;

    /// With `few`, at once. The rows' cells may be asked for on another thread otherwise. Takes the
    /// place of a copy that is being made.
    void copy(RowCopy rows, RowCopy::Form form, bool few);
    static QString tooManyText(std::size_t rows);

private:
    void cancel();

    TableNote& m_note;
    std::shared_ptr<std::atomic<bool>> m_cancel;
};

} // namespace ottla
