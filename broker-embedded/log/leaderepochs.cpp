// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "log/leaderepochs.h"

#include "log/checkpointfile.h"

#include <algorithm>
#include <limits>

namespace ottla::log {

Result<std::unique_ptr<LeaderEpochs>> LeaderEpochs::load(FileSystem& files,
                                                         std::filesystem::path path)
{
    auto lines = CheckpointFile::read(files, path, 2);
    if (!lines) {
        return lines.error();
    }
    std::unique_ptr<LeaderEpochs> epochs(new LeaderEpochs(files, std::move(path)));
    for (const CheckpointFile::Entry& line : *lines) {
        const auto epoch = parseNumber(line[0]);
        const auto start = parseNumber(line[1]);
        if (!epoch || !start || *epoch < 0 || *start < 0
            || *epoch > std::numeric_limits<std::int32_t>::max()
            || (!epochs->m_entries.empty()
                && (*epoch <= epochs->m_entries.back().epoch.value
                    || *start < epochs->m_entries.back().start.value))) {
            return Error{Errc::Corrupt, "The leader epochs are damaged", epochs->m_path.string()};
        }
        epochs->m_entries.push_back(
            {LeaderEpoch{static_cast<std::int32_t>(*epoch)}, Offset{*start}});
    }
    return epochs;
}

Result<void> LeaderEpochs::adopt(std::vector<Entry> entries)
{
    std::vector<CheckpointFile::Entry> lines;
    lines.reserve(entries.size());
    for (const Entry& entry : entries) {
        lines.push_back({std::to_string(entry.epoch.value), std::to_string(entry.start.value)});
    }
    if (auto written = CheckpointFile::write(m_files, m_path, lines); !written) {
        return written;
    }
    m_entries = std::move(entries);
    m_lastIsStored = true;
    return {};
}

std::optional<std::vector<LeaderEpochs::Entry>> LeaderEpochs::with(LeaderEpoch epoch,
                                                                   Offset start) const
{
    if (epoch.value < 0 || (!m_entries.empty() && epoch <= m_entries.back().epoch)) {
        return std::nullopt;
    }
    auto entries = m_entries;
    // An epoch in which nothing was written leaves no trace.
    while (!entries.empty() && entries.back().start >= start) {
        entries.pop_back();
    }
    entries.push_back({epoch, start});
    return entries;
}

void LeaderEpochs::begin(LeaderEpoch epoch, Offset start)
{
    const std::lock_guard lock(m_mutex);
    if (auto entries = with(epoch, start)) {
        m_entries = std::move(*entries);
        m_lastIsStored = false;
    }
}

Result<void> LeaderEpochs::assign(LeaderEpoch epoch, Offset start)
{
    const std::lock_guard lock(m_mutex);
    if (auto entries = with(epoch, start)) {
        return adopt(std::move(*entries));
    }
    return m_lastIsStored ? Result<void>{} : adopt(m_entries);
}

Result<void> LeaderEpochs::truncateFromEnd(Offset end)
{
    const std::lock_guard lock(m_mutex);
    auto entries = m_entries;
    std::erase_if(entries, [end](const Entry& entry) { return entry.start >= end; });
    return entries == m_entries ? Result<void>{} : adopt(std::move(entries));
}

Result<void> LeaderEpochs::truncateFromStart(Offset start)
{
    const std::lock_guard lock(m_mutex);
    auto entries = m_entries;
    while (entries.size() > 1 && entries[1].start <= start) {
        entries.erase(entries.begin());
    }
    if (!entries.empty() && entries.front().start < start) {
        entries.front().start = start;
    }
    return entries == m_entries ? Result<void>{} : adopt(std::move(entries));
}

LeaderEpoch LeaderEpochs::latest() const
{
    const std::lock_guard lock(m_mutex);
    return m_entries.empty() ? LeaderEpoch{} : m_entries.back().epoch;
}

std::optional<std::pair<LeaderEpoch, Offset>> LeaderEpochs::endOf(LeaderEpoch epoch,
                                                                  Offset logEnd) const
{
    const std::lock_guard lock(m_mutex);
    if (epoch.value < 0 || m_entries.empty() || epoch > m_entries.back().epoch) {
        return std::nullopt;
    }
    const auto higher =
        std::upper_bound(m_entries.begin(), m_entries.end(), epoch,
                         [](LeaderEpoch value, const Entry& entry) { return value < entry.epoch; });
    const Offset end = higher == m_entries.end() ? logEnd : higher->start;
    return std::pair(higher == m_entries.begin() ? epoch : std::prev(higher)->epoch, end);
}

LeaderEpoch LeaderEpochs::at(Offset offset) const
{
    const std::lock_guard lock(m_mutex);
    const auto next =
        std::upper_bound(m_entries.begin(), m_entries.end(), offset,
                         [](Offset value, const Entry& entry) { return value < entry.start; });
    return next == m_entries.begin() ? LeaderEpoch{} : std::prev(next)->epoch;
}

} // namespace ottla::log
