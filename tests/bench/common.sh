# SPDX-License-Identifier: Apache-2.0
# Sourced by the measuring scripts, in the project's root folder.

# build_bench TARGET…: release builds, with the measuring programs.
build_bench() {
    cmake --preset release -DOTTLA_BUILD_TESTS=ON --log-level=WARNING
    cmake --build --preset release --target "$@"
}

# start_broker: sets `broker` (its pid) and `address` (host:port); it ends with the script.
start_broker() {
    data=$(mktemp -d "${TMPDIR:-/tmp}/ottla-bench.XXXXXX")
    coproc BROKER {
        exec build/release/bin/ottla-broker node --data "$data/log" --port 0 --exit-with-stdin \
            2>"$data/log.txt"
    }
    broker=$BROKER_PID
    trap 'kill "$broker" 2>/dev/null || true; wait "$broker" 2>/dev/null || true; rm -rf "$data"' EXIT
    read -r -u "${BROKER[0]}" _ address
    address=${address#PLAINTEXT://}
}

# pss_kb PID
pss_kb() { awk '/^Pss:/ {print $2}' "/proc/$1/smaps_rollup"; }
