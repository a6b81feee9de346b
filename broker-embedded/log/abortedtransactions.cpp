// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "log/abortedtransactions.h"

#include "base/bytes.h"
#include "log/logfilenames.h"

#include <algorithm>
#include <limits>

namespace ottla::log {

namespace {

constexpr std::int16_t version = 0;
constexpr std::size_t abortedBytes = 2 + 4 * 8;

void put(Bytes& into, const AbortedTransaction& aborted)
{
    std::size_t at = into.size();
    into.resize(at + abortedBytes);
    storeBigEndian(into.data() + at, version);
    at += sizeof version;
    for (const std::int64_t value : {aborted.producer.value, aborted.first.value,
                                     aborted.last.value, aborted.lastStable.value}) {
        storeBigEndian(into.data() + at, value);
        at += sizeof value;
    }
}

AbortedTransaction take(const std::byte* from)
{
    const auto field = [from](std::size_t number) {
        return loadBigEndian<std::int64_t>(from + sizeof version + number * sizeof(std::int64_t));
    };
    return {ProducerId{field(0)}, Offset{field(1)}, Offset{field(2)}, Offset{field(3)}};
}

} // namespace

Result<std::vector<AbortedTransaction>>
AbortedTransactions::load(FileSystem& files, const std::filesystem::path& folder, Offset end)
{
    auto names = files.list(folder);
    if (!names) {
        return names.error();
    }
    std::vector<AbortedTransaction> all;
    for (const std::string& name : *names) {
        const auto base = offsetOfFileName(name, suffix::transactionIndex);
        if (!base || *base >= end) {
            continue;
        }
        const auto image = files.readAll(folder / name);
        if (!image) {
            return image.error();
        }
        for (std::size_t at = 0; at < image->size(); at += abortedBytes) {
            if (image->size() - at < abortedBytes
                || loadBigEndian<std::int16_t>(image->data() + at) != version) {
                return Error{Errc::Corrupt, "The index of aborted transactions is damaged",
                             (folder / name).string()};
            }
            const AbortedTransaction aborted = take(image->data() + at);
            if (aborted.last < end) {
                all.push_back(aborted);
            }
        }
    }
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.last < b.last; });
    return all;
}

Result<void> AbortedTransactions::write(FileSystem& files, const std::filesystem::path& folder,
                                        Offset base, Offset end) const
{
    Bytes image;
    for (const AbortedTransaction& aborted : m_all) {
        if (aborted.last >= base && aborted.last < end) {
            put(image, aborted);
        }
    }
    const auto path = folder / fileNameAt(base, suffix::transactionIndex);
    if (image.empty()) {
        return files.exists(path) ? files.remove(path) : Result<void>{};
    }
    return files.replace(path, image);
}

Result<void> AbortedTransactions::reset(FileSystem& files, const std::filesystem::path& folder,
                                        const std::vector<Offset>& bases,
                                        std::vector<AbortedTransaction> known,
                                        const std::vector<AbortedTransaction>& found)
{
    const Offset changedFrom = known.empty() ? Offset{0} : known.back().last + 1;
    known.insert(known.end(), found.begin(), found.end());
    {
        const std::lock_guard lock(m_mutex);
        m_all = std::move(known);
    }
    for (std::size_t i = 0; i < bases.size(); ++i) {
        const Offset end =
            i + 1 < bases.size() ? bases[i + 1] : Offset{std::numeric_limits<std::int64_t>::max()};
        if (end <= changedFrom) {
            continue;
        }
        if (auto written = write(files, folder, bases[i], end); !written) {
            return written;
        }
    }
    return {};
}

Result<void> AbortedTransactions::add(FileSystem& files, const std::filesystem::path& folder,
                                      Offset base, const AbortedTransaction& aborted)
{
    {
        const std::lock_guard lock(m_mutex);
        m_all.push_back(aborted);
    }
    return write(files, folder, base, aborted.last + 1);
}

void AbortedTransactions::dropBelow(Offset start)
{
    const std::lock_guard lock(m_mutex);
    std::erase_if(m_all, [start](const auto& aborted) { return aborted.last < start; });
}

std::vector<AbortedTransaction> AbortedTransactions::within(Offset from, Offset to) const
{
    const std::lock_guard lock(m_mutex);
    std::vector<AbortedTransaction> found;
    auto at =
        std::lower_bound(m_all.begin(), m_all.end(), from,
                         [](const auto& aborted, Offset offset) { return aborted.last < offset; });
    for (; at != m_all.end(); ++at) {
        if (at->first < to) {
            found.push_back(*at);
        }
    }
    return found;
}

} // namespace ottla::log
