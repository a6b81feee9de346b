// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace ottla::server {

/// Kinds of resources that have a configuration; the numbers are those on the wire.
enum class ConfigResource : std::int8_t
{
    Topic = 2,
    Broker = 4
};

} // namespace ottla::server
