// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDateTime>
#include <QString>

#include <optional>

namespace ottla {

/// The time that a person typed or pasted; none where it is not understood, or where the clock
/// never showed it. What is read is in the README of this folder. Relative times count from `now`,
/// and what names no zone is in the zone of `now`. Finer than a millisecond is cut off.
[[nodiscard]] std::optional<QDateTime> parseTypedTime(const QString& text, const QDateTime& now);

/// As the columns of messages show times: to the millisecond, in the time's own zone.
[[nodiscard]] QString exactTimeText(const QDateTime& time);

} // namespace ottla
