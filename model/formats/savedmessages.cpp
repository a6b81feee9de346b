// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/formats/savedmessages.h"

#include "model/formats/base64.h"
#include "model/formats/bodyformat.h"

#include <nlohmann/json.hpp>

#include <limits>

namespace ottla {

namespace {

using Json = nlohmann::json;

constexpr int version = 1;

void putString(std::string& out, std::string_view s)
{
    constexpr std::string_view digits = "0123456789abcdef";
    out.push_back('"');
    std::size_t from = 0; // of what can be copied as it is
    for (std::size_t at = 0; at < s.size(); ++at) {
        const char c = s[at];
        const auto b = static_cast<unsigned char>(c);
        if (b >= 0x20 && c != '"' && c != '\\') {
            continue;
        }
        out.append(s, from, at - from);
        from = at + 1;
        if (c == '"' || c == '\\') {
            out.push_back('\\');
            out.push_back(c);
        } else if (c == '\n') {
            out.append("\\n");
        } else if (c == '\t') {
            out.append("\\t");
        } else if (c == '\r') {
            out.append("\\r");
        } else {
            out.append("\\u00");
            out.push_back(digits[b >> 4U]);
            out.push_back(digits[b & 0xFU]);
        }
    }
    out.append(s, from);
    out.push_back('"');
}

void putBytes(std::string& out, std::string_view bytes)
{
    if (isUtf8(bytes)) {
        putString(out, bytes);
        return;
    }
    out.append("{\"base64\":\"");
    out.append(toBase64(bytes));
    out.append("\"}");
}

void putBody(std::string& out, const std::optional<std::string>& body)
{
    if (body) {
        putBytes(out, *body);
    } else {
        out.append("null");
    }
}

// Each taker leaves `problem` set when the field is missing or of another kind.
class Fields
{
public:
    explicit Fields(const Json& object)
        : m_object(object)
    { }

    [[nodiscard]] const std::string& problem() const { return m_problem; }

    template <typename Int>
    Int integer(const char* name, std::optional<Int> fallback = {})
    {
        const auto found = m_object.find(name);
        if (found == m_object.end() && fallback) {
            return *fallback;
        }
        if (found == m_object.end() || !found->is_number_integer()
            || (found->is_number_unsigned()
                && found->template get<std::uint64_t>()
                    > static_cast<std::uint64_t>(std::numeric_limits<Int>::max()))) {
            return refuse<Int>(name, "a whole number");
        }
        const auto value = found->template get<std::int64_t>();
        if (value < std::numeric_limits<Int>::min() || value > std::numeric_limits<Int>::max()) {
            return refuse<Int>(name, "a number in range");
        }
        return static_cast<Int>(value);
    }

    std::string string(const char* name)
    {
        const auto found = m_object.find(name);
        return found != m_object.end() && found->is_string()
            ? found->template get<std::string>()
            : refuse<std::string>(name, "a string");
    }

    std::optional<std::string> body(const char* name)
    {
        const auto found = m_object.find(name);
        if (found == m_object.end()) {
            return refuse<std::optional<std::string>>(name, "there");
        }
        if (found->is_null()) {
            return std::nullopt;
        }
        if (found->is_string()) {
            return found->get<std::string>();
        }
        if (found->is_object() && found->size() == 1 && found->contains("base64")
            && found->at("base64").is_string()) {
            if (auto bytes = fromBase64(found->at("base64").get_ref<const std::string&>())) {
                return bytes;
            }
        }
        return refuse<std::optional<std::string>>(name, "null, a string or valid base64");
    }

private:
    template <typename T>
    T refuse(const char* name, const char* expected)
    {
        if (m_problem.empty()) {
            m_problem = std::string("\"") + name + "\" must be " + expected;
        }
        return T{};
    }

    const Json& m_object;
    std::string m_problem;
};

std::string read(const Json& object, Message& message)
{
    Fields fields(object);
    message.topic = fields.string("topic");
    message.partition = fields.integer<std::int32_t>("partition");
    message.offset = fields.integer<std::int64_t>("offset");
    message.timestamp = fields.integer<std::int64_t>("timestamp");
    const std::string type = fields.string("timestampType");
    if (object.contains("leaderEpoch")) {
        message.leaderEpoch = fields.integer<std::int32_t>("leaderEpoch");
    }
    message.key = fields.body("key");
    message.value = fields.body("value");
    if (!fields.problem().empty()) {
        return fields.problem();
    }
    for (const auto known : {TimestampType::None, TimestampType::Create, TimestampType::Append}) {
        if (type == timestampTypeName(known)) {
            message.timestampType = known;
        }
    }
    if (type != timestampTypeName(message.timestampType)) {
        return "\"timestampType\" must be create, append or none";
    }
    const auto headers = object.find("headers");
    if (headers == object.end() || !headers->is_array()) {
        return "\"headers\" must be an array";
    }
    for (const Json& header : *headers) {
        if (!header.is_object()) {
            return "A header must be an object";
        }
        Fields inner(header);
        auto name = inner.body("name");
        auto value = inner.body("value");
        if (!inner.problem().empty() || !name) {
            return "Header: " + (name ? inner.problem() : "\"name\" must not be null");
        }
        message.headers.push_back({std::move(*name), std::move(value)});
    }
    return {};
}

} // namespace

std::string_view timestampTypeName(TimestampType type)
{
    switch (type) {
    case TimestampType::Create:
        return "create";
    case TimestampType::Append:
        return "append";
    case TimestampType::None:
        break;
    }
    return "none";
}

std::string SavedMessagesWriter::firstLine()
{
    return "{\"ottla\":" + std::to_string(version) + "}\n";
}

void SavedMessagesWriter::append(std::string& out, const Message& message)
{
    out.append("{\"topic\":");
    putString(out, message.topic);
    out.append(",\"partition\":").append(std::to_string(message.partition));
    out.append(",\"offset\":").append(std::to_string(message.offset));
    out.append(",\"timestamp\":").append(std::to_string(message.timestamp));
    out.append(",\"timestampType\":\"")
        .append(timestampTypeName(message.timestampType))
        .append("\"");
    if (message.leaderEpoch) {
        out.append(",\"leaderEpoch\":").append(std::to_string(*message.leaderEpoch));
    }
    out.append(",\"key\":");
    putBody(out, message.key);
    out.append(",\"value\":");
    putBody(out, message.value);
    out.append(",\"headers\":");
    appendHeaders(out, message.headers);
    out.append("}\n");
}

void SavedMessagesWriter::appendHeaders(std::string& out, const std::vector<Header>& headers)
{
    out.push_back('[');
    for (std::size_t i = 0; i < headers.size(); ++i) {
        out.append(i == 0 ? "{\"name\":" : ",{\"name\":");
        putBytes(out, headers[i].name);
        out.append(",\"value\":");
        putBody(out, headers[i].value);
        out.push_back('}');
    }
    out.push_back(']');
}

Error SavedMessagesReader::fail(std::string message) const
{
    return {Errc::Malformed, std::move(message), "line " + std::to_string(m_line)};
}

Result<std::optional<Message>> SavedMessagesReader::next()
{
    const bool first = m_line == 0;
    std::string line;
    ++m_line;
    if (!std::getline(m_in, line)) {
        if (m_in.bad()) {
            return Error{Errc::Io, "The file cannot be read", "line " + std::to_string(m_line)};
        }
        return first ? Result<std::optional<Message>>(fail("The file is empty"))
                     : Result<std::optional<Message>>(std::optional<Message>());
    }
    m_bytes += static_cast<std::int64_t>(line.size()) + 1;
    const Json object = Json::parse(line, nullptr, false);
    if (!object.is_object()) {
        return fail("The line is not a JSON object");
    }
    if (first) {
        const auto found = object.find("ottla");
        if (found == object.end() || !found->is_number_integer()) {
            return fail("These are not messages saved by Ottla: the first line must be "
                        "{\"ottla\":1}");
        }
        if (*found != version) {
            return Error{Errc::Unsupported,
                         "The messages were saved in format " + found->dump()
                             + ", this program reads format 1",
                         "line 1"};
        }
        return next();
    }
    Message message;
    if (std::string problem = read(object, message); !problem.empty()) {
        return fail(std::move(problem));
    }
    return std::optional(std::move(message));
}

} // namespace ottla
