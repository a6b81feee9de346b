// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "model/messages/messagestore.h"

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

namespace ottla {

/// How far the loading of a file has come.
struct LoadProgress
{
    enum class State
    {
        Loading,
        Finished, ///< To the end of the file.
        Stopped,
        Failed, ///< See `error`, which names the line; what stands before it has been loaded.
    };

    State state = State::Loading;
    std::int64_t messages = 0;
    std::int64_t bytes = 0; ///< Of the file, read so far.
    std::int64_t size = 0; ///< Of the file.
    std::optional<Error> error = {};
};

/// Loads saved messages (model/formats/savedmessages.h) into a store, on a thread of its own. The
/// store spills beyond its budget, so a file may be larger than memory.
class SavedMessagesLoader
{
public:
    SavedMessagesLoader(std::filesystem::path path, std::shared_ptr<MessageStore> store);
    SavedMessagesLoader(const SavedMessagesLoader&) = delete;
    SavedMessagesLoader& operator=(const SavedMessagesLoader&) = delete;
    /// Stops and waits for the thread, at most for a message.
    ~SavedMessagesLoader();

    /// Asks the thread to end; returns at once.
    void stop() noexcept { m_stop = true; }
    [[nodiscard]] LoadProgress progress() const;

private:
    void run();
    Result<void> load();
    void publish(const LoadProgress& progress);

    const std::filesystem::path m_path;
    const std::shared_ptr<MessageStore> m_store;
    std::atomic<bool> m_stop = false;
    mutable std::mutex m_mutex; // guards m_progress
    LoadProgress m_progress;
    std::thread m_thread;
};

} // namespace ottla
