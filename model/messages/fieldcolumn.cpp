// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/messages/fieldcolumn.h"

#include "model/filters/filtertext.h"

namespace ottla {

namespace {

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

// Kinds one behind the other; none begins with the byte of what is missing.
void appendKey(std::string& key, const Scalar& scalar)
{
    enum class Rank : char
    {
        Null = 1,
        Bool,
        Number,
        String,
        Container,
    };
    const auto append = [&key](Rank rank, const std::string& text) {
        key += static_cast<char>(rank);
        key += text;
    };
    switch (scalar.kind) {
    case Scalar::Kind::Null:
        append(Rank::Null, {});
        break;
    case Scalar::Kind::Bool:
        append(Rank::Bool, textOf(scalar));
        break;
    case Scalar::Kind::Number:
        if (const auto number = Decimal::parse(scalar.text)) {
            append(Rank::Number, {});
            number->appendSortKey(key);
            break;
        }
        [[fallthrough]]; // what is not a number
    case Scalar::Kind::String:
    case Scalar::Kind::JsonString:
        append(Rank::String, textOf(scalar));
        break;
    case Scalar::Kind::Container:
        append(Rank::Container, textOf(scalar));
        break;
    }
}

// Shows `visit` the first value there is.
void visitFirst(const StoredMessage& message, const Source& source, const FilterBodies& bodies,
                const std::function<void(const Scalar&)>& visit)
{
    HeaderViews headers;
    const MessageView view = message.view(headers);
    static_cast<void>(Subject(view, bodies).search(source, [&visit](const Scalar& scalar) {
        visit(scalar);
        return true;
    }));
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
                                              const FilterBodies& bodies) const
{
    std::optional<std::string> found;
    visitFirst(message, m_source, bodies,
               [&found](const Scalar& scalar) { found = textOf(scalar); });
    return found;
}

SortBy FieldColumn::sortBy(std::shared_ptr<const FilterBodies> bodies, bool descending) const
{
    return {.bytes = [source = m_source, bodies = std::move(bodies),
                      missing = descending ? '\0' : '\x7F'](
                         const StoredMessage& message,
                         std::string& key) -> std::optional<std::string_view> {
                key.clear();
                visitFirst(message, source, *bodies,
                           [&key](const Scalar& scalar) { appendKey(key, scalar); });
                if (key.empty()) {
                    key = missing;
                }
                return key;
            },
            .descending = descending};
}

} // namespace ottla
