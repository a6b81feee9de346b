// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/async/unusedmemory.h"

#ifdef __linux__
// Of tcmalloc, where a program is linked with it (gperftools/malloc_extension_c.h).
extern "C" __attribute__((weak)) void MallocExtension_ReleaseFreeMemory();
#endif

namespace ottla {

void returnUnusedMemory()
{
#ifdef __linux__
    if (MallocExtension_ReleaseFreeMemory != nullptr) {
        MallocExtension_ReleaseFreeMemory();
    }
#endif
}

} // namespace ottla
