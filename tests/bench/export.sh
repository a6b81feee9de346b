#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Measures saving a whole topic as JSON Lines, beside kcat's JSON of the same topic in the same run,
# and loading the file. 15,000,000 messages take about 3 GB on the disk of TMPDIR, and as much for
# each of the two files.
#   tests/bench/export.sh [COUNT] [SIZE] [PARTITIONS] [RUNS]
set -euo pipefail
cd "$(dirname "$0")/../.."
. tests/bench/common.sh

build_bench ottla-broker bench_export
start_broker
build/release/bin/bench/bench_export "$address" "$data" "${1:-15000000}" "${2:-200}" "${3:-6}" \
    "${4:-3}"
