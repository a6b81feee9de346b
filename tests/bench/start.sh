#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Measures how soon the broker answers and the window is there:
#   tests/bench/start.sh [RUNS]
set -euo pipefail
cd "$(dirname "$0")/../.."
. tests/bench/common.sh
runs=${1:-21}

build_bench ottla ottla-broker bench_start
folder=$(mktemp -d "${TMPDIR:-/tmp}/ottla-bench.XXXXXX")
trap 'rm -rf "$folder"' EXIT
echo "ottla-broker: $(build/release/bin/bench/bench_start "$runs" build/release/bin/ottla-broker \
    node --data "$folder/data" --port 0 2>"$folder/log.txt")"

if ! command -v xvfb-run >/dev/null || ! command -v xdotool >/dev/null; then
    echo "ottla: not measured, for want of xvfb-run and xdotool"
    exit 0
fi
export folder
export runs
# Without -noreset the X server starts anew when its last client leaves, and refuses one that comes just then.
xvfb-run -a -s "-screen 0 1600x1000x24 -noreset" bash -c '
    for ((run = 0; run < runs; ++run)); do
        from=$(date +%s%N)
        QT_QPA_PLATFORM=xcb build/release/bin/ottla --profile "$folder/profile" 2>/dev/null &
        # Its own --sync looks twice a second only.
        until xdotool search --onlyvisible --class ottla >/dev/null 2>&1; do :; done
        echo $((($(date +%s%N) - from) / 1000000))
        kill $! && wait $! 2>/dev/null || true
    done' | sort -n | awk '{ t[NR] = $1 }
    END { printf "ottla: exec to its window, looked for by xdotool again and again: median %d ms, slowest %d ms\n",
          t[int((NR + 1) / 2)], t[NR] }'
