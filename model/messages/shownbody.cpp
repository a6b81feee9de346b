// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/messages/shownbody.h"

#include "model/formats/bodyformat.h"
#include "model/formats/decimal.h"

#include <algorithm>
#include <array>

namespace ottla {

namespace {

bool standsAsItIs(const Decoder& decoder)
{
    constexpr std::array<std::string_view, 3> ids{"json", "text", "xml"};
    return std::ranges::find(ids, decoder.id) != ids.end();
}

// XML may say that it is in another encoding.
bool standsAsItIs(const Decoder& decoder, std::string_view body)
{
    return standsAsItIs(decoder) && (decoder.id != "xml" || isUtf8(body));
}

bool isHex(const Decoder& decoder)
{
    return decoder.id == "hex";
}

// What begins so is hardly ever anything but text, and to look at all of it each time that a
// message is compared would take longer than to sort it.
bool beginsAsText(std::string_view body)
{
    constexpr std::size_t enough = 16;
    return isPrintableAscii(body.substr(0, enough));
}

std::string foldedText(const Decoded& decoded)
{
    const auto* shown = std::get_if<DecodedText>(&decoded.content);
    if (shown != nullptr && (shown->language == DecodedText::Language::Plain || shown->error)) {
        return shown->text;
    }
    const std::string text =
        shown != nullptr ? shown->text : toText(std::get<DecodedValue>(decoded.content));
    std::string folded;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        folded.append(text, at, end - at);
        at = std::min(text.find_first_not_of(" \n", end), text.size());
        folded.append(at < text.size() ? 1 : 0, ' ');
    }
    return folded;
}

std::string sortKey(const Decoded& decoded)
{
    constexpr char beforeText = '\x01';
    const auto* value = std::get_if<DecodedValue>(&decoded.content);
    if (value != nullptr && value->kind == DecodedValue::Kind::Number) {
        if (const auto number = Decimal::parse(value->text)) {
            std::string key(1, beforeText);
            number->appendSortKey(key);
            return key;
        }
    }
    return foldedText(decoded);
}

} // namespace

ShownBody::ShownBody(const StoredMessage& message, bool ofKey, const FilterBodies& bodies)
    : m_message(message)
    , m_ofKey(ofKey)
    , m_bytes(ofKey ? message.key() : message.value())
{
    if (m_bytes) {
        const Decoder& reader = ofKey ? bodies.ofKey(*m_bytes) : bodies.ofValue(*m_bytes);
        m_decoder = standsAsItIs(reader, *m_bytes) ? nullptr : &reader;
    }
}

bool ShownBody::isDecoded() const
{
    return m_decoder != nullptr && !isHex(*m_decoder);
}

Result<Decoded> ShownBody::decode() const
{
    return m_ofKey ? m_decoder->decode(*m_bytes)
                   : m_decoder->decodeValue(*m_bytes, m_message.key());
}

std::optional<std::string> ShownBody::text() const
{
    if (!isDecoded()) {
        return std::nullopt;
    }
    const auto decoded = decode();
    return decoded ? std::optional(foldedText(*decoded)) : std::nullopt;
}

SortBy ShownBody::sortBy(bool ofKey, std::shared_ptr<const FilterBodies> bodies)
{
    using Row = const StoredMessage&;
    const auto& chosen = ofKey ? bodies->key : bodies->value;
    if (chosen && (standsAsItIs(*chosen) || isHex(*chosen))) {
        return {.bytes = [ofKey](Row message, std::string&) {
            return ofKey ? message.key() : message.value();
        }};
    }
    return {.bytes = [ofKey, bodies, automatic = !chosen](
                         Row message, std::string& scratch) -> std::optional<std::string_view> {
        const auto bytes = ofKey ? message.key() : message.value();
        if (!bytes || (automatic && beginsAsText(*bytes))) {
            return bytes;
        }
        const ShownBody body(message, ofKey, *bodies);
        if (body.isDecoded()) {
            if (const auto decoded = body.decode()) {
                scratch = sortKey(*decoded);
                return scratch;
            }
        }
        return bytes;
    }};
}

} // namespace ottla
