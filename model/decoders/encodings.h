// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace ottla {

/// Text in one of the legacy encodings that are offered as decoders, by its name as IANA has it or
/// as documents declare it, in any case, as UTF-8; each byte that is none of it becomes U+FFFD.
/// Empty when there is no such encoding. Any thread.
[[nodiscard]] std::string fromEncoding(std::string_view name, std::string_view body);
[[nodiscard]] bool isKnownEncoding(std::string_view name);

/// What the XML declaration at a document's beginning says about its encoding; empty without.
[[nodiscard]] std::string_view declaredEncoding(std::string_view xml);

} // namespace ottla
