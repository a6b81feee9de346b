// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/messages/messagefilter.h"

#include <QString>

/// What the tests of filters ask.
namespace ottla::test {

using HeaderList = std::vector<std::pair<std::string_view, std::optional<std::string_view>>>;

inline constexpr std::int64_t now = 1'764'000'000'000; // 2025-11-24T16:00:00Z

inline const HeaderList headers{
    {"trace-id", "abc-123"}, {"none", std::nullopt}, {"trace-id", "second"}};

inline MessageView order()
{
    return {.topic = 1,
            .partition = 3,
            .offset = 184'213,
            .timestamp = now - 60'000,
            .timestampType = TimestampType::Create,
            .key = "4711",
            .value =
                R"({"id":98231,"big":18446744073709551615,"price":1.0,"name":"Zürich \u0022A\u0022",
"paid":true,"note":null,"items":[{"sku":"a-1"},{"sku":"b-2"}],
"order-id":7,"twice":1,"twice":2,"nested":{"x":[1,[2,3]]}})",
            .headers = headers};
}

inline FilterOptions options(FilterMode mode = FilterMode::Automatic)
{
    return {.mode = mode, .bodies = {.topics = {"payments", "orders"}}, .now = now};
}

inline QString describe(const std::optional<FilterError>& error)
{
    return error ? QStringLiteral("%1–%2: %3")
                       .arg(error->from)
                       .arg(error->to)
                       .arg(QString::fromStdString(error->message))
                 : QString();
}

inline Verdict verdictOf(std::string_view text, const MessageView& message,
                         const FilterOptions& with = options())
{
    const ParsedFilter parsed = MessageFilter::parse(text, with);
    if (!parsed.filter) {
        qWarning("%s", qPrintable(describe(parsed.error)));
        return Verdict::Unknown;
    }
    return parsed.filter->verdict(message);
}

inline std::shared_ptr<const Decoder> builtIn(std::string_view id)
{
    return {std::shared_ptr<void>(), findDecoder(id)};
}

inline MessageView withValue(std::string_view value)
{
    return {.value = value};
}

} // namespace ottla::test
