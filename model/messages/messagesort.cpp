// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/messages/messagesort.h"

#include "model/messages/storescan.h"

#include <algorithm>
#include <tuple>

namespace ottla {

namespace {

constexpr std::size_t checkEvery = 4096; // rows between looks at `cancel`

struct Entry
{
    std::uint64_t key;
    std::uint32_t row;

    bool operator<(const Entry& other) const
    {
        return std::tie(key, row) < std::tie(other.key, other.row);
    }
};

// A message with what it is compared by. Stays where it is: the bytes may be in `scratch`.
class Item
{
public:
    Item(const MessageStore& store, const SortBy& by)
        : m_store(store)
        , m_by(by)
    { }

    void load(std::uint32_t row)
    {
        m_message = m_store.at(row);
        if (m_by.number) {
            m_number = m_by.number(m_message);
        } else {
            m_bytes = m_by.bytes(m_message, m_scratch);
        }
    }
    [[nodiscard]] const std::optional<std::string_view>& bytes() const { return m_bytes; }
    [[nodiscard]] std::int64_t number() const { return m_number; }
    /// Strictly, by what is compared alone.
    [[nodiscard]] bool before(const Item& other) const
    {
        const auto& [low, high] = m_by.descending ? std::tie(other, *this) : std::tie(*this, other);
        return m_by.number ? low.m_number < high.m_number : low.m_bytes < high.m_bytes;
    }

private:
    const MessageStore& m_store;
    const SortBy& m_by;
    StoredMessage m_message;
    std::string m_scratch;
    std::optional<std::string_view> m_bytes;
    std::int64_t m_number = 0;
};

// Sorts strings by eight bytes at a time behind what they have in common, so that each is fetched a
// few times instead of once a comparison. A string may be another one the next time, where a schema
// has come meanwhile: then the order is wrong, and nothing else is.
class BytesSorter
{
public:
    BytesSorter(const MessageStore& store, const SortBy& by, const std::atomic<bool>& cancel)
        : m_store(store)
        , m_by(by)
        , m_cancel(cancel)
        , m_item(store, by)
        , m_other(store, by)
    { }

    void sort(RowOrder& rows)
    {
        std::vector<Entry> entries;
        RowOrder nulls;
        entries.reserve(rows.size());
        StoreScan scan(m_store, rows);
        for (const std::uint32_t row : rows) {
            if (m_cancel) {
                return;
            }
            scan.reach(row);
            m_item.load(row);
            if (m_item.bytes()) {
                entries.push_back({0, row});
            } else {
                nulls.push_back(row);
            }
        }
        sortGroups(entries);
        auto place = rows.begin();
        if (!m_by.descending) {
            place = std::copy(nulls.begin(), nulls.end(), place);
        }
        for (const Entry& entry : entries) {
            *place++ = entry.row;
        }
        if (m_by.descending) {
            std::copy(nulls.begin(), nulls.end(), place);
        }
    }

private:
    using Group = std::pair<std::size_t, std::size_t>; // of entries, [from, to)

    void sortGroups(std::vector<Entry>& entries)
    {
        constexpr std::size_t few = 12;
        std::vector<Group> groups{{0, entries.size()}};
        while (!groups.empty() && !m_cancel) {
            const auto [from, to] = groups.back();
            groups.pop_back();
            const auto first = entries.begin() + static_cast<std::ptrdiff_t>(from);
            const auto last = entries.begin() + static_cast<std::ptrdiff_t>(to);
            if (to - from <= few) {
                insertionSort(first, last);
                continue;
            }
            const std::optional<std::size_t> common = commonPrefix(first, last);
            if (!common) {
                continue; // all are the same
            }
            for (auto entry = first; entry != last && !m_cancel; ++entry) {
                m_item.load(entry->row);
                const std::string_view bytes = *m_item.bytes();
                entry->key = keyOf(bytes.substr(std::min(*common, bytes.size())));
            }
            std::sort(first, last);
            for (auto begin = first; begin != last;) {
                const auto end = std::find_if(
                    begin, last, [key = begin->key](const Entry& e) { return e.key != key; });
                if (end - begin > 1 && goesOn(begin->key)) {
                    groups.emplace_back(begin - entries.begin(), end - entries.begin());
                }
                begin = end;
            }
        }
    }

    void insertionSort(std::vector<Entry>::iterator first, std::vector<Entry>::iterator last)
    {
        for (auto next = first; next != last; ++next) {
            m_item.load(next->row);
            const auto isBefore = [this](const Entry& entry) {
                m_other.load(entry.row);
                return m_item.before(m_other);
            };
            auto place = next;
            while (place != first && isBefore(*(place - 1))) {
                --place;
            }
            std::rotate(place, next, next + 1);
        }
    }

    // The length of what all begin with; none when they are equal.
    std::optional<std::size_t> commonPrefix(std::vector<Entry>::iterator first,
                                            std::vector<Entry>::iterator last)
    {
        m_item.load(first->row);
        const std::string_view model = *m_item.bytes();
        std::size_t common = model.size();
        bool same = true;
        for (auto entry = first + 1; entry != last && !m_cancel; ++entry) {
            m_other.load(entry->row);
            const std::string_view bytes = *m_other.bytes();
            same = same && bytes == model;
            if (bytes.substr(0, common) != model.substr(0, common)) {
                common = static_cast<std::size_t>(
                    std::mismatch(model.begin(),
                                  model.begin()
                                      + static_cast<std::ptrdiff_t>(std::min(common, bytes.size())),
                                  bytes.begin())
                        .first
                    - model.begin());
            }
        }
        return same ? std::nullopt : std::optional(common);
    }

    // Seven bytes and how many there really are: 8 stands for more.
    [[nodiscard]] std::uint64_t keyOf(std::string_view rest) const
    {
        constexpr std::size_t held = 7;
        std::uint64_t key = 0;
        for (std::size_t i = 0; i < held; ++i) {
            key = key << 8U | (i < rest.size() ? static_cast<unsigned char>(rest[i]) : 0U);
        }
        key = key << 8U | std::min(rest.size(), held + 1);
        return m_by.descending ? ~key : key;
    }
    [[nodiscard]] bool goesOn(std::uint64_t key) const
    {
        return ((m_by.descending ? ~key : key) & 0xFFU) == 8;
    }

    const MessageStore& m_store;
    const SortBy& m_by;
    const std::atomic<bool>& m_cancel;
    Item m_item;
    Item m_other;
};

void sortByNumber(const MessageStore& store, const SortBy& by, RowOrder& rows,
                  const std::atomic<bool>& cancel)
{
    constexpr std::uint64_t sign = std::uint64_t{1} << 63U;
    std::vector<Entry> entries(rows.size());
    StoreScan scan(store, rows);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (i % checkEvery == 0 && cancel) {
            return;
        }
        const auto key = static_cast<std::uint64_t>(by.number(scan.at(rows[i]))) ^ sign;
        entries[i] = {by.descending ? ~key : key, rows[i]};
    }
    std::sort(entries.begin(), entries.end());
    std::transform(entries.begin(), entries.end(), rows.begin(),
                   [](const Entry& entry) { return entry.row; });
}

} // namespace

void sortRows(const MessageStore& store, const SortBy& by, RowOrder& rows,
              const std::atomic<bool>& cancel)
{
    if (by.number) {
        sortByNumber(store, by, rows, cancel);
    } else {
        BytesSorter(store, by, cancel).sort(rows);
    }
}

RowOrder mergeRows(const MessageStore& store, const SortBy& by, const RowOrder& sorted,
                   const RowOrder& later, const std::atomic<bool>& cancel)
{
    constexpr std::size_t muchMore = 16;
    RowOrder merged;
    merged.reserve(sorted.size() + later.size());
    Item old(store, by);
    Item fresh(store, by);
    auto from = sorted.begin();
    const auto isBefore = [&](const Item& item, std::uint32_t row) {
        old.load(row);
        return item.before(old);
    };
    // Of those that are alike the older one comes first.
    if (later.size() * muchMore < sorted.size()) {
        for (const std::uint32_t row : later) {
            if (cancel) {
                return merged;
            }
            fresh.load(row);
            const auto to = std::upper_bound(from, sorted.end(), fresh, isBefore);
            merged.insert(merged.end(), from, to);
            merged.push_back(row);
            from = to;
        }
    } else {
        if (from != sorted.end()) {
            old.load(*from);
        }
        for (const std::uint32_t row : later) {
            if (merged.size() % checkEvery == 0 && cancel) {
                return merged;
            }
            fresh.load(row);
            while (from != sorted.end() && !fresh.before(old)) {
                merged.push_back(*from);
                if (++from != sorted.end()) {
                    old.load(*from);
                }
            }
            merged.push_back(row);
        }
    }
    merged.insert(merged.end(), from, sorted.end());
    return merged;
}

} // namespace ottla
