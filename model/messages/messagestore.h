// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "model/client/messagereader.h"
#include "model/formats/message.h"

#include <array>
#include <atomic>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <memory>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

namespace ottla {

class ChunkMemory;
class ChunkSpiller;
class MessageChunk;
using HeaderViews = std::vector<std::pair<std::string_view, std::optional<std::string_view>>>;

/// A message in the store: reads its fields in place, and keeps their memory alive.
class StoredMessage
{
public:
    StoredMessage() = default;
    StoredMessage(std::shared_ptr<const MessageChunk> chunk, const char* frame);

    /// MessageStore::topicOf() has its name.
    [[nodiscard]] std::uint16_t topic() const;
    [[nodiscard]] std::int32_t partition() const;
    [[nodiscard]] std::int64_t offset() const;
    [[nodiscard]] std::int64_t timestamp() const;
    [[nodiscard]] TimestampType timestampType() const;
    /// Negative where it is not known.
    [[nodiscard]] std::int32_t leaderEpoch() const;
    [[nodiscard]] std::optional<std::string_view> key() const;
    [[nodiscard]] std::optional<std::string_view> value() const;
    [[nodiscard]] std::size_t headerCount() const;
    [[nodiscard]] std::vector<Header> headers() const;
    /// The message in place, valid as long as this and `headers`, which takes the headers' views.
    [[nodiscard]] MessageView view(HeaderViews& headers) const;
    /// Key, value and headers in bytes.
    [[nodiscard]] std::size_t size() const;
    /// A copy that stands alone.
    [[nodiscard]] Message toMessage(const std::string& topic) const;
    /// Whether all of it can be read without waiting for a disk, as far as the system tells.
    [[nodiscard]] bool isInMemory() const;
    /// Waits until it is in memory.
    void fetch() const;
    /// It is the same one, not one that is alike.
    friend bool operator==(const StoredMessage& a, const StoredMessage& b)
    {
        return a.m_frame == b.m_frame;
    }

private:
    std::shared_ptr<const MessageChunk> m_chunk;
    const char* m_frame = nullptr;
};

/// The messages that a read delivered, in order of arrival. One thread adds; any thread reads the
/// rows in [first(), size()) meanwhile. Costs eight bytes a row plus the messages in chunks; chunks
/// beyond the budget are written to an unlinked file, on a thread of its own, and mapped for
/// reading only.
///
/// A bound on what is kept drops the oldest rows, a chunk at a time: row numbers stay what they
/// were, first() goes up.
class MessageStore : public MessageSink
{
public:
    struct Options
    {
        std::size_t memoryBudget = std::size_t{128} << 20U; ///< Bytes of chunks.
        std::size_t chunkSize = std::size_t{4} << 20U;
        std::filesystem::path spillFolder; ///< Empty: the folder for temporary files.
    };

    static constexpr std::size_t maxRows = std::size_t{1} << 32U;

    explicit MessageStore(Options options, std::vector<std::string> topics = {{}});
    MessageStore()
        : MessageStore(Options())
    { }
    MessageStore(const MessageStore&) = delete;
    MessageStore& operator=(const MessageStore&) = delete;
    ~MessageStore() override;

    /// NoSpace and Io say where and how much; everything added before stays readable.
    Result<bool> add(const MessageView& message) override;
    void batchAdded() override;

    /// From any thread: at least this many of the newest rows are kept, those before them dropped
    /// as more arrives. 0, as at first, keeps all.
    void keepNewest(std::size_t rows) noexcept { m_keepNewest = rows; }
    /// Rows before it have been dropped: their number.
    [[nodiscard]] std::size_t first() const noexcept
    {
        return m_first.load(std::memory_order_acquire);
    }
    /// The end of the rows that may be read.
    [[nodiscard]] std::size_t size() const noexcept
    {
        return m_size.load(std::memory_order_acquire);
    }
    /// What at() returned stays readable when its row is dropped. A row that was dropped already
    /// is an empty message of offset -1.
    [[nodiscard]] StoredMessage at(std::size_t row) const;
    /// From any thread: asks the system for what is on disk of the chunk of a row and of the next
    /// one, without waiting for it. The row to do so again at.
    [[nodiscard]] std::size_t fetchAhead(std::size_t row) const;
    /// The index of a topic for the messages that are to be added, which is new where none has the
    /// name. On the adding thread; TooLarge beyond ReadRequest::maxTopics.
    [[nodiscard]] Result<std::uint16_t> topicIndex(std::string_view name);
    /// How many there are so far.
    [[nodiscard]] std::size_t topicCount() const;
    [[nodiscard]] const std::string& topicOf(const StoredMessage& message) const
    {
        return topicName(message.topic());
    }
    /// By its index; stays where it is as long as the store.
    [[nodiscard]] const std::string& topicName(std::uint16_t index) const;
    [[nodiscard]] std::uint64_t bytesInMemory() const noexcept { return m_inMemory; }
    [[nodiscard]] std::uint64_t bytesSpilled() const noexcept { return m_spilled; }

private:
    static constexpr std::size_t rowsPerBlock = std::size_t{1} << 18U;
    using Block = std::array<std::uint64_t, rowsPerBlock>;

    Result<void> newChunk(std::size_t frameSize);
    Result<void> makeRoom(std::size_t capacity);
    Result<void> spillOldest();
    Result<void> takeSpilled();
    void dropOldest();

    const Options m_options;
    const std::shared_ptr<ChunkMemory> m_memory;
    std::deque<std::string> m_topics; // guarded by m_mutex
    std::vector<std::unique_ptr<Block>>
        m_blocks; // slots allotted once, filled by the adding thread
    std::atomic<std::size_t> m_size = 0;
    std::atomic<std::size_t> m_first = 0;
    std::atomic<std::size_t> m_keepNewest = 0;
    std::size_t m_added = 0; // by the adding thread only
    // Guards m_chunks, m_chunkEnds, and what goes from m_blocks.
    mutable std::shared_mutex m_mutex;
    std::vector<std::shared_ptr<const MessageChunk>> m_chunks; // dropped ones are null
    std::vector<std::size_t> m_chunkEnds; // the row behind each full chunk
    std::size_t m_firstChunk = 0; // that was not dropped; adding thread only
    std::size_t m_firstBlock = 0; // likewise
    std::shared_ptr<MessageChunk> m_current;
    std::size_t m_firstInMemory = 0; // that is not spilled, nor about to be
    std::atomic<std::uint64_t> m_inMemory = 0; // with what is being spilled
    std::atomic<std::uint64_t> m_spilled = 0;
    struct Spilling
    {
        std::size_t index; // in m_chunks
        std::size_t capacity;
    };
    std::deque<Spilling> m_spilling; // given to the spiller, and not taken back
    std::size_t m_beingSpilled = 0; // their bytes
    std::unique_ptr<ChunkSpiller> m_spiller; // made when the first one is spilled
};

} // namespace ottla
