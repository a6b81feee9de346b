#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Measures how soon another broker leads:
#   tests/bench/failover.sh [RUNS]
set -euo pipefail
cd "$(dirname "$0")/../.."
. tests/bench/common.sh

build_bench ottla-broker bench_failover
build/release/bin/bench/bench_failover build/release/bin/ottla-broker "${1:-11}"
