// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "model/formats/jsonpath.h"
#include "model/messages/messagesort.h"

#include <QString>

#include <optional>

namespace ottla {

class Decoder;

/// A column for a field of the decoded value. A value of any thread's.
class FieldColumn
{
public:
    /// A path as filters write it: $.order.id, $["a b"], $.lines[0]. Malformed says where it is
    /// wrong.
    [[nodiscard]] static Result<FieldColumn> parse(const QString& path);

    [[nodiscard]] const QString& path() const { return m_text; }
    /// The field's first value; numbers as they stand. None where the value has no such field, or
    /// could not be decoded. `decoder` reads the value; null: by its bytes.
    [[nodiscard]] std::optional<std::string> value(const StoredMessage& message,
                                                   const Decoder* decoder) const;
    /// What is not there, null, false, true, numbers by their exact size, strings, lists and
    /// objects by their text.
    [[nodiscard]] SortBy sortBy(const Decoder* decoder) const;

private:
    FieldColumn(QString text, FieldPath path)
        : m_text(std::move(text))
        , m_path(std::move(path))
    { }

    QString m_text;
    FieldPath m_path;
};

/// Appends what sorts, byte by byte, as decimal numbers do by their exact value. `text` is a
/// number as JSON writes it.
void appendNumberKey(std::string& key, std::string_view text);

} // namespace ottla
