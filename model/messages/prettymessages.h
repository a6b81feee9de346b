// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/filters/source.h"
#include "model/formats/message.h"

#include <string>
#include <string_view>

namespace ottla {

/// A body as text for people, as the built-in decoder that fits the bytes reads it; what that
/// rejects as a hex dump. Any thread.
[[nodiscard]] std::string prettyBody(std::string_view body);

/// Appends a message over lines: where it is, key, headers, value. Meant for reading, not for
/// reading back. What its decoder rejects is a hex dump, with the reason. Returns how many of key
/// and value that were. Any thread; on others than the GUI's it waits for schemas.
int appendPrettyMessage(std::string& out, const Message& message, const FilterBodies& bodies = {});

} // namespace ottla
