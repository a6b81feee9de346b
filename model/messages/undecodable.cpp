// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/messages/undecodable.h"

#include "model/messages/messagefilter.h"

#include <algorithm>

namespace ottla {

void UndecodableMessages::note(const MessageView& message, const MessageFilter& filter)
{
    ++m_count;
    if (m_listed.size() < mostListed) {
        m_listed.push_back(
            {message.topic, message.partition, message.offset, filter.whyUnknown(message)});
    }
}

void UndecodableMessages::add(const UndecodableMessages& others)
{
    m_count += others.m_count;
    const std::size_t room = std::min(mostListed - m_listed.size(), others.m_listed.size());
    m_listed.insert(m_listed.end(), others.m_listed.begin(),
                    others.m_listed.begin() + static_cast<std::ptrdiff_t>(room));
}

} // namespace ottla
