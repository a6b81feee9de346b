#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints what CTest's JUnit reports say as a table: passed, failed, skipped and why."""
import re
import sys
import xml.etree.ElementTree as ElementTree

SKIP = re.compile(r"^SKIP\s+: (\S+)\s*(.*)$", re.MULTILINE)
TOTALS = re.compile(r"^Totals: (\d+) passed, (\d+) failed, (\d+) skipped", re.MULTILINE)


def main(reports):
    rows = []
    passed = failed = skipped = 0
    for report in reports:
        for case in ElementTree.parse(report).getroot().iter("testcase"):
            output = case.findtext("system-out") or ""
            totals = TOTALS.findall(output)
            for p, f, s in totals:
                passed, failed, skipped = passed + int(p), failed + int(f), skipped + int(s)
            broken = case.find("failure") is not None or case.get("status") == "fail"
            if not totals and not broken:
                passed += 1
            elif broken and not any(int(f) for _, f, _ in totals):
                failed += 1
            state = "FAILED" if broken else "skipped" if SKIP.search(output) else "passed"
            rows.append((case.get("name"), state, float(case.get("time", 0)), SKIP.findall(output)))
    width = max((len(name) for name, *_ in rows), default=4)
    print(f"\n{'test':<{width}}  result   seconds")
    for name, state, seconds, skips in rows:
        print(f"{name:<{width}}  {state:<7}  {seconds:7.1f}")
        for function, reason in skips:
            print(f"{'':<{width}}    skipped {function}: {reason}")
    print(f"\n{passed} passed, {failed} failed, {skipped} skipped")


main(sys.argv[1:])
