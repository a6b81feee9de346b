// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "log/checkpointfile.h"

#include <charconv>
#include <sstream>

namespace ottla::log {

std::optional<std::int64_t> parseNumber(std::string_view text)
{
    std::int64_t value = 0;
    const char* end = text.data() + text.size();
    const auto [stop, failure] = std::from_chars(text.data(), end, value);
    return failure == std::errc{} && stop == end ? std::optional(value) : std::nullopt;
}

Result<std::vector<CheckpointFile::Entry>> CheckpointFile::read(FileSystem& files,
                                                                const std::filesystem::path& path,
                                                                std::size_t wordsPerEntry)
{
    if (!files.exists(path)) {
        return std::vector<Entry>{};
    }
    auto content = files.readAll(path);
    if (!content) {
        return content.error();
    }
    std::istringstream lines{std::string(asText(*content))};
    const auto bad = [&path](int line) {
        return Error{Errc::Corrupt,
                     "The checkpoint file is damaged in line " + std::to_string(line),
                     path.string()};
    };
    std::string line;
    if (!std::getline(lines, line) || line != "0") {
        return bad(1);
    }
    const auto count =
        std::getline(lines, line) ? parseNumber(line) : std::optional<std::int64_t>{};
    if (!count || *count < 0) {
        return bad(2);
    }
    std::vector<Entry> entries;
    while (std::getline(lines, line)) {
        std::istringstream words(line);
        Entry entry;
        for (std::string word; words >> word;) {
            entry.push_back(word);
        }
        if (entry.size() != wordsPerEntry) {
            return bad(static_cast<int>(entries.size()) + 3);
        }
        entries.push_back(std::move(entry));
    }
    if (static_cast<std::int64_t>(entries.size()) != *count) {
        return bad(2);
    }
    return entries;
}

Result<void> CheckpointFile::write(FileSystem& files, const std::filesystem::path& path,
                                   const std::vector<Entry>& entries)
{
    std::string text = "0\n" + std::to_string(entries.size()) + "\n";
    for (const Entry& entry : entries) {
        std::string line;
        for (const std::string& word : entry) {
            line += (line.empty() ? "" : " ") + word;
        }
        text += line + "\n";
    }
    return files.replace(path, asBytes(text));
}

} // namespace ottla::log
