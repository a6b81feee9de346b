// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/messages/messagefilter.h"

#include "model/filters/filterparser.h"
#include "model/filters/filterwords.h"
#include "model/messages/storescan.h"

#include <algorithm>
#include <chrono>

namespace ottla {

namespace {

std::int64_t thisMoment()
{
    const auto sinceEpoch = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(sinceEpoch).count();
}

} // namespace

ParsedFilter MessageFilter::parse(std::string_view text, const FilterOptions& options)
{
    ParsedFilter parsed;
    const bool expression = options.mode == FilterMode::Expression
        || (options.mode == FilterMode::Automatic && looksLikeExpression(text));
    parsed.mode = expression ? FilterMode::Expression : FilterMode::Text;
    if (text.find_first_not_of(" \t") == std::string_view::npos) {
        return parsed;
    }
    ParsedCondition condition = expression
        ? parseExpression(text, options.now ? *options.now : thisMoment())
        : ParsedCondition{.condition = plainText(text)};
    parsed.error = std::move(condition.error);
    if (condition.condition) {
        parsed.filter.reset(new MessageFilter(std::move(condition.condition), options.bodies));
    }
    return parsed;
}

Verdict MessageFilter::verdict(const MessageView& message) const
{
    Subject subject(message, m_bodies);
    return m_condition->test(subject);
}

std::string MessageFilter::whyUnknown(const MessageView& message) const
{
    Subject subject(message, m_bodies);
    static_cast<void>(m_condition->test(subject));
    return subject.whyUndecodable();
}

Verdict MessageFilter::verdict(const StoredMessage& message) const
{
    HeaderViews headers;
    return verdict(message.view(headers));
}

void MessageFilter::examine(const MessageView& message, std::size_t row, FilterScan& found) const
{
    const Verdict one = verdict(message);
    if (one == Verdict::Yes) {
        found.rows.push_back(static_cast<std::uint32_t>(row));
    } else if (one == Verdict::Unknown) {
        found.unknown.push_back(static_cast<std::uint32_t>(row));
        found.undecodable.note(message, *this);
    }
}

FilterScan MessageFilter::scan(const MessageStore& store, std::size_t from, std::size_t to,
                               const std::atomic<bool>& cancel) const
{
    FilterScan found;
    StoreScan rows(store);
    HeaderViews headers;
    for (found.to = std::max(from, store.first()); found.to < to && !cancel; ++found.to) {
        examine(rows.at(found.to).view(headers), found.to, found);
    }
    return found;
}

FilterScan MessageFilter::scan(const MessageStore& store, const RowSet& rows,
                               const std::atomic<bool>& cancel) const
{
    FilterScan found;
    HeaderViews headers;
    const std::size_t to = store.size();
    for (found.to = store.first(); found.to < to && !cancel; ++found.to) {
        if (rows.contains(found.to)) {
            examine(store.at(found.to).view(headers), found.to, found);
        }
    }
    return found;
}

} // namespace ottla
