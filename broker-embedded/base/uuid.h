// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <array>
#include <compare>
#include <cstddef>
#include <string>
#include <string_view>

namespace ottla {

/// 16 bytes as on the wire (KIP-516). All zero means none. Its text is Kafka's: URL-safe Base64
/// without padding, 22 characters.
struct Uuid
{
    std::array<std::byte, 16> bytes{};

    /// A random version 4 id whose text does not begin with '-' (as Kafka's, so that it can be an
    /// argument of a command).
    [[nodiscard]] static Uuid random();
    /// Errc::Malformed when `text` is not the 22 characters of an id.
    [[nodiscard]] static Result<Uuid> parse(std::string_view text);

    [[nodiscard]] std::string toString() const;
    [[nodiscard]] bool isZero() const { return *this == Uuid{}; }

    friend auto operator<=>(const Uuid&, const Uuid&) = default;
};

} // namespace ottla
