// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/decoders/bodyschema.h"

#include <memory>
#include <string_view>

namespace ottla {

/// A JSON Schema: bodies are shown as the JSON that they are, under the schema's title. They are
/// not held against the schema (ARCHITECTURE.md says why).
[[nodiscard]] Result<std::shared_ptr<const BodySchema>> makeJsonSchema(std::string_view text);

} // namespace ottla
