#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Measures ottla-broker, and a peer beside it in the same run where PEER names its bootstrap address:
#   PEER=127.0.0.1:9192 tests/bench/run.sh [COUNT] [SIZE]
set -euo pipefail
cd "$(dirname "$0")/../.."
count=${1:-1000000}
size=${2:-100}
bin=build/dev/bin

data=$(mktemp -d)
coproc BROKER { exec "$bin/ottla-broker" node --data "$data/log" --port 0 --exit-with-stdin 2>"$data/log.txt"; }
broker=$BROKER_PID
trap 'kill "$broker" 2>/dev/null || true; wait "$broker" 2>/dev/null || true; rm -rf "$data"' EXIT
read -r -u "${BROKER[0]}" _ address
address=${address#PLAINTEXT://}

echo "idle: $(awk '/^Pss:/ {print $2, $3}' "/proc/$broker/smaps_rollup") (PSS)"
for run in 1 2 3; do
    echo "ottla-broker, run $run: $("$bin/bench/bench_broker" "$address" "$count" "$size")"
    if [ -n "${PEER:-}" ]; then
        echo "$PEER, run $run: $("$bin/bench/bench_broker" "$PEER" "$count" "$size")"
    fi
done
