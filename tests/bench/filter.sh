#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Measures how many loaded messages a second filters look at, on one core:
#   tests/bench/filter.sh [COUNT] [SIZE]
set -euo pipefail
cd "$(dirname "$0")/../.."
. tests/bench/common.sh

build_bench bench_filter
build/release/bin/bench/bench_filter "$@"
