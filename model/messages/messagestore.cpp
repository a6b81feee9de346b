// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/messages/messagestore.h"

#include "model/messages/chunkmemory.h"
#include "model/messages/chunkspiller.h"
#include "model/messages/messagechunk.h"
#include "model/messages/spillfile.h"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <limits>
#include <mutex>

namespace ottla {

namespace {

constexpr std::uint32_t null = std::numeric_limits<std::uint32_t>::max();

// A message in a chunk: this, then key, value, and each header as two sizes, name and value.
struct Frame
{
    std::int64_t offset;
    std::int64_t timestamp;
    std::int32_t partition;
    std::int32_t leaderEpoch;
    std::uint32_t keySize; // or null
    std::uint32_t valueSize; // or null
    std::uint32_t headersSize;
    std::uint16_t headerCount;
    std::uint16_t topic : 14;
    std::uint16_t timestampType : 2;
};

static_assert(sizeof(Frame) == 40 && ReadRequest::maxTopics == 1U << 14U);

Frame frameAt(const char* place)
{
    Frame frame;
    std::memcpy(&frame, place, sizeof frame);
    return frame;
}

std::uint32_t sizeOf(const std::optional<std::string_view>& body)
{
    return body ? static_cast<std::uint32_t>(body->size()) : null;
}

std::uint32_t bytesOf(std::uint32_t size)
{
    return size == null ? 0 : size;
}

std::size_t bytesOf(const Frame& frame)
{
    return sizeof(Frame) + bytesOf(frame.keySize) + bytesOf(frame.valueSize) + frame.headersSize;
}

void put(char*& place, std::string_view bytes)
{
    std::memcpy(place, bytes.data(), bytes.size());
    place += bytes.size();
}

void put(char*& place, std::uint32_t number)
{
    std::memcpy(place, &number, sizeof number);
    place += sizeof number;
}

std::optional<std::string_view> body(const char* place, std::uint32_t size)
{
    return size == null ? std::nullopt : std::optional(std::string_view(place, size));
}

} // namespace

StoredMessage::StoredMessage(std::shared_ptr<const MessageChunk> chunk, const char* frame)
    : m_chunk(std::move(chunk))
    , m_frame(frame)
{ }

std::uint16_t StoredMessage::topic() const
{
    return frameAt(m_frame).topic;
}
std::int32_t StoredMessage::partition() const
{
    return frameAt(m_frame).partition;
}
std::int64_t StoredMessage::offset() const
{
    return frameAt(m_frame).offset;
}
std::int64_t StoredMessage::timestamp() const
{
    return frameAt(m_frame).timestamp;
}
std::int32_t StoredMessage::leaderEpoch() const
{
    return frameAt(m_frame).leaderEpoch;
}
std::size_t StoredMessage::headerCount() const
{
    return frameAt(m_frame).headerCount;
}

TimestampType StoredMessage::timestampType() const
{
    return static_cast<TimestampType>(frameAt(m_frame).timestampType);
}

std::optional<std::string_view> StoredMessage::key() const
{
    return body(m_frame + sizeof(Frame), frameAt(m_frame).keySize);
}

std::optional<std::string_view> StoredMessage::value() const
{
    const Frame frame = frameAt(m_frame);
    return body(m_frame + sizeof(Frame) + bytesOf(frame.keySize), frame.valueSize);
}

std::vector<Header> StoredMessage::headers() const
{
    HeaderViews views;
    const MessageView whole = view(views);
    std::vector<Header> headers;
    for (const auto& [name, value] : whole.headers) {
        headers.push_back(
            {std::string(name), value ? std::optional<std::string>(*value) : std::nullopt});
    }
    return headers;
}

MessageView StoredMessage::view(HeaderViews& headers) const
{
    const Frame frame = frameAt(m_frame);
    const char* place = m_frame + sizeof(Frame);
    MessageView view{.topic = frame.topic,
                     .partition = frame.partition,
                     .offset = frame.offset,
                     .timestamp = frame.timestamp,
                     .timestampType = static_cast<TimestampType>(frame.timestampType),
                     .leaderEpoch = frame.leaderEpoch,
                     .key = body(place, frame.keySize),
                     .value = body(place + bytesOf(frame.keySize), frame.valueSize)};
    place += bytesOf(frame.keySize) + bytesOf(frame.valueSize);
    headers.clear();
    for (std::size_t i = 0; i < frame.headerCount; ++i) {
        std::array<std::uint32_t, 2> sizes{};
        std::memcpy(sizes.data(), place, sizeof sizes);
        place += sizeof sizes;
        headers.emplace_back(std::string_view(place, sizes[0]), body(place + sizes[0], sizes[1]));
        place += sizes[0] + bytesOf(sizes[1]);
    }
    view.headers = headers;
    return view;
}

std::size_t StoredMessage::size() const
{
    const Frame frame = frameAt(m_frame);
    return std::size_t{bytesOf(frame.keySize)} + bytesOf(frame.valueSize) + frame.headersSize
        - std::size_t{frame.headerCount} * 8;
}

Message StoredMessage::toMessage(const std::string& topic) const
{
    const Frame frame = frameAt(m_frame);
    const auto copy = [](std::optional<std::string_view> bytes) {
        return bytes ? std::optional<std::string>(*bytes) : std::nullopt;
    };
    return {.topic = topic,
            .partition = frame.partition,
            .offset = frame.offset,
            .timestamp = frame.timestamp,
            .timestampType = timestampType(),
            .leaderEpoch = frame.leaderEpoch < 0 ? std::nullopt
                                                 : std::optional<std::int32_t>(frame.leaderEpoch),
            .key = copy(key()),
            .value = copy(value()),
            .headers = headers()};
}

bool StoredMessage::isInMemory() const
{
    return !m_chunk
        || (m_chunk->isInMemory(m_frame, sizeof(Frame))
            && m_chunk->isInMemory(m_frame, bytesOf(frameAt(m_frame))));
}

void StoredMessage::fetch() const
{
    if (!m_chunk) {
        return;
    }
    const std::size_t bytes = bytesOf(frameAt(m_frame));
    m_chunk->fetch(m_frame, bytes);
    constexpr std::size_t page = 4096; // at least as often as there is one
    for (std::size_t at = 0; at < bytes; at += page) {
        static_cast<void>(*static_cast<const volatile char*>(m_frame + at));
    }
    static_cast<void>(*static_cast<const volatile char*>(m_frame + bytes - 1));
}

MessageStore::MessageStore(Options options, std::vector<std::string> topics)
    : m_options(std::move(options))
    , m_memory(std::make_shared<ChunkMemory>(m_options.chunkSize))
    , m_topics(std::make_move_iterator(topics.begin()), std::make_move_iterator(topics.end()))
    , m_blocks(maxRows / rowsPerBlock)
{ }

MessageStore::~MessageStore() = default;

Result<std::uint16_t> MessageStore::topicIndex(std::string_view name)
{
    // Only this thread adds, so it may look without the lock.
    const auto found = std::find(m_topics.begin(), m_topics.end(), name);
    const auto index = static_cast<std::size_t>(found - m_topics.begin());
    if (found == m_topics.end()) {
        if (m_topics.size() == ReadRequest::maxTopics) {
            return Error{Errc::TooLarge, "More topics than a view can hold"};
        }
        const std::unique_lock lock(m_mutex);
        m_topics.emplace_back(name);
    }
    return static_cast<std::uint16_t>(index);
}

std::size_t MessageStore::topicCount() const
{
    const std::shared_lock lock(m_mutex);
    return m_topics.size();
}

const std::string& MessageStore::topicName(std::uint16_t index) const
{
    const std::shared_lock lock(m_mutex);
    return m_topics[index];
}

Result<bool> MessageStore::add(const MessageView& message)
{
    Frame frame{.offset = message.offset,
                .timestamp = message.timestamp,
                .partition = message.partition,
                .leaderEpoch = message.leaderEpoch,
                .keySize = sizeOf(message.key),
                .valueSize = sizeOf(message.value),
                .headersSize = 0,
                .headerCount = static_cast<std::uint16_t>(message.headers.size()),
                .topic = static_cast<std::uint16_t>(message.topic & (ReadRequest::maxTopics - 1)),
                .timestampType =
                    static_cast<std::uint16_t>(static_cast<unsigned>(message.timestampType) & 3U)};
    if (m_added == maxRows || message.headers.size() > std::numeric_limits<std::uint16_t>::max()) {
        return Error{Errc::TooLarge, "More messages or headers than a view can hold"};
    }
    for (const auto& [name, value] : message.headers) {
        frame.headersSize +=
            static_cast<std::uint32_t>(8 + name.size() + (value ? value->size() : 0));
    }
    const std::size_t total = bytesOf(frame);
    if (!m_current || m_current->room() < total) {
        if (auto made = newChunk(total); !made) {
            return made.error();
        }
    }
    const std::uint64_t inChunk = m_current->size();
    char* place = m_current->grow(total);
    std::memcpy(place, &frame, sizeof frame);
    place += sizeof frame;
    put(place, message.key.value_or(std::string_view()));
    put(place, message.value.value_or(std::string_view()));
    for (const auto& [name, value] : message.headers) {
        put(place, static_cast<std::uint32_t>(name.size()));
        put(place, sizeOf(value));
        put(place, name);
        put(place, value.value_or(std::string_view()));
    }
    auto& block = m_blocks[m_added / rowsPerBlock];
    if (!block) {
        block.reset(new Block); // uninitialised: pages appear as they are used
    }
    (*block)[m_added % rowsPerBlock] = (m_chunks.size() - 1) << 32U | inChunk;
    ++m_added;
    return true;
}

void MessageStore::batchAdded()
{
    m_size.store(m_added, std::memory_order_release);
    dropOldest();
}

void MessageStore::dropOldest()
{
    const std::size_t keep = m_keepNewest;
    std::size_t first = m_first;
    std::size_t chunks = m_firstChunk;
    while (keep > 0 && chunks < m_chunkEnds.size() && m_added - m_chunkEnds[chunks] >= keep) {
        first = m_chunkEnds[chunks++];
    }
    if (chunks == m_firstChunk) {
        return;
    }
    m_first.store(first, std::memory_order_release);
    std::vector<std::shared_ptr<const MessageChunk>> gone; // freed without the lock
    const std::unique_lock lock(m_mutex);
    for (; m_firstChunk < chunks; ++m_firstChunk) {
        if (m_firstChunk >= m_firstInMemory) {
            m_inMemory -= m_chunks[m_firstChunk]->capacity();
        }
        gone.push_back(std::move(m_chunks[m_firstChunk]));
    }
    m_firstInMemory = std::max(m_firstInMemory, m_firstChunk);
    for (; m_firstBlock < first / rowsPerBlock; ++m_firstBlock) {
        m_blocks[m_firstBlock].reset();
    }
}

StoredMessage MessageStore::at(std::size_t row) const
{
    static const Frame dropped{-1, 0, 0, -1, null, null, 0, 0, 0, 0};
    std::shared_lock lock(m_mutex);
    if (row < first()) {
        return {nullptr, reinterpret_cast<const char*>(&dropped)};
    }
    const std::uint64_t address = (*m_blocks[row / rowsPerBlock])[row % rowsPerBlock];
    std::shared_ptr<const MessageChunk> chunk = m_chunks[address >> 32U];
    lock.unlock();
    const char* frame = chunk->data() + (address & 0xFFFFFFFFU);
    return {std::move(chunk), frame};
}

std::size_t MessageStore::fetchAhead(std::size_t row) const
{
    std::array<std::shared_ptr<const MessageChunk>, 2> chunks;
    std::shared_lock lock(m_mutex);
    const auto end = std::upper_bound(m_chunkEnds.begin(), m_chunkEnds.end(), row);
    const std::size_t again = end == m_chunkEnds.end() ? maxRows : *end;
    const auto first = static_cast<std::size_t>(end - m_chunkEnds.begin());
    for (std::size_t i = 0; i < chunks.size() && first + i < m_chunks.size(); ++i) {
        chunks[i] = m_chunks[first + i];
    }
    lock.unlock();
    for (const auto& chunk : chunks) {
        if (chunk) { // not dropped
            chunk->fetch();
        }
    }
    return again;
}

Result<void> MessageStore::newChunk(std::size_t frameSize)
{
    const std::size_t capacity = std::max(m_options.chunkSize, frameSize);
    if (auto room = makeRoom(capacity); !room) {
        return room;
    }
    m_current = std::make_shared<MessageChunk>(m_memory, capacity);
    m_inMemory += capacity;
    const std::unique_lock lock(m_mutex);
    if (!m_chunks.empty()) {
        m_chunkEnds.push_back(m_added);
    }
    m_chunks.push_back(m_current);
    return {};
}

Result<void> MessageStore::makeRoom(std::size_t capacity)
{
    // Begun before memory is full, so that a write that takes long need not be waited for.
    const std::size_t full = m_options.memoryBudget - m_options.memoryBudget / 4;
    while (m_inMemory - m_beingSpilled + capacity > full && m_firstInMemory < m_chunks.size()) {
        if (auto begun = spillOldest(); !begun) {
            return begun;
        }
    }
    while (!m_spilling.empty()
           && (m_spiller->ready() || m_inMemory + capacity > m_options.memoryBudget)) {
        if (auto done = takeSpilled(); !done) {
            return done;
        }
    }
    return {};
}

Result<void> MessageStore::spillOldest()
{
    if (!m_spiller) {
        auto opened = SpillFile::open(m_options.spillFolder);
        if (!opened) {
            return opened.error();
        }
        m_spiller = std::make_unique<ChunkSpiller>(std::move(*opened));
    }
    const std::shared_ptr<const MessageChunk>& chunk = m_chunks[m_firstInMemory];
    if (m_current == chunk) {
        m_current.reset();
    }
    m_spilling.push_back({m_firstInMemory++, chunk->capacity()});
    m_beingSpilled += chunk->capacity();
    m_spiller->spill(chunk);
    return {};
}

Result<void> MessageStore::takeSpilled()
{
    const auto [index, capacity] = m_spilling.front();
    m_spilling.pop_front();
    m_beingSpilled -= capacity;
    m_inMemory -= capacity;
    auto mapped = m_spiller->take();
    if (!mapped) {
        return mapped.error(); // the chunk is still there, in memory
    }
    m_spilled += (*mapped)->size();
    if (index >= m_firstChunk) { // not dropped meanwhile
        const std::unique_lock lock(m_mutex);
        m_chunks[index] = std::move(*mapped);
    }
    return {};
}

} // namespace ottla
