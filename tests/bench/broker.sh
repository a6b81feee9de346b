#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Measures ottla-broker, and a peer beside it in the same run where PEER names its bootstrap address:
#   PEER=127.0.0.1:9192 tests/bench/broker.sh [COUNT] [SIZE]
set -euo pipefail
cd "$(dirname "$0")/../.."
. tests/bench/common.sh
count=${1:-1000000}
size=${2:-100}

build_bench ottla-broker bench_broker
start_broker
echo "idle: $(pss_kb "$broker") kB (PSS)"
for run in 1 2 3; do
    echo "ottla-broker, run $run: $(build/release/bin/bench/bench_broker "$address" "$count" "$size")"
    if [ -n "${PEER:-}" ]; then
        echo "$PEER, run $run: $(build/release/bin/bench/bench_broker "$PEER" "$count" "$size")"
    fi
done
