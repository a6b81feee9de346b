// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/decoders/encodings.h"
#include "model/decoders/families.h"
#include "model/decoders/utf16.h"
#include "model/formats/base64.h"
#include "model/formats/bodyformat.h"

#include <array>
#include <bit>

namespace ottla {

namespace {

using Language = DecodedText::Language;

// Sixteen bytes make a line of more than seventy.
constexpr std::size_t hexBytes = std::size_t{1} << 20U;

template <BodyFormat format>
bool looksLike(std::string_view body)
{
    const BodyFormat found = detectFormat(body);
    return found == format || (found == BodyFormat::Hex && detectOddDocument(body) == format);
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

/// Zeros behind the end, as C's strings have them, do not keep a document from being laid out.
Decoded withOddBytes(std::string_view body, Pretty (*pretty)(std::string_view), Language language)
{
    const std::size_t end = body.find_last_not_of('\0');
    const std::string_view whole = body.substr(0, end == std::string_view::npos ? 0 : end + 1);
    Pretty laid = isUtf8(whole) ? pretty(whole) : pretty(withMarks(whole));
    laid.text += withMarks(body.substr(whole.size()));
    return document(std::move(laid), language);
}

Result<Decoded> decodeJson(std::string_view body)
{
    return withOddBytes(body, prettyJson, Language::Json);
}

/// A declared encoding is followed, but by what is UTF-8 all the same.
Result<Decoded> decodeXml(std::string_view body)
{
    const std::string_view declared = isUtf8(body) ? "" : declaredEncoding(body);
    if (isKnownEncoding(declared)) {
        return withOddBytes(fromEncoding(declared, body), prettyXml, Language::Xml);
    }
    return withOddBytes(body, prettyXml, Language::Xml);
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

Result<Decoded> decodeLatin1(std::string_view body)
{
    std::string out;
    for (const char c : body) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80) {
            out.push_back(c);
        } else {
            out.push_back(static_cast<char>(0xC0U | byte >> 6U));
            out.push_back(static_cast<char>(0x80U | (byte & 0x3FU)));
        }
    }
    return documentOf(std::move(out));
}

template <std::endian order>
Result<Decoded> decodeUtf16(std::string_view body)
{
    auto utf8 = fromUtf16(body, order);
    if (!utf8) {
        return utf8.error();
    }
    return documentOf(std::move(*utf8));
}

template <std::endian order>
bool looksLikeUtf16(std::string_view body)
{
    return isLikelyUtf16(body, order);
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

constexpr std::array documents{
    DecoderFunctions{"json", "JSON", looksLike<BodyFormat::Json>, decodeJson},
    DecoderFunctions{"xml", "XML", looksLike<BodyFormat::Xml>, decodeXml},
};

constexpr std::array texts{
    DecoderFunctions{"text", "Text (UTF-8)", looksLike<BodyFormat::Text>, decodeUtf8},
    DecoderFunctions{"latin1", "Text (Latin-1)", nullptr, decodeLatin1},
    DecoderFunctions{"utf16le", "Text (UTF-16, little-endian)", looksLikeUtf16<std::endian::little>,
                     decodeUtf16<std::endian::little>},
    DecoderFunctions{"utf16be", "Text (UTF-16, big-endian)", looksLikeUtf16<std::endian::big>,
                     decodeUtf16<std::endian::big>},
    DecoderFunctions{"hex", "Hex", nullptr, decodeHex},
    DecoderFunctions{"base64", "Base64", nullptr, decodeBase64},
};

} // namespace

Decoded documentOf(std::string utf8)
{
    const BodyFormat format = detectFormat(utf8);
    if (format == BodyFormat::Json || format == BodyFormat::Xml) {
        const bool json = format == BodyFormat::Json;
        Pretty pretty = json ? prettyJson(utf8) : prettyXml(utf8);
        if (!pretty.error) {
            return document(std::move(pretty), json ? Language::Json : Language::Xml);
        }
    }
    return text(std::move(utf8));
}

std::span<const DecoderFunctions> documentDecoders()
{
    return documents;
}

std::span<const DecoderFunctions> textDecoders()
{
    return texts;
}

} // namespace ottla
