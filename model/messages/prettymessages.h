// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/formats/message.h"

#include <optional>
#include <string>
#include <string_view>

namespace ottla {

/// A body as text for people: as the decoder of that id reads it, or with an empty id the one that
/// fits the bytes; what it rejects as a hex dump. Any thread.
[[nodiscard]] std::string prettyBody(std::string_view body, std::string_view decoder = {});

/// A message over lines: where it is, key, headers, value. Meant for reading, not for reading back.
void appendPrettyMessage(std::string& out, const Message& message,
                         std::string_view valueDecoder = {}, std::string_view keyDecoder = {});

} // namespace ottla
