// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/messages/bodylayout.h"

#include "model/decoders/decoder.h"

#include <variant>

namespace ottla {

namespace {

constexpr std::size_t hexBytes = std::size_t{256} << 10U; // of what was not decoded

QByteArray bytes(std::string_view text)
{
    return {text.data(), static_cast<qsizetype>(text.size())};
}

QString text(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

} // namespace

BodyLayout BodyLayout::of(std::string_view body, const std::optional<std::string_view>& key,
                          const Decoder& decoder)
{
    using Language = CodeText::Language;
    BodyLayout laid;
    laid.decoder = text(decoder.name);
    auto decoded = decoder.decodeValue(body, key);
    if (!decoded) {
        laid.why = decoded.error();
        laid.code = CodeText::prepare(bytes(hexDump(body.substr(0, hexBytes))), Language::Plain);
        return laid;
    }
    laid.inside = text(decoded->inside);
    if (decoded->schema) {
        laid.schema = text(decoded->schema->describe());
    }
    if (const auto* tree = std::get_if<DecodedValue>(&decoded->content)) {
        laid.code = CodeText::prepare(bytes(toText(*tree)), Language::Json);
        return laid;
    }
    const auto& shown = std::get<DecodedText>(decoded->content);
    laid.error = shown.error;
    Language language = Language::Plain;
    if (shown.language == DecodedText::Language::Json) {
        language = Language::Json;
    } else if (shown.language == DecodedText::Language::Xml) {
        language = Language::Xml;
    }
    laid.code = CodeText::prepare(bytes(shown.text), language);
    return laid;
}

} // namespace ottla
