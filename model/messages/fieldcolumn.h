// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "model/filters/source.h"
#include "model/messages/messagesort.h"

#include <QString>

#include <memory>
#include <optional>
#include <string>

namespace ottla {

/// A column for a field of the decoded value. Never changes; any thread.
class FieldColumn
{
public:
    /// A path as filters write it: $.order.id, $["a b"], $.lines[0]. Malformed says where it is
    /// wrong.
    [[nodiscard]] static Result<FieldColumn> parse(const QString& path);

    [[nodiscard]] const QString& path() const { return m_text; }
    /// The first value at the path: a string itself, of a list or an object its text. None where
    /// there is nothing, or the value could not be decoded.
    [[nodiscard]] std::optional<std::string> value(const StoredMessage& message,
                                                   const FilterBodies& bodies) const;
    /// null, false and true, numbers by their exact value, strings, lists and objects by their
    /// text; what value() has none for comes last in either order.
    [[nodiscard]] SortBy sortBy(std::shared_ptr<const FilterBodies> bodies, bool descending) const;

private:
    FieldColumn(QString text, FieldPath path)
        : m_text(std::move(text))
        , m_source{.kind = Source::Kind::ValueField, .path = std::move(path)}
    { }

    QString m_text;
    Source m_source;
};

} // namespace ottla
