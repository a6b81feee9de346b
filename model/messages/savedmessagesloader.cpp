// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/messages/savedmessagesloader.h"

#include "model/formats/savedmessages.h"

#include <fstream>
#include <utility>
#include <vector>

namespace ottla {

SavedMessagesLoader::SavedMessagesLoader(std::filesystem::path path,
                                         std::shared_ptr<MessageStore> store)
    : m_path(std::move(path))
    , m_store(std::move(store))
    , m_thread([this] { run(); })
{ }

SavedMessagesLoader::~SavedMessagesLoader()
{
    stop();
    m_thread.join();
}

LoadProgress SavedMessagesLoader::progress() const
{
    const std::lock_guard lock(m_mutex);
    return m_progress;
}

void SavedMessagesLoader::publish(const LoadProgress& progress)
{
    const std::lock_guard lock(m_mutex);
    m_progress = progress;
}

void SavedMessagesLoader::run()
{
    const auto done = load();
    m_store->batchAdded();
    LoadProgress last = progress();
    last.state = !done ? LoadProgress::State::Failed
        : m_stop       ? LoadProgress::State::Stopped
                       : LoadProgress::State::Finished;
    if (!done) {
        last.error = done.error();
        last.error->context = m_path.filename().string()
            + (last.error->context.empty() ? "" : ", " + last.error->context);
    }
    publish(last);
}

Result<void> SavedMessagesLoader::load()
{
    constexpr std::int64_t batch = 2000;
    std::error_code code;
    if (std::filesystem::is_directory(m_path, code)) {
        return Error{Errc::InvalidArgument, "This is a folder, not a file of saved messages"};
    }
    const auto size = std::filesystem::file_size(m_path, code);
    std::ifstream in(m_path, std::ios::binary);
    if (code || !in) {
        return Error{Errc::NotFound, "The file cannot be opened"};
    }
    LoadProgress now{.size = static_cast<std::int64_t>(size)};
    SavedMessagesReader reader(in);
    std::vector<std::pair<std::string_view, std::optional<std::string_view>>> headers;
    while (!m_stop) {
        auto next = reader.next();
        now.bytes = reader.bytes();
        if (!next || !*next) {
            publish(now);
            return next ? Result<void>() : next.error();
        }
        const Message& message = **next;
        headers.clear();
        for (const Header& header : message.headers) {
            headers.emplace_back(header.name, header.value);
        }
        const auto topic = m_store->topicIndex(message.topic);
        if (!topic) {
            return topic.error();
        }
        const auto added = m_store->add({.topic = topic.value(),
                                         .partition = message.partition,
                                         .offset = message.offset,
                                         .timestamp = message.timestamp,
                                         .timestampType = message.timestampType,
                                         .leaderEpoch = message.leaderEpoch.value_or(-1),
                                         .key = message.key,
                                         .value = message.value,
                                         .headers = headers});
        if (!added) {
            return added.error();
        }
        if (++now.messages % batch == 0) {
            m_store->batchAdded();
            publish(now);
        }
    }
    publish(now);
    return {};
}

} // namespace ottla
