// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/formats/message.h"

#include <string>

namespace ottla {

/// Writes messages as CSV (RFC 4180) in UTF-8: a header row, lines that end with CR LF, fields
/// quoted where they have to be. The columns are specified in the folder's README.
class CsvMessagesWriter
{
public:
    [[nodiscard]] static std::string headerRow();
    static void append(std::string& out, const Message& message);
};

} // namespace ottla
