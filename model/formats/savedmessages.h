// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "model/formats/message.h"

#include <cstdint>
#include <istream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ottla {

/// "create", "append" or "none", as the formats write it.
[[nodiscard]] std::string_view timestampTypeName(TimestampType type);

/// Writes saved messages: JSON Lines, the first line {"ottla":1}, then an object a line. A body is
/// null, a JSON string when it is valid UTF-8, else {"base64":"…"}. The layout is specified in the
/// folder's README. The caller does the writing; this gives the bytes.
class SavedMessagesWriter
{
public:
    /// The first line, with its line feed.
    [[nodiscard]] static std::string firstLine();
    /// Appends one message as a line, with its line feed.
    static void append(std::string& out, const Message& message);
    /// Appends the array of headers alone.
    static void appendHeaders(std::string& out, const std::vector<Header>& headers);
};

/// Reads what SavedMessagesWriter wrote, a message at a time in constant memory. Lossless: what
/// was written comes back equal.
class SavedMessagesReader
{
public:
    /// Does not own the stream, which must outlive the reader.
    explicit SavedMessagesReader(std::istream& in)
        : m_in(in)
    { }

    /// The next message, nothing at the end, or an error whose context names the line.
    [[nodiscard]] Result<std::optional<Message>> next();
    /// The number of the line that was read last, from 1.
    [[nodiscard]] std::int64_t line() const noexcept { return m_line; }
    /// Bytes read so far.
    [[nodiscard]] std::int64_t bytes() const noexcept { return m_bytes; }

private:
    [[nodiscard]] Error fail(std::string message) const;

    std::istream& m_in;
    std::int64_t m_line = 0;
    std::int64_t m_bytes = 0;
};

} // namespace ottla
