#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Measures how the window takes in a large topic, beside kcat on the same topic in the same run, and
# filters and sorts it. 10,000,000 messages take about 3 GB on the disk of TMPDIR, twice.
#   tests/bench/browse.sh [COUNT] [SIZE] [PARTITIONS] [RUNS]
set -euo pipefail
cd "$(dirname "$0")/../.."
. tests/bench/common.sh

build_bench ottla-broker bench_browse
start_broker
build/release/bin/bench/bench_browse "$address" "${1:-10000000}" "${2:-200}" "${3:-6}" "${4:-3}"
