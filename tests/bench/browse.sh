#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Measures how the window takes in a large topic, beside kcat on the same topic in the same run:
#   tests/bench/browse.sh [COUNT] [SIZE] [PARTITIONS]
set -euo pipefail
cd "$(dirname "$0")/../.."
. tests/bench/common.sh

build_bench ottla-broker bench_browse
start_broker
build/release/bin/bench/bench_browse "$address" "${1:-1000000}" "${2:-100}" "${3:-1}"
