// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/messages/messagefind.h"

#include "model/async/background.h"
#include "ui/widgets/tablenote.h"
#include "ui/widgets/uniformtableview.h"

#include <QApplication>

#include <algorithm>

namespace ottla {

namespace {
constexpr int rowsPerLook = 50'000;
} // namespace

MessageFind::MessageFind(MessagesModel& model, UniformTableView& table, TableNote& note)
    : QObject(&table)
    , m_model(model)
    , m_table(table)
    , m_note(note)
{ }

MessageFind::~MessageFind()
{
    if (m_cancel) {
        *m_cancel = true;
    }
}

void MessageFind::type(const QString& text)
{
    const bool goesOn =
        m_typed.isValid() && m_typed.elapsed() < QApplication::keyboardInputInterval();
    m_typed.start();
    m_text = goesOn ? m_text + text : text;
    m_filter = MessageFilter::parse(m_text.toStdString(), {.mode = FilterMode::Text}).filter;
    begin(m_table.currentIndex().row() + (goesOn ? 0 : 1), false);
}

void MessageFind::next(bool backwards)
{
    if (m_filter) {
        begin(m_table.currentIndex().row() + (backwards ? -1 : 1), backwards);
    }
}

void MessageFind::begin(int from, bool backwards)
{
    if (m_cancel) {
        *m_cancel = true;
    }
    m_cancel = std::make_shared<std::atomic<bool>>(false);
    m_from = from;
    m_backwards = backwards;
    m_step = 0;
    m_note.say(tr("Find: %1").arg(m_text));
    look();
}

int MessageFind::rowAt(int step) const
{
    const int count = m_model.rowCount();
    const int row = (m_from + (m_backwards ? -step : step)) % count;
    return row < 0 ? row + count : row;
}

void MessageFind::look()
{
    const int count = std::min(rowsPerLook, m_model.rowCount() - m_step);
    if (count <= 0 || !m_filter) {
        m_note.say(tr("Find: %1 – not found").arg(m_text));
        return;
    }
    RowOrder rows(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) {
        rows[static_cast<std::size_t>(i)] =
            static_cast<std::uint32_t>(m_model.storeRow(rowAt(m_step + i)));
    }
    m_step += count;
    runInBackground(
        this,
        [store = m_model.store(), filter = m_filter, cancel = m_cancel, rows = std::move(rows)] {
            const auto found = std::find_if(rows.begin(), rows.end(), [&](std::uint32_t row) {
                return *cancel || filter->matches(store->at(row));
            });
            return found == rows.end() ? std::nullopt : std::optional(*found);
        },
        [this, cancel = m_cancel](const std::optional<std::uint32_t>& storeRow) {
            if (*cancel) {
                return;
            }
            const int row = storeRow ? m_model.rowsOf({*storeRow}).front() : -1;
            row < 0 ? look() : found(row);
        });
}

void MessageFind::found(int row)
{
    const int column = std::max(0, m_table.columnAt(0));
    m_table.setCurrentIndex(m_model.index(row, column));
    m_note.say(tr("Find: %1").arg(m_text));
}

} // namespace ottla
