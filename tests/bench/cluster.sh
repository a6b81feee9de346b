#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Measures a cluster of three: its start, what it holds, and a topic of many partitions:
#   tests/bench/cluster.sh [PARTITIONS]
set -euo pipefail
cd "$(dirname "$0")/../.."
. tests/bench/common.sh

build_bench ottla-broker bench_cluster
OTTLA_BROKER=build/release/bin/ottla-broker build/release/bin/bench/bench_cluster "${1:-1000}"
