// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/messages/messagefilter.h"

#include <algorithm>

namespace ottla {

namespace {

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}
char upper(char c)
{
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c;
}

} // namespace

MessageFilter::MessageFilter(std::string text)
    : m_lower(std::move(text))
{
    for (char& c : m_lower) {
        c = lower(c);
    }
    if (!m_lower.empty()) {
        m_firstLower = m_lower.front();
        m_firstUpper = upper(m_firstLower);
    }
}

bool MessageFilter::contains(std::string_view body) const
{
    if (body.size() < m_lower.size()) {
        return false;
    }
    const char* end = body.data() + (body.size() - m_lower.size() + 1);
    for (const char* at = body.data(); at < end; ++at) {
        if (*at != m_firstLower && *at != m_firstUpper) {
            continue;
        }
        std::size_t i = 1;
        while (i < m_lower.size() && lower(at[i]) == m_lower[i]) {
            ++i;
        }
        if (i == m_lower.size()) {
            return true;
        }
    }
    return false;
}

ParsedFilter MessageFilter::parse(std::string_view text, const FilterOptions& /*options*/)
{
    const bool blank = text.find_first_not_of(" \t") == std::string_view::npos;
    return {.filter = blank ? nullptr
                            : std::shared_ptr<const MessageFilter>(new MessageFilter(
                                std::string(text)))}; // the constructor is private
}

Verdict MessageFilter::verdict(const MessageView& message) const
{
    const auto has = [this](const std::optional<std::string_view>& body) {
        return body && contains(*body);
    };
    const bool yes = has(message.value) || has(message.key)
        || std::any_of(message.headers.begin(), message.headers.end(), [&](const auto& header) {
                         return contains(header.first) || has(header.second);
                     });
    return yes ? Verdict::Yes : Verdict::No;
}

Verdict MessageFilter::verdict(const StoredMessage& message) const
{
    const auto has = [this](const std::optional<std::string_view>& body) {
        return body && contains(*body);
    };
    if (has(message.value()) || has(message.key())) {
        return Verdict::Yes;
    }
    if (message.headerCount() == 0) {
        return Verdict::No;
    }
    const std::vector<Header> headers = message.headers();
    return std::any_of(
               headers.begin(), headers.end(),
               [&](const Header& header) { return contains(header.name) || has(header.value); })
        ? Verdict::Yes
        : Verdict::No;
}

FilterScan MessageFilter::scan(const MessageStore& store, std::size_t from, std::size_t to,
                               const std::atomic<bool>& cancel) const
{
    FilterScan found;
    for (found.to = std::max(from, store.first()); found.to < to && !cancel; ++found.to) {
        const Verdict verdict = this->verdict(store.at(found.to));
        if (verdict == Verdict::Yes) {
            found.rows.push_back(static_cast<std::uint32_t>(found.to));
        }
        found.undecodable += verdict == Verdict::Unknown ? 1 : 0;
    }
    return found;
}

} // namespace ottla
