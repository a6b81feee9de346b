# SPDX-License-Identifier: Apache-2.0
# ottla_allocator replaces malloc in a program that links it. Reading a topic is one thread that allocates each message and
# one that frees it, which the C library's allocator makes wait for each other. Sanitizers bring their own.
add_library(ottla_allocator INTERFACE)
if(CMAKE_SYSTEM_NAME STREQUAL "Linux" AND NOT OTTLA_SANITIZE)
    pkg_check_modules(tcmalloc REQUIRED IMPORTED_TARGET libtcmalloc_minimal)
    target_link_libraries(ottla_allocator INTERFACE -Wl,--push-state,--no-as-needed PkgConfig::tcmalloc
                          -Wl,--pop-state)
endif()
