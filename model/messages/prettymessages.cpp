// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/messages/prettymessages.h"

#include "model/decoders/decoder.h"
#include "model/formats/prettyprint.h"
#include "model/formats/savedmessages.h"

#include <QDateTime>

#include <variant>

namespace ottla {

namespace {

void appendBody(std::string& out, std::string_view title, const std::optional<std::string>& body,
                std::string_view decoder)
{
    out.append(title);
    if (!body) {
        out.append(": null\n");
        return;
    }
    const std::string text = prettyBody(*body, decoder);
    out.append(text.find('\n') == std::string::npos ? ": " : ":\n");
    out.append(text);
    if (!text.ends_with('\n')) {
        out.push_back('\n');
    }
}

} // namespace

std::string prettyBody(std::string_view body, std::string_view decoder)
{
    const Decoder* chosen = findDecoder(decoder);
    const auto decoded = (chosen ? *chosen : detectDecoder(body)).decode(body);
    if (!decoded) {
        return hexDump(body);
    }
    const auto* tree = std::get_if<DecodedValue>(&decoded->content);
    return tree ? toText(*tree) : std::get<DecodedText>(decoded->content).text;
}

void appendPrettyMessage(std::string& out, const Message& message, std::string_view valueDecoder,
                         std::string_view keyDecoder)
{
    if (!out.empty()) {
        out.push_back('\n');
    }
    out.append("# ").append(message.topic);
    out.append(", partition ").append(std::to_string(message.partition));
    out.append(", offset ").append(std::to_string(message.offset));
    if (message.timestampType != TimestampType::None) {
        const QDateTime time = QDateTime::fromMSecsSinceEpoch(message.timestamp, Qt::UTC);
        out.append(", ").append(time.toString(Qt::ISODateWithMs).toStdString());
        out.append(" (").append(timestampTypeName(message.timestampType)).append(")");
    }
    out.push_back('\n');
    appendBody(out, "key", message.key, keyDecoder);
    for (const Header& header : message.headers) {
        appendBody(out, "header " + prettyBody(header.name), header.value, {});
    }
    appendBody(out, "value", message.value, valueDecoder);
}

} // namespace ottla
