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

bool MessageFilter::matches(const StoredMessage& message) const
{
    if (m_lower.empty()) {
        return true;
    }
    const auto value = message.value();
    if (value && contains(*value)) {
        return true;
    }
    const auto key = message.key();
    if (key && contains(*key)) {
        return true;
    }
    if (message.headerCount() == 0) {
        return false;
    }
    const std::vector<Header> headers = message.headers();
    return std::any_of(headers.begin(), headers.end(), [this](const Header& header) {
        return contains(header.name) || (header.value && contains(*header.value));
    });
}

bool MessageFilter::matches(const MessageView& message) const
{
    const auto holds = [this](const std::optional<std::string_view>& body) {
        return body && contains(*body);
    };
    return m_lower.empty() || holds(message.value) || holds(message.key)
        || std::any_of(message.headers.begin(), message.headers.end(), [&](const auto& header) {
               return contains(header.first) || holds(header.second);
           });
}

std::vector<std::uint32_t> MessageFilter::scan(const MessageStore& store, std::size_t from,
                                               std::size_t to,
                                               const std::atomic<bool>& cancel) const
{
    std::vector<std::uint32_t> rows;
    for (std::size_t row = from; row < to && !cancel; ++row) {
        if (matches(store.at(row))) {
            rows.push_back(static_cast<std::uint32_t>(row));
        }
    }
    return rows;
}

} // namespace ottla
