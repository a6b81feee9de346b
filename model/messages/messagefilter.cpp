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

FilterScan MessageFilter::scan(const MessageStore& store, std::size_t from, std::size_t to,
                               const std::atomic<bool>& cancel) const
{
    FilterScan found;
    StoreScan rows(store);
    HeaderViews headers;
    for (found.to = std::max(from, store.first()); found.to < to && !cancel; ++found.to) {
        const StoredMessage message = rows.at(found.to);
        const MessageView view = message.view(headers);
        const Verdict one = verdict(view);
        if (one == Verdict::Yes) {
            found.rows.push_back(static_cast<std::uint32_t>(found.to));
        } else if (one == Verdict::Unknown) {
            found.undecodable.note(view, *this);
        }
    }
    return found;
}

} // namespace ottla
