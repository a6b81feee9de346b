// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "model/client/messagereader.h"
#include "model/formats/message.h"

#include <array>
#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

namespace ottla {

class MessageChunk;

/// A message in the store: reads its fields in place, and keeps their memory alive.
class StoredMessage
{
public:
    StoredMessage() = default;
    StoredMessage(std::shared_ptr<const MessageChunk> chunk, const char* frame);

    [[nodiscard]] std::int32_t partition() const;
    [[nodiscard]] std::int64_t offset() const;
    [[nodiscard]] std::int64_t timestamp() const;
    [[nodiscard]] TimestampType timestampType() const;
    [[nodiscard]] std::optional<std::string_view> key() const;
    [[nodiscard]] std::optional<std::string_view> value() const;
    [[nodiscard]] std::size_t headerCount() const;
    [[nodiscard]] std::vector<Header> headers() const;
    /// Key, value and headers in bytes.
    [[nodiscard]] std::size_t size() const;
    /// A copy that stands alone.
    [[nodiscard]] Message toMessage(const std::string& topic) const;

private:
    std::shared_ptr<const MessageChunk> m_chunk;
    const char* m_frame = nullptr;
};

/// The messages that a read delivered, in order of arrival. One thread adds; any thread reads the
/// rows below size() meanwhile. Costs eight bytes a row plus the messages in chunks; chunks beyond
/// the budget are written to an unlinked file and mapped for reading only.
class MessageStore : public MessageSink
{
public:
    struct Options
    {
        std::size_t memoryBudget = std::size_t{192} << 20U; ///< Bytes of chunks held in memory.
        std::size_t chunkSize = std::size_t{4} << 20U;
        std::filesystem::path spillFolder; ///< Empty: the folder for temporary files.
    };

    static constexpr std::size_t maxRows = std::size_t{1} << 32U;

    explicit MessageStore(Options options);
    MessageStore()
        : MessageStore(Options())
    { }
    MessageStore(const MessageStore&) = delete;
    MessageStore& operator=(const MessageStore&) = delete;
    ~MessageStore() override;

    /// NoSpace and Io say where and how much; everything added before stays readable.
    Result<void> add(const MessageView& message) override;
    void batchAdded() override;

    /// Rows that may be read.
    [[nodiscard]] std::size_t size() const noexcept
    {
        return m_size.load(std::memory_order_acquire);
    }
    [[nodiscard]] StoredMessage at(std::size_t row) const;
    [[nodiscard]] std::uint64_t bytesInMemory() const noexcept { return m_inMemory; }
    [[nodiscard]] std::uint64_t bytesSpilled() const noexcept { return m_spilled; }

private:
    static constexpr std::size_t rowsPerBlock = std::size_t{1} << 18U;
    using Block = std::array<std::uint64_t, rowsPerBlock>;

    Result<void> newChunk(std::size_t frameSize);
    Result<void> spillOldest();
    Result<void> openSpillFile();

    const Options m_options;
    std::vector<std::unique_ptr<Block>>
        m_blocks; // slots allotted once, filled by the adding thread
    std::atomic<std::size_t> m_size = 0;
    std::size_t m_added = 0; // by the adding thread only
    mutable std::shared_mutex m_mutex; // guards m_chunks
    std::vector<std::shared_ptr<const MessageChunk>> m_chunks;
    std::shared_ptr<MessageChunk> m_current;
    std::size_t m_firstInMemory = 0;
    std::atomic<std::uint64_t> m_inMemory = 0;
    std::atomic<std::uint64_t> m_spilled = 0;
    int m_file = -1;
    std::string m_filePath;
};

} // namespace ottla
