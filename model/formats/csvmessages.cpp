// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/formats/csvmessages.h"

#include "model/formats/base64.h"
#include "model/formats/bodyformat.h"
#include "model/formats/savedmessages.h"

#include <optional>
#include <string_view>

namespace ottla {

namespace {

void putField(std::string& out, std::string_view text)
{
    if (text.find_first_of("\",\r\n") == std::string_view::npos) {
        out.append(text);
        return;
    }
    out.push_back('"');
    for (const char c : text) {
        if (c == '"') {
            out.push_back('"');
        }
        out.push_back(c);
    }
    out.push_back('"');
}

// Two fields: how the body is written, and the body. Null and empty differ by the first.
void putBody(std::string& out, const std::optional<std::string>& body)
{
    if (!body) {
        out.append(",null,");
    } else if (isUtf8(*body) && body->find('\0') == std::string::npos) {
        out.append(",utf-8,");
        putField(out, *body);
    } else {
        // Many readers of CSV stop at a zero byte.
        out.append(",base64,").append(toBase64(*body));
    }
}

} // namespace

std::string CsvMessagesWriter::headerRow()
{
    return "topic,partition,offset,timestamp,timestamp_type,key_encoding,key,value_encoding,value,"
           "headers\r\n";
}

void CsvMessagesWriter::append(std::string& out, const Message& message)
{
    putField(out, message.topic);
    out.append(",").append(std::to_string(message.partition));
    out.append(",").append(std::to_string(message.offset));
    out.push_back(',');
    if (message.timestampType != TimestampType::None) {
        out.append(std::to_string(message.timestamp));
    }
    out.append(",").append(timestampTypeName(message.timestampType));
    putBody(out, message.key);
    putBody(out, message.value);
    out.push_back(',');
    if (!message.headers.empty()) {
        std::string headers;
        SavedMessagesWriter::appendHeaders(headers, message.headers);
        putField(out, headers);
    }
    out.append("\r\n");
}

} // namespace ottla
