// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace ottla {

/// A number of bytes for people, in decimal units and the locale's form: "268 B", "1.2 kB".
[[nodiscard]] QString sizeText(qint64 bytes);

} // namespace ottla
