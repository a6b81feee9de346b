// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/messages/fieldcolumn.h"

#include "model/filters/filtertext.h"
#include "model/filters/source.h"

#include <algorithm>
#include <charconv>

namespace ottla {

namespace {

// A string's own text; of a list or an object, what stands there.
std::string textOf(const Scalar& scalar)
{
    switch (scalar.kind) {
    case Scalar::Kind::Null:
        return "null";
    case Scalar::Kind::JsonString: {
        std::string scratch;
        return std::string(jsonStringText(scalar.text, scratch));
    }
    case Scalar::Kind::Container:
        return scalar.tree != nullptr ? toText(*scalar.tree) : std::string(scalar.text);
    default:
        return std::string(scalar.text);
    }
}

void appendKey(std::string& key, const Scalar& scalar)
{
    using Kind = Scalar::Kind;
    const int rank = scalar.kind == Kind::Null ? 1
        : scalar.kind == Kind::Bool            ? 2
        : scalar.kind == Kind::Number          ? 3
        : scalar.kind == Kind::Container       ? 5
                                               : 4;
    key += static_cast<char>(rank);
    if (scalar.kind == Kind::Number) {
        appendNumberKey(key, scalar.text);
    } else if (scalar.kind != Kind::Null) {
        key += textOf(scalar);
    }
}

} // namespace

Result<FieldColumn> FieldColumn::parse(const QString& path)
{
    const QString trimmed = path.trimmed();
    const std::string text = trimmed.toStdString();
    FilterText parts(text);
    if (!parts.take("$")) {
        return Error{Errc::Malformed, "A path begins with $, as in $.order.id", {}};
    }
    FieldPath steps = parts.takePath();
    if (!parts.error() && !parts.atEnd()) {
        parts.failHere("This is no part of a path");
    }
    if (parts.error()) {
        return Error{Errc::Malformed, parts.error()->message,
                     "character " + std::to_string(parts.error()->from + 1)};
    }
    return FieldColumn(trimmed, std::move(steps));
}

std::optional<std::string> FieldColumn::value(const StoredMessage& message,
                                              const Decoder* decoder) const
{
    HeaderViews headers;
    const MessageView view = message.view(headers);
    const FilterBodies bodies{.key = nullptr, .value = decoder, .topics = {}};
    std::optional<std::string> found;
    static_cast<void>(Subject(view, bodies)
                          .search({.kind = Source::Kind::ValueField, .name = {}, .path = m_path},
                                  [&found](const Scalar& scalar) {
                                      found = textOf(scalar);
                                      return true;
                                  }));
    return found;
}

SortBy FieldColumn::sortBy(const Decoder* decoder) const
{
    return {.bytes = [source = Source{.kind = Source::Kind::ValueField, .name = {}, .path = m_path},
                      bodies = FilterBodies{.key = nullptr, .value = decoder, .topics = {}}](
                         const StoredMessage& message,
                         std::string& key) -> std::optional<std::string_view> {
        HeaderViews headers;
        const MessageView view = message.view(headers);
        key.clear();
        const auto outcome = Subject(view, bodies).search(source, [&key](const Scalar& scalar) {
            appendKey(key, scalar);
            return true;
        });
        return outcome == Subject::Outcome::Found ? std::optional<std::string_view>(key)
                                                  : std::nullopt;
    }};
}

void appendNumberKey(std::string& key, std::string_view text)
{
    constexpr char below = 0x7F;
    constexpr char zero = static_cast<char>(0x80);
    constexpr char above = static_cast<char>(0x81);
    constexpr std::int64_t farthest = 2'000'000'000; // an exponent that no number goes beyond
    const bool negative = text.starts_with('-');
    if (negative) {
        text.remove_prefix(1);
    }
    // value = 0.digits * 10^magnitude
    std::string digits;
    std::int64_t magnitude = 0;
    const std::size_t behind = text.find_first_of("eE");
    bool fraction = false;
    for (const char c : text.substr(0, behind)) {
        if (c == '.') {
            fraction = true;
        } else if (c < '0' || c > '9') { // infinity, and what is not a number
            digits = "1";
            magnitude = farthest;
            break;
        } else {
            const bool leading = digits.empty() && c == '0';
            magnitude += leading ? (fraction ? -1 : 0) : (fraction ? 0 : 1);
            if (!leading) {
                digits += c;
            }
        }
    }
    if (behind != std::string_view::npos) {
        std::string_view exponent = text.substr(behind + 1);
        if (exponent.starts_with('+')) {
            exponent.remove_prefix(1);
        }
        std::int64_t power = 0;
        const auto read =
            std::from_chars(exponent.data(), exponent.data() + exponent.size(), power);
        if (read.ec == std::errc::result_out_of_range) {
            power = exponent.starts_with('-') ? -farthest : farthest;
        }
        magnitude = std::clamp(magnitude + std::clamp(power, -farthest, farthest), -farthest,
                               farthest);
    }
    digits.erase(digits.find_last_not_of('0') + 1);
    if (digits.empty()) {
        key += zero;
        return;
    }
    key += negative ? below : above;
    const auto biased = static_cast<std::uint32_t>(magnitude + farthest);
    const std::size_t from = key.size();
    for (int shift = 24; shift >= 0; shift -= 8) {
        key += static_cast<char>(biased >> static_cast<unsigned>(shift) & 0xFFU);
    }
    key += digits;
    key += '\0';
    if (negative) {
        std::transform(key.begin() + static_cast<std::ptrdiff_t>(from), key.end(),
                       key.begin() + static_cast<std::ptrdiff_t>(from),
                       [](char c) { return static_cast<char>(~static_cast<unsigned char>(c)); });
    }
}

} // namespace ottla
