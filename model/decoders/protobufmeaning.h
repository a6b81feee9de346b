// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/decoders/decodedvalue.h"

#include <string_view>

namespace ottla {

/// Makes of a message that was read field by field what its well-known type stands for:
/// google.protobuf's Timestamp, Duration and FieldMask are text, Struct, Value and ListValue the
/// JSON that they spell, wrappers their value; google.type's Date and TimeOfDay text and its
/// Decimal, as confluent.type's, a number with all its digits. Leaves what is of another type, or
/// holds more or something else than its type has, as it is. Any thread.
void showAsMeant(std::string_view fullName, DecodedValue& value);

} // namespace ottla
