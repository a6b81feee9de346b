// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/formats/bodyformat.h"

#include <cstdint>
#include <cstring>

namespace ottla {

namespace {

// The number of bytes of the character that begins at `at`, or 0 when it is malformed.
std::size_t sequenceLength(std::string_view s, std::size_t at)
{
    const auto byte = [&](std::size_t i) {
        return static_cast<unsigned char>(s[at + i]);
    };
    const auto tail = [&](std::size_t i) {
        return (byte(i) & 0xC0U) == 0x80U;
    };
    const std::size_t left = s.size() - at;
    const unsigned char b = byte(0);
    if (b < 0x80) {
        return 1;
    }
    if (b >= 0xC2 && b <= 0xDF) {
        return left >= 2 && tail(1) ? 2 : 0;
    }
    if (b >= 0xE0 && b <= 0xEF) {
        if (left < 3 || !tail(1) || !tail(2)) {
            return 0;
        }
        const bool overlong = b == 0xE0 && byte(1) < 0xA0;
        const bool surrogate = b == 0xED && byte(1) >= 0xA0;
        return overlong || surrogate ? 0 : 3;
    }
    if (b >= 0xF0 && b <= 0xF4) {
        if (left < 4 || !tail(1) || !tail(2) || !tail(3)) {
            return 0;
        }
        const bool overlong = b == 0xF0 && byte(1) < 0x90;
        const bool tooHigh = b == 0xF4 && byte(1) >= 0x90;
        return overlong || tooHigh ? 0 : 4;
    }
    return 0;
}

bool isSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

std::size_t skipSpace(std::string_view s, std::size_t at)
{
    while (at < s.size() && isSpace(s[at])) {
        ++at;
    }
    return at;
}

bool looksLikeJson(std::string_view s, std::size_t at)
{
    const std::size_t next = skipSpace(s, at + 1);
    if (s[at] == '{') {
        return next == s.size() || s[next] == '"' || s[next] == '}';
    }
    if (s[at] == '[') {
        return next == s.size()
            || std::string_view("[]{\"-0123456789tfn").find(s[next]) != std::string_view::npos;
    }
    return s[at] == '"' && s.find('"', at + 1) != std::string_view::npos;
}

bool looksLikeXml(std::string_view s, std::size_t at)
{
    if (s[at] != '<' || at + 1 >= s.size()) {
        return false;
    }
    const auto c = static_cast<unsigned char>(s[at + 1]);
    return c == '?' || c == '!' || c == '_' || c >= 0x80 || (c >= 'A' && c <= 'Z')
        || (c >= 'a' && c <= 'z');
}

bool hasControls(std::string_view s)
{
    for (const char c : s) {
        const auto b = static_cast<unsigned char>(c);
        if ((b < 0x20 && !isSpace(c) && c != '\f' && b != 0x1B) || b == 0x7F) {
            return true;
        }
    }
    return false;
}

} // namespace

std::size_t firstInvalidUtf8(std::string_view bytes)
{
    for (std::size_t at = 0; at < bytes.size();) {
        const std::size_t length = sequenceLength(bytes, at);
        if (length == 0) {
            return at;
        }
        at += length;
    }
    return std::string_view::npos;
}

// Most bodies are, so eight bytes are looked at together: none has its highest bit set, nor gets it
// when a space is subtracted or, for DEL, one is added.
bool isPrintableAscii(std::string_view s)
{
    constexpr std::uint64_t ones = 0x0101010101010101;
    constexpr std::uint64_t highest = 0x80 * ones;
    const auto marks = [](std::uint64_t word) {
        return (word | (word - 0x20 * ones) | (word + ones)) & highest;
    };
    std::uint64_t word = 0;
    std::uint64_t others = 0;
    std::size_t at = 0;
    for (; s.size() - at >= sizeof word; at += sizeof word) {
        std::memcpy(&word, s.data() + at, sizeof word);
        others |= marks(word);
    }
    word = 0x20 * ones;
    std::memcpy(&word, s.data() + at, s.size() - at);
    return (others | marks(word)) == 0;
}

BodyFormat detectOddDocument(std::string_view bytes)
{
    const std::size_t end = bytes.find_last_not_of('\0');
    const std::string_view body = bytes.substr(0, end == std::string_view::npos ? 0 : end + 1);
    const std::size_t at = skipSpace(body, 0);
    // Bytes that are no text begin so too, now and then, so the beginning must say more.
    constexpr std::size_t least = 6;
    if (at == body.size() || body.size() - at < least || hasControls(body)) {
        return BodyFormat::Hex;
    }
    const std::size_t next = skipSpace(body, at + 1);
    const auto begins = [&](char with) {
        return next < body.size() && body[next] == with;
    };
    if ((body[at] == '{' && begins('"')) || (body[at] == '[' && (begins('{') || begins('"')))) {
        return BodyFormat::Json;
    }
    const bool tags = body.find("</") != std::string_view::npos
        || body.find("/>") != std::string_view::npos || body.substr(at).starts_with("<?xml");
    return tags && looksLikeXml(body, at) ? BodyFormat::Xml : BodyFormat::Hex;
}

std::string withMarks(std::string_view bytes)
{
    constexpr std::string_view mark = "\xEF\xBF\xBD";
    std::string out;
    for (std::size_t at = 0; at < bytes.size();) {
        const std::size_t length = bytes[at] == '\0' ? 0 : sequenceLength(bytes, at);
        out += length == 0 ? mark : bytes.substr(at, length);
        at += length == 0 ? 1 : length;
    }
    return out;
}

BodyFormat detectFormat(std::string_view bytes)
{
    if (!isPrintableAscii(bytes) && (!isUtf8(bytes) || hasControls(bytes))) {
        return BodyFormat::Hex;
    }
    constexpr std::string_view byteOrderMark = "\xEF\xBB\xBF";
    const std::size_t at = skipSpace(bytes, bytes.starts_with(byteOrderMark) ? 3 : 0);
    if (at == bytes.size()) {
        return BodyFormat::Text;
    }
    if (looksLikeJson(bytes, at)) {
        return BodyFormat::Json;
    }
    return looksLikeXml(bytes, at) ? BodyFormat::Xml : BodyFormat::Text;
}

} // namespace ottla
