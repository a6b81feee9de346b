#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs what is missing, builds, runs every test and ends with a table.
#   --full              adds the sanitizers, fuzzing, the long storms and the benchmarks
#   --require=NAME,…    the skip of a foreign tool (kcat, kafka-python, kafkajs, …) is a failure
set -euo pipefail
cd "$(dirname "$0")/.."
. packaging/install.sh
. packaging/clients.sh

full=0
require=""
for argument in "$@"; do
    case "$argument" in
    --full) full=1 ;;
    --require=*) require=${argument#--require=} ;;
    *)
        echo "Unknown option: $argument (known: --full, --require=NAME,…)" >&2
        exit 2
        ;;
    esac
done

install_packages packaging/packages-build.txt packaging/packages-test.txt
export OTTLA_REQUIRE=$require
export OTTLA_SCREENS=$PWD/build/screens
mkdir -p "$OTTLA_SCREENS"

install_clients

cmake --preset dev --log-level=WARNING
cmake --build --preset dev

status=0
run_tests() { # run_tests PRESET [ctest arguments]
    local preset=$1
    shift
    local report=$PWD/build/$preset/tests.xml
    ctest --preset "$preset" --output-on-failure --output-junit "$report" "$@" || status=1
    reports+=("$report")
}
reports=()
if [ "$full" -eq 1 ]; then
    export OTTLA_STORM=long
fi
run_tests dev -j 3 # on two processors: many wait, for a time-out or a program that they started
if [ "$full" -eq 1 ]; then
    install_packages packaging/packages-full.txt
    for preset in asan tsan; do
        cmake --preset "$preset" -DOTTLA_BUILD_APP=OFF --log-level=WARNING
        cmake --build --preset "$preset"
        run_tests "$preset" -j 2
    done
    packaging/fuzz.sh 300 || status=1
    tests/bench/broker.sh || status=1
    tests/bench/browse.sh || status=1
    tests/bench/start.sh || status=1
    tests/bench/registry.sh || status=1
fi
python3 packaging/summary.py "${reports[@]}"
exit "$status"
