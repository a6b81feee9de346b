#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Fuzzes each target for a number of seconds (default 60), from the committed corpus on.
#   ./packaging/fuzz.sh [SECONDS]
set -euo pipefail
cd "$(dirname "$0")/.."
. packaging/install.sh
seconds=${1:-60}

install_packages packaging/packages-build.txt packaging/packages-full.txt
# The preset names Debian 12's; 13 has another.
clang=$(command -v clang-16 || command -v clang-19)
cmake --preset fuzz -DCMAKE_C_COMPILER="$clang" -DCMAKE_CXX_COMPILER="${clang/clang-/clang++-}" \
    -DOTTLA_BUILD_TESTS=OFF --log-level=WARNING
cmake --build --preset fuzz
for target in build/fuzz/bin/fuzz_*; do
    name=$(basename "$target")
    found=build/fuzz/corpus/$name
    mkdir -p "$found"
    echo "$name: $seconds s"
    "$target" -max_total_time="$seconds" -print_final_stats=1 "$found" "tests/fuzz/corpus/${name#fuzz_}"
done
