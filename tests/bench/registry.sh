#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Measures `ottla-broker registry` beside Debian's ZooKeeper, and the limits of disk, client and
# network in the same run. Options: registry/measure.py --help.
set -euo pipefail
cd "$(dirname "$0")/../.."
for program in ottla-broker bench/bench_registry; do
    if [ ! -x "build/dev/bin/$program" ]; then
        cmake --preset dev --log-level=WARNING
        cmake --build --preset dev --target ottla-broker bench_registry
    fi
done
exec python3 tests/bench/registry/measure.py --bin build/dev/bin "$@"
