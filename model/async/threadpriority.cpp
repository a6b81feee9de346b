// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/async/threadpriority.h"

#ifdef __linux__
#include <sys/resource.h>
#include <unistd.h>
#endif

namespace ottla {

void lowerThreadPriority()
{
#ifdef __linux__
    constexpr int nice = 5;
    // POSIX gives a process one nice value; Linux gives each thread its own (setpriority(2)).
    setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), nice);
#endif
}

} // namespace ottla
