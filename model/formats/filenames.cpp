// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/formats/filenames.h"

#include "model/formats/bodyformat.h"

#include <algorithm>
#include <array>
#include <utility>

namespace ottla {

namespace {

std::string safeCharacters(std::string_view text)
{
    constexpr std::string_view meaningful = "/\\:*?\"<>|";
    const bool utf8 = isUtf8(text);
    std::string safe;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool bad = byte < 0x20 || byte == 0x7F || (byte >= 0x80 && !utf8)
            || meaningful.find(c) != std::string_view::npos;
        safe.push_back(bad ? '_' : c);
    }
    return safe;
}

// "." and ".." are folders, and a first dot hides a file.
void showFirst(std::string& name)
{
    if (name.starts_with('.')) {
        name.front() = '_';
    }
}

} // namespace

std::string safeFileNamePart(std::string_view text)
{
    constexpr std::size_t longest = 80;
    std::string safe = safeCharacters(text);
    if (safe.size() > longest) {
        std::size_t end = longest;
        while (end > 0 && (static_cast<unsigned char>(safe[end]) & 0xC0U) == 0x80U) {
            --end;
        }
        safe.resize(end);
    }
    showFirst(safe);
    return safe;
}

Result<FileNamePattern> FileNamePattern::parse(std::string_view pattern)
{
    constexpr std::array<std::pair<std::string_view, Place>, 5> places{
        {{"topic", Place::Topic},
         {"partition", Place::Partition},
         {"offset", Place::Offset},
         {"timestamp", Place::Timestamp},
         {"key", Place::Key}}};
    const auto refuse = [&pattern](std::string why) {
        return Error{Errc::InvalidArgument, std::move(why), std::string(pattern)};
    };
    FileNamePattern made;
    bool partition = false;
    bool offset = false;
    std::string_view rest = pattern;
    while (!rest.empty()) {
        const std::size_t open = rest.find('{');
        const std::string_view text = rest.substr(0, open);
        if (safeCharacters(text) != text) {
            return refuse("A file's name cannot hold \"" + std::string(text) + "\"");
        }
        if (!text.empty()) {
            made.m_parts.push_back({Place::Text, std::string(text)});
        }
        if (open == std::string_view::npos) {
            break;
        }
        const std::size_t close = rest.find('}', open);
        const std::string_view name =
            close == std::string_view::npos ? "" : rest.substr(open + 1, close - open - 1);
        const auto* known = std::find_if(places.begin(), places.end(),
                                         [name](const auto& each) { return each.first == name; });
        if (known == places.end()) {
            return refuse("Only {topic}, {partition}, {offset}, {timestamp} and {key} can stand "
                          "in a name's pattern");
        }
        partition = partition || known->second == Place::Partition;
        offset = offset || known->second == Place::Offset;
        made.m_parts.push_back({known->second, {}});
        rest.remove_prefix(close + 1);
    }
    if (!partition || !offset) {
        return refuse("The pattern needs {partition} and {offset}, or messages would share a name");
    }
    return made;
}

std::string FileNamePattern::nameOf(const Message& message) const
{
    std::string name;
    for (const Part& part : m_parts) {
        switch (part.place) {
        case Place::Text:
            name.append(part.text);
            break;
        case Place::Topic:
            name.append(safeFileNamePart(message.topic));
            break;
        case Place::Partition:
            name.append(std::to_string(message.partition));
            break;
        case Place::Offset:
            name.append(std::to_string(message.offset));
            break;
        case Place::Timestamp:
            name.append(std::to_string(message.timestamp));
            break;
        case Place::Key:
            name.append(safeFileNamePart(message.key.value_or("null")));
            break;
        }
    }
    showFirst(name);
    return name;
}

} // namespace ottla
