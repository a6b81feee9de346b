// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/schemas/schemapool.h"

#include <QThreadPool>

namespace ottla {

QThreadPool* schemaPool()
{
    static QThreadPool pool;
    return &pool;
}

} // namespace ottla
