// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QColor>
#include <QIcon>
#include <QString>

namespace ottla {

/// One of resources/icons in one colour, sharp at every scale. Kept after the first use.
[[nodiscard]] QIcon themeIcon(const QString& name, const QColor& colour);

} // namespace ottla
