// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/decoders/protobufmeaning.h"

#include "model/decoders/logicaltypes.h"
#include "model/formats/decimal.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <optional>

namespace ottla {

namespace {

using Kind = DecodedValue::Kind;

DecodedValue stringValue(std::string text)
{
    return {.kind = Kind::String, .text = std::move(text)};
}

/// A message's fields by name. A field that the body did not have is null.
class Fields
{
public:
    explicit Fields(DecodedValue& message)
        : m_message(message)
    { }

    /// Whether there is none but those; what the type does not know is under a number.
    [[nodiscard]] bool noneBut(std::initializer_list<std::string_view> names) const
    {
        for (std::size_t i = 0; i + 1 < m_message.children.size(); i += 2) {
            const DecodedValue& name = m_message.children[i];
            if (name.kind != Kind::String || std::ranges::find(names, name.text) == names.end()) {
                return false;
            }
        }
        return true;
    }
    [[nodiscard]] DecodedValue* find(std::string_view name) const
    {
        for (std::size_t i = 0; i + 1 < m_message.children.size(); i += 2) {
            if (m_message.children[i].text == name) {
                return &m_message.children[i + 1];
            }
        }
        return nullptr;
    }
    [[nodiscard]] std::int64_t number(std::string_view name) const
    {
        std::int64_t number = 0;
        if (const DecodedValue* value = find(name)) {
            std::from_chars(value->text.data(), value->text.data() + value->text.size(), number);
        }
        return number;
    }

private:
    DecodedValue& m_message;
};

std::string nanosText(std::int64_t nanos)
{
    constexpr std::int64_t second = 1'000'000'000;
    return nanos == 0 ? std::string() : "." + std::to_string(second + nanos).substr(1);
}

bool timestamp(DecodedValue& out)
{
    const Fields fields(out);
    const std::int64_t nanos = fields.number("nanos");
    const auto text = timestampText(fields.number("seconds"), 0);
    if (!fields.noneBut({"seconds", "nanos"}) || nanos < 0 || nanos >= 1'000'000'000 || !text) {
        return false;
    }
    out = stringValue(*text + nanosText(nanos) + "Z");
    return true;
}

bool duration(DecodedValue& out)
{
    const Fields fields(out);
    const std::int64_t seconds = fields.number("seconds");
    const std::int64_t nanos = fields.number("nanos");
    if (!fields.noneBut({"seconds", "nanos"}) || std::abs(nanos) >= 1'000'000'000) {
        return false;
    }
    const bool minus = seconds == 0 && nanos < 0;
    out = stringValue((minus ? "-" : "") + std::to_string(seconds) + nanosText(std::abs(nanos))
                      + "s");
    return true;
}

bool date(DecodedValue& out)
{
    const Fields fields(out);
    const std::int64_t year = fields.number("year");
    const std::int64_t month = fields.number("month");
    const std::int64_t number = fields.number("day");
    // A year, month or day of zero means that there is none.
    if (!fields.noneBut({"year", "month", "day"}) || year < 1 || year > 9999 || month < 1
        || month > 12 || number < 1 || number > 31) {
        return false;
    }
    const std::chrono::year_month_day day{std::chrono::year(static_cast<int>(year)),
                                          std::chrono::month(static_cast<unsigned>(month)),
                                          std::chrono::day(static_cast<unsigned>(number))};
    if (!day.ok()) {
        return false;
    }
    const auto text = dateText(std::chrono::sys_days(day).time_since_epoch().count());
    if (text) {
        out = stringValue(*text);
    }
    return text.has_value();
}

bool timeOfDay(DecodedValue& out)
{
    const Fields fields(out);
    const std::int64_t hours = fields.number("hours");
    const std::int64_t minutes = fields.number("minutes");
    const std::int64_t seconds = fields.number("seconds");
    const std::int64_t nanos = fields.number("nanos");
    if (!fields.noneBut({"hours", "minutes", "seconds", "nanos"}) || hours < 0 || hours > 23
        || minutes < 0 || minutes > 59 || seconds < 0 || seconds > 59 || nanos < 0
        || nanos >= 1'000'000'000) {
        return false;
    }
    out = stringValue(*timeText((hours * 60 + minutes) * 60 + seconds, 0) + nanosText(nanos));
    return true;
}

bool confluentDecimal(DecodedValue& out)
{
    const Fields fields(out);
    const DecodedValue* digits = fields.find("value");
    if (!fields.noneBut({"value", "precision", "scale"})
        || (digits != nullptr && digits->kind != Kind::Binary)) {
        return false;
    }
    auto text =
        bigDecimalText(digits != nullptr ? digits->text : std::string(), fields.number("scale"));
    if (text) {
        out = {.kind = Kind::Number, .text = std::move(*text)};
    }
    return text.has_value();
}

bool googleDecimal(DecodedValue& out)
{
    const Fields fields(out);
    DecodedValue* text = fields.find("value");
    if (!fields.noneBut({"value"}) || text == nullptr || text->kind != Kind::String
        || text->text.ends_with('f') || !Decimal::parse(text->text)) { // no infinity
        return false;
    }
    out = DecodedValue{.kind = Kind::Number, .text = std::move(text->text)};
    return true;
}

bool fieldMask(DecodedValue& out)
{
    const Fields fields(out);
    const DecodedValue* paths = fields.find("paths");
    if (!fields.noneBut({"paths"})) {
        return false;
    }
    std::string text;
    if (paths != nullptr) {
        for (const DecodedValue& path : paths->children) {
            text += (text.empty() ? "" : ",") + path.text;
        }
    }
    out = stringValue(std::move(text));
    return true;
}

/// What the only field holds, or what stands for a message without it.
bool only(std::string_view field, DecodedValue&& without, DecodedValue& out)
{
    const Fields fields(out);
    if (!fields.noneBut({field})) {
        return false;
    }
    DecodedValue* held = fields.find(field);
    DecodedValue inner = std::move(held != nullptr ? *held : without);
    out = std::move(inner);
    return true;
}

/// One JSON value, of which kind says the field that is there.
bool jsonValue(DecodedValue& out)
{
    if (out.children.empty()) {
        out = DecodedValue{};
        return true;
    }
    if (out.children.size() != 2
        || !Fields(out).noneBut({"null_value", "number_value", "string_value", "bool_value",
                                 "struct_value", "list_value"})) {
        return false;
    }
    DecodedValue inner =
        out.children[0].text == "null_value" ? DecodedValue{} : std::move(out.children[1]);
    out = std::move(inner);
    return true;
}

bool numberWrapper(DecodedValue& out)
{
    return only("value", {.kind = Kind::Number, .text = "0"}, out);
}

struct Meaning
{
    std::string_view name;
    bool (*show)(DecodedValue& out);
};

constexpr std::array meanings{
    Meaning{"confluent.type.Decimal", confluentDecimal},
    Meaning{"google.protobuf.Timestamp", timestamp},
    Meaning{"google.protobuf.Duration", duration},
    Meaning{"google.protobuf.FieldMask", fieldMask},
    Meaning{"google.protobuf.Value", jsonValue},
    Meaning{"google.protobuf.Struct",
            [](DecodedValue& out) {
                return only("fields", {.kind = Kind::Map}, out);
            }},
    Meaning{"google.protobuf.ListValue",
            [](DecodedValue& out) {
                return only("values", {.kind = Kind::List}, out);
            }},
    Meaning{"google.protobuf.BoolValue",
            [](DecodedValue& out) {
                return only("value", {.kind = Kind::Bool, .text = "false"}, out);
            }},
    Meaning{"google.protobuf.StringValue",
            [](DecodedValue& out) {
                return only("value", {.kind = Kind::String}, out);
            }},
    Meaning{"google.protobuf.BytesValue",
            [](DecodedValue& out) {
                return only("value", {.kind = Kind::Binary}, out);
            }},
    Meaning{"google.protobuf.DoubleValue", numberWrapper},
    Meaning{"google.protobuf.FloatValue", numberWrapper},
    Meaning{"google.protobuf.Int32Value", numberWrapper},
    Meaning{"google.protobuf.Int64Value", numberWrapper},
    Meaning{"google.protobuf.UInt32Value", numberWrapper},
    Meaning{"google.protobuf.UInt64Value", numberWrapper},
    Meaning{"google.type.Date", date},
    Meaning{"google.type.Decimal", googleDecimal},
    Meaning{"google.type.TimeOfDay", timeOfDay},
};

} // namespace

void showAsMeant(std::string_view fullName, DecodedValue& value)
{
    if (value.kind != Kind::Map
        || !(fullName.starts_with("google.") || fullName.starts_with("confluent."))) {
        return;
    }
    const auto* const found = std::ranges::find(meanings, fullName, &Meaning::name);
    if (found != meanings.end()) {
        found->show(value);
    }
}

} // namespace ottla
