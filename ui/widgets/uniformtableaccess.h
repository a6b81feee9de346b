// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAccessible>
#include <QModelIndex>

namespace ottla {

class UniformTableView;

/// What screen readers know of a UniformTableView: a table with titles, cells with their texts, and
/// what is selected; Qt has that for its own views only. Nothing is made for a cell until somebody
/// asks for it. GUI thread.
QAccessibleInterface* makeAccessible(const QString& className, QObject* object);

/// The number of a cell among the children of its table; -1 where there is none, or where it would
/// be beyond an int.
[[nodiscard]] int accessibleChild(const UniformTableView& view, const QModelIndex& index);

} // namespace ottla
