// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "log/indexfile.h"

namespace ottla::log {

namespace {

using OffsetImage = std::array<std::byte, OffsetEntry::bytes>;
using TimeImage = std::array<std::byte, TimeEntry::bytes>;

OffsetImage encode(const OffsetEntry& entry, Offset base)
{
    OffsetImage image{};
    storeBigEndian(image.data(), static_cast<std::uint32_t>(entry.offset - base));
    storeBigEndian(image.data() + 4, static_cast<std::uint32_t>(entry.position));
    return image;
}

TimeImage encode(const TimeEntry& entry, Offset base)
{
    TimeImage image{};
    storeBigEndian(image.data(), entry.timestampMs);
    storeBigEndian(image.data() + 8, static_cast<std::uint32_t>(entry.offset - base));
    return image;
}

OffsetEntry decode(const OffsetImage& image, Offset base)
{
    return {base + loadBigEndian<std::uint32_t>(image.data()),
            loadBigEndian<std::uint32_t>(image.data() + 4)};
}

TimeEntry decode(const TimeImage& image, Offset base)
{
    return {loadBigEndian<std::int64_t>(image.data()),
            base + loadBigEndian<std::uint32_t>(image.data() + 8)};
}

bool fits(const OffsetEntry& entry, Offset base, std::uint64_t logBytes)
{
    // Relative offset 0 is what an entry of a preallocated, never written file looks like.
    return entry.position < logBytes && (entry.offset > base || entry.position == 0);
}

bool fits(const TimeEntry& entry, Offset base, std::uint64_t logBytes)
{
    return entry.timestampMs >= 0 && entry.offset >= base && logBytes > 0;
}

} // namespace

template <typename Entry>
Result<std::unique_ptr<IndexFile<Entry>>>
IndexFile<Entry>::open(FileSystem& files, const std::filesystem::path& path, Offset base)
{
    auto file = files.open(path, OpenMode::ReadWrite);
    if (!file) {
        return file.error();
    }
    auto size = (*file)->size();
    if (!size) {
        return size.error();
    }
    std::unique_ptr<IndexFile> index(new IndexFile(std::move(*file), base));
    index->m_wholeEntries = *size % Entry::bytes == 0;
    index->m_count = *size / Entry::bytes;
    if (index->m_count > 0) {
        index->m_last = index->at(index->m_count - 1);
    }
    return index;
}

template <typename Entry>
std::size_t IndexFile<Entry>::count() const
{
    const std::lock_guard lock(m_mutex);
    return m_count;
}

template <typename Entry>
std::optional<Entry> IndexFile<Entry>::last() const
{
    const std::lock_guard lock(m_mutex);
    return m_last;
}

template <typename Entry>
bool IndexFile<Entry>::plausible(std::uint64_t logBytes) const
{
    const std::lock_guard lock(m_mutex);
    return m_wholeEntries && (m_count == 0 || (m_last && fits(*m_last, m_base, logBytes)));
}

template <typename Entry>
void IndexFile<Entry>::append(const Entry& entry)
{
    const auto image = encode(entry, m_base);
    const std::lock_guard lock(m_mutex);
    if (m_file->write(m_count * Entry::bytes, image)) {
        ++m_count;
        m_last = entry;
    }
}

template <typename Entry>
Result<void> IndexFile<Entry>::clear()
{
    const std::lock_guard lock(m_mutex);
    m_count = 0;
    m_last.reset();
    m_wholeEntries = true;
    return m_file->truncate(0);
}

template <typename Entry>
std::optional<Entry> IndexFile<Entry>::at(std::size_t number) const
{
    std::array<std::byte, Entry::bytes> image{};
    const auto got = m_file->read(number * Entry::bytes, image);
    if (!got || got.value() != image.size()) {
        return std::nullopt;
    }
    return decode(image, m_base);
}

template class IndexFile<OffsetEntry>;
template class IndexFile<TimeEntry>;

} // namespace ottla::log
