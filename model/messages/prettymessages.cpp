// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/messages/prettymessages.h"

#include "model/formats/prettyprint.h"
#include "model/formats/savedmessages.h"

#include <QDateTime>

#include <variant>

namespace ottla {

namespace {

struct PrettyText
{
    std::string text = {};
    std::string problem = {}; // none: empty
    bool raw = false; // it was not decoded
};

PrettyText pretty(std::string_view body, const Decoder& decoder, const Result<Decoded>& decoded)
{
    if (!decoded) {
        return {.text = hexDump(body),
                .problem = "not " + decoder.name + ", raw bytes: " + decoded.error().describe(),
                .raw = true};
    }
    if (const auto* tree = std::get_if<DecodedValue>(&decoded->content)) {
        return {.text = toText(*tree)};
    }
    const auto& shown = std::get<DecodedText>(decoded->content);
    PrettyText text{.text = shown.text};
    if (shown.error) {
        text.problem = "not valid " + decoder.name + ", as it is: line "
            + std::to_string(shown.error->line) + ", column " + std::to_string(shown.error->column)
            + ": " + shown.error->message;
    }
    return text;
}

void appendBody(std::string& out, std::string_view title, const PrettyText& body)
{
    out.append(title);
    if (!body.problem.empty()) {
        out.append(" (").append(body.problem).append(")");
    }
    out.append(body.text.find('\n') == std::string::npos ? ": " : ":\n");
    out.append(body.text);
    if (!body.text.ends_with('\n')) {
        out.push_back('\n');
    }
}

} // namespace

std::string prettyBody(std::string_view body)
{
    const Decoder& decoder = detectDecoder(body);
    return pretty(body, decoder, decoder.decode(body)).text;
}

int appendPrettyMessage(std::string& out, const Message& message, const FilterBodies& bodies)
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
    int raw = 0;
    const auto append = [&out, &raw](std::string_view title, const std::string& body,
                                     const Decoder& decoder, const Result<Decoded>& decoded) {
        const PrettyText text = pretty(body, decoder, decoded);
        raw += text.raw ? 1 : 0;
        appendBody(out, title, text);
    };
    if (message.key) {
        const Decoder& decoder = bodies.ofKey(*message.key);
        append("key", *message.key, decoder, decoder.decode(*message.key));
    } else {
        out.append("key: null\n");
    }
    for (const Header& header : message.headers) {
        appendBody(out, "header " + prettyBody(header.name),
                   {.text = header.value ? prettyBody(*header.value) : "null"});
    }
    if (message.value) {
        const Decoder& decoder = bodies.ofValue(*message.value);
        append("value", *message.value, decoder, decoder.decodeValue(*message.value, message.key));
    } else {
        out.append("value: null\n");
    }
    return raw;
}

} // namespace ottla
