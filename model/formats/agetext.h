// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace ottla {

/// How long ago something was, in one unit and for a person: "2 min ago". What is still to come is
/// "in 2 min".
[[nodiscard]] QString ageText(qint64 milliseconds);

} // namespace ottla
