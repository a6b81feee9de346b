#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs one test program for CTest. Qt Test ends with 0 when a test was skipped; this ends with 77
# then, which CTest shows as skipped. A failure stays a failure.
set -u
output=$(mktemp)
trap 'rm -f "$output"' EXIT
"$@" 2>&1 | tee "$output"
status=${PIPESTATUS[0]}
if [ "$status" -eq 0 ] && grep -q '^SKIP   :' "$output"; then
    exit 77
fi
exit "$status"
