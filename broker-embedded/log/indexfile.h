// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/file.h"
#include "base/ids.h"

#include <array>
#include <mutex>
#include <optional>

namespace ottla::log {

/// What an offset index says: the batch that ends with `offset` begins at `position`.
struct OffsetEntry
{
    static constexpr std::size_t bytes = 8; ///< Offset above the segment's base u32, position u32.

    Offset offset{};
    std::uint64_t position = 0;
};

/// What a time index says: up to `offset` no record is younger than `timestampMs`.
struct TimeEntry
{
    static constexpr std::size_t bytes = 12; ///< Timestamp i64, offset above the base u32.

    std::int64_t timestampMs = -1;
    Offset offset{};
};

/// A segment's .index or .timeindex: entries of one size in ascending order, searched in the file.
/// An index only speeds searches up, so that a lost entry costs time and nothing else; append()
/// therefore may fail without consequence. Any thread may search while one appends.
template <typename Entry>
class IndexFile
{
public:
    [[nodiscard]] static Result<std::unique_ptr<IndexFile>>
    open(FileSystem& files, const std::filesystem::path& path, Offset base);

    [[nodiscard]] std::size_t count() const;
    [[nodiscard]] std::optional<Entry> last() const;
    /// Size and the last entry make sense for a segment whose log has `logBytes`.
    [[nodiscard]] bool plausible(std::uint64_t logBytes) const;

    void append(const Entry& entry);
    /// The last entry that `isBeforeOrAt` accepts; it accepts a prefix of the entries.
    template <typename Accept>
    [[nodiscard]] std::optional<Entry> lastThat(const Accept& isBeforeOrAt) const
    {
        std::size_t low = 0;
        std::size_t high = 0;
        {
            const std::lock_guard lock(m_mutex);
            if (m_last && isBeforeOrAt(*m_last)) { // readers at the tail, the most frequent ones
                return m_last;
            }
            high = m_count == 0 ? 0 : m_count - 1;
        }
        std::optional<Entry> best;
        while (low < high) {
            const std::size_t middle = low + (high - low) / 2;
            const auto entry = at(middle);
            if (!entry) {
                break; // no help from here: a search from an earlier place is right, too
            }
            if (isBeforeOrAt(*entry)) {
                best = entry;
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return best;
    }
    [[nodiscard]] Result<void> clear();
    [[nodiscard]] Result<void> sync() { return m_file->sync(); }

private:
    IndexFile(std::shared_ptr<File> file, Offset base)
        : m_file(std::move(file))
        , m_base(base)
    { }
    [[nodiscard]] std::optional<Entry> at(std::size_t number) const;

    const std::shared_ptr<File> m_file;
    const Offset m_base;
    mutable std::mutex m_mutex; ///< Guards what follows.
    std::size_t m_count = 0;
    std::optional<Entry> m_last;
    bool m_wholeEntries = true; ///< The file's size was a multiple of an entry's.
};

using OffsetIndex = IndexFile<OffsetEntry>;
using TimeIndex = IndexFile<TimeEntry>;

} // namespace ottla::log
