// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/decoders/families.h"
#include "model/formats/base64.h"
#include "model/formats/bodyformat.h"

#include <array>
#include <cstdint>

namespace ottla {

namespace {

using Language = DecodedText::Language;

// Sixteen bytes make a line of more than seventy.
constexpr std::size_t hexBytes = std::size_t{1} << 20U;

template <BodyFormat format>
bool looksLike(std::string_view body)
{
    return detectFormat(body) == format;
}

Decoded text(std::string text, Language language = Language::Plain)
{
    return {.content = DecodedText{.text = std::move(text), .language = language}};
}

Decoded document(Pretty pretty, Language language)
{
    return {.content = DecodedText{.text = std::move(pretty.text),
                                   .language = language,
                                   .error = std::move(pretty.error)}};
}

Result<Decoded> decodeJson(std::string_view body)
{
    return document(prettyJson(body), Language::Json);
}

Result<Decoded> decodeXml(std::string_view body)
{
    return document(prettyXml(body), Language::Xml);
}

Result<Decoded> decodeUtf8(std::string_view body)
{
    const std::size_t invalid = firstInvalidUtf8(body);
    if (invalid != std::string_view::npos) {
        return Error{Errc::Malformed, "a byte is not part of UTF-8 text",
                     "offset " + std::to_string(invalid)};
    }
    return text(std::string(body));
}

void appendUtf8(std::string& out, std::uint32_t c)
{
    const auto tail = [&out, c](unsigned shift) {
        out.push_back(static_cast<char>(0x80U | (c >> shift & 0x3FU)));
    };
    if (c < 0x80) {
        out.push_back(static_cast<char>(c));
    } else if (c < 0x800) {
        out.push_back(static_cast<char>(0xC0U | c >> 6U));
        tail(0);
    } else if (c < 0x10000) {
        out.push_back(static_cast<char>(0xE0U | c >> 12U));
        tail(6);
        tail(0);
    } else {
        out.push_back(static_cast<char>(0xF0U | c >> 18U));
        tail(12);
        tail(6);
        tail(0);
    }
}

Result<Decoded> decodeLatin1(std::string_view body)
{
    std::string out;
    for (const char c : body) {
        appendUtf8(out, static_cast<unsigned char>(c));
    }
    return text(std::move(out));
}

template <bool bigEndian>
Result<Decoded> decodeUtf16(std::string_view body)
{
    const auto unit = [body](std::size_t at) {
        const auto first = static_cast<unsigned char>(body[at]);
        const auto second = static_cast<unsigned char>(body[at + 1]);
        return static_cast<std::uint32_t>(bigEndian ? first << 8U | second : second << 8U | first);
    };
    const auto reject = [](const char* why, std::size_t at) {
        return Error{Errc::Malformed, why, "offset " + std::to_string(at)};
    };
    if (body.size() % 2 != 0) {
        return reject("UTF-16 text has an even number of bytes", body.size());
    }
    std::string out;
    for (std::size_t at = 0; at < body.size(); at += 2) {
        std::uint32_t c = unit(at);
        if (at == 0 && c == 0xFEFF) {
            continue; // the byte order mark
        }
        if (c >= 0xD800 && c < 0xE000) {
            const bool pair = c < 0xDC00 && at + 4 <= body.size() && unit(at + 2) >= 0xDC00
                && unit(at + 2) < 0xE000;
            if (!pair) {
                return reject("half of a UTF-16 surrogate pair is missing", at);
            }
            c = 0x10000 + ((c - 0xD800) << 10U) + (unit(at + 2) - 0xDC00);
            at += 2;
        }
        appendUtf8(out, c);
    }
    return text(std::move(out));
}

// A byte order mark is a promise; without one, UTF-16 is not told from binary.
template <bool bigEndian>
bool looksLikeUtf16(std::string_view body)
{
    return body.size() > 2 && body.starts_with(bigEndian ? "\xFE\xFF" : "\xFF\xFE")
        && decodeUtf16<bigEndian>(body).ok();
}

Result<Decoded> decodeHex(std::string_view body)
{
    std::string dump = hexDump(body.substr(0, hexBytes));
    if (body.size() > hexBytes) {
        dump += "… " + std::to_string(body.size() - hexBytes) + " more bytes\n";
    }
    return text(std::move(dump));
}

Result<Decoded> decodeBase64(std::string_view body)
{
    while (!body.empty() && (body.back() == '\n' || body.back() == '\r')) {
        body.remove_suffix(1);
    }
    const auto bytes = fromBase64(body);
    if (!bytes) {
        return Error{Errc::Malformed, "this is not Base64 with padding", {}};
    }
    return decodeInside(*bytes);
}

constexpr std::array table{
    DecoderFunctions{"json", "JSON", looksLike<BodyFormat::Json>, decodeJson},
    DecoderFunctions{"xml", "XML", looksLike<BodyFormat::Xml>, decodeXml},
    DecoderFunctions{"text", "Text (UTF-8)", looksLike<BodyFormat::Text>, decodeUtf8},
    DecoderFunctions{"latin1", "Text (Latin-1)", nullptr, decodeLatin1},
    DecoderFunctions{"utf16le", "Text (UTF-16, little-endian)", looksLikeUtf16<false>,
                     decodeUtf16<false>},
    DecoderFunctions{"utf16be", "Text (UTF-16, big-endian)", looksLikeUtf16<true>,
                     decodeUtf16<true>},
    DecoderFunctions{"hex", "Hex", nullptr, decodeHex},
    DecoderFunctions{"base64", "Base64", nullptr, decodeBase64},
};

} // namespace

std::span<const DecoderFunctions> textDecoders()
{
    return table;
}

} // namespace ottla
