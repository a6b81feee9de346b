#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Measures `ottla-broker registry` beside Debian's ZooKeeper, and the limits of disk, client and
# network in the same run. Options: registry/measure.py --help.
set -euo pipefail
cd "$(dirname "$0")/../.."
. tests/bench/common.sh

build_bench ottla-broker bench_registry
exec python3 tests/bench/registry/measure.py --bin build/release/bin "$@"
