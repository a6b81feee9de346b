// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <QDialog>

#include <functional>

namespace ottla {

/// Asks for the path of a field, and says what is wrong with it. Deletes itself.
class FieldColumnDialog : public QDialog
{
    Q_OBJECT

public:
    /// `add` is called with the path until it takes it.
    FieldColumnDialog(std::function<Result<void>(const QString& path)> add, QWidget* parent);
};

} // namespace ottla
