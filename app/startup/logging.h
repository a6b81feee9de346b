// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace ottla {

/// From now on Qt's messages go to `folder`/ottla.log, and warnings to standard error as well. The
/// file is opened with the first message; beyond 1 MB its content becomes ottla.1.log. Messages may
/// come from any thread.
void logTo(const QString& folder);

} // namespace ottla
