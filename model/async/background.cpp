// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/async/background.h"

namespace ottla {

QThreadPool* backgroundPool()
{
    static QThreadPool pool;
    static const bool sized = [] {
        pool.setMaxThreadCount(8);
        return true;
    }();
    Q_UNUSED(sized)
    return &pool;
}

} // namespace ottla
