// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/decoders/decodedvalue.h"

namespace ottla {

namespace {

using Kind = DecodedValue::Kind;

constexpr std::string_view hexDigits = "0123456789abcdef";

void appendHex(std::string& out, unsigned char byte)
{
    out.push_back(hexDigits[byte >> 4U]);
    out.push_back(hexDigits[byte & 0x0FU]);
}

void appendString(std::string& out, std::string_view text)
{
    out.push_back('"');
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out.push_back('\\');
            out.push_back(c);
        } else if (c == '\n') {
            out += "\\n";
        } else if (byte < 0x20 || byte == 0x7F) {
            out += "\\u00";
            appendHex(out, byte);
        } else {
            out.push_back(c);
        }
    }
    out.push_back('"');
}

void appendValue(std::string& out, const DecodedValue& value, std::size_t level);

void appendChildren(std::string& out, const DecodedValue& value, std::size_t level)
{
    const bool map = value.kind == Kind::Map;
    out.push_back(map ? '{' : '[');
    for (std::size_t i = 0; i < value.children.size(); ++i) {
        if (map && i % 2 == 1) {
            out += ": ";
        } else {
            out += i == 0 ? "\n" : ",\n";
            out.append((level + 1) * 4, ' ');
        }
        appendValue(out, value.children[i], level + 1);
    }
    if (!value.children.empty()) {
        out.push_back('\n');
        out.append(level * 4, ' ');
    }
    out.push_back(map ? '}' : ']');
}

void appendValue(std::string& out, const DecodedValue& value, std::size_t level)
{
    switch (value.kind) {
    case Kind::Null:
        out += "null";
        return;
    case Kind::Bool:
    case Kind::Number:
    case Kind::Word:
        out += value.text;
        return;
    case Kind::String:
        appendString(out, value.text);
        return;
    case Kind::Binary:
        out += "h'";
        for (const char c : value.text) {
            appendHex(out, static_cast<unsigned char>(c));
        }
        out.push_back('\'');
        return;
    case Kind::List:
    case Kind::Map:
        appendChildren(out, value, level);
        return;
    case Kind::Extension:
    case Kind::Tag:
        out += value.kind == Kind::Tag ? value.children.at(0).text + "("
                                       : "ext(" + value.children.at(0).text + ", ";
        appendValue(out, value.children.at(1), level);
        out.push_back(')');
        return;
    }
}

} // namespace

std::string toText(const DecodedValue& value)
{
    std::string out;
    appendValue(out, value, 0);
    return out;
}

} // namespace ottla
