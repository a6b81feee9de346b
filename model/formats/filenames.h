// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "model/formats/message.h"

#include <string>
#include <string_view>
#include <vector>

namespace ottla {

/// `text` as a part of a file's name that every file system takes: what has a meaning there,
/// controls and bytes that are not UTF-8 become '_', and what is longer than 80 bytes is cut.
[[nodiscard]] std::string safeFileNamePart(std::string_view text);

/// Names of files for messages, such as "{topic}-{partition}-{offset}.bin". The places are
/// {topic}, {partition}, {offset}, {timestamp} (milliseconds) and {key}; what is put there is made
/// safe.
class FileNamePattern
{
public:
    /// InvalidArgument, with a sentence for a person, for an unknown place, a folder in the name,
    /// or a pattern without {partition} and {offset}: without them two messages may have one name.
    [[nodiscard]] static Result<FileNamePattern> parse(std::string_view pattern);
    [[nodiscard]] std::string nameOf(const Message& message) const;

private:
    enum class Place
    {
        Text,
        Topic,
        Partition,
        Offset,
        Timestamp,
        Key,
    };
    struct Part
    {
        Place place = Place::Text;
        std::string text = {};
    };

    std::vector<Part> m_parts;
};

} // namespace ottla
