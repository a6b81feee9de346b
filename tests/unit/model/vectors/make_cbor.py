#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Ottla authors
# SPDX-License-Identifier: Apache-2.0
"""Writes cbor.txt with a reference encoder: pip install cbor2, then run this beside it.

A line is: name, body in hexadecimal, the text expected with its white space made single. What the
encoder never writes (parts of strings, lists without a count) is given as bytes that it has read
back.
"""
import pathlib

import cbor2

CASES = [
    ("null", None, "null"),
    ("true", True, "true"),
    ("false", False, "false"),
    ("undefined", cbor2.undefined, "undefined"),
    ("simple value", cbor2.CBORSimpleValue(99), "simple(99)"),
    ("empty list", [], "[]"),
    ("empty map", {}, "{}"),
    ("double", 0.1, "0.1"),
    ("text", "Gr\u00fc\u00df \"Gott\"\n", '"Gr\u00fc\u00df \\"Gott\\"\\n"'),
    ("bytes", b"\x00\xff", "h'00ff'"),
    ("tag", cbor2.CBORTag(4711, "x"), 'ext(4711, "x")'),
    ("tagged list", cbor2.CBORTag(4711, [1]), "ext(4711, [ 1 ])"),
    ("big number", 2**64, "ext(2, h'010000000000000000')"),
    ("nested", {"id": 4711, "items": [{"name": "a"}, None]},
     '{ "id": 4711, "items": [ { "name": "a" }, null ] }'),
    ("integer key", {1: "one"}, '{ 1: "one" }'),
]
for number in (0, 23, 24, 255, 256, 65535, 65536, 2**32 - 1, 2**32, 2**53 + 1, 2**64 - 1,
               -1, -24, -25, -256, -257, -2**31 - 1, -2**63, -2**63 - 1, -2**64):
    CASES.append((f"integer {number}", number, str(number)))
for size in (23, 24, 255, 256, 300):
    CASES.append((f"text of {size}", "x" * size, '"' + "x" * size + '"'))
    CASES.append((f"bytes of {size}", b"x" * size, "h'" + "78" * size + "'"))
for size in (23, 24, 300):
    CASES.append((f"list of {size}", [1] * size, "[ " + ", ".join(["1"] * size) + " ]"))
    pairs = ", ".join(f"{i}: null" for i in range(size))
    CASES.append((f"map of {size}", dict.fromkeys(range(size)), "{ " + pairs + " }"))
SHORT_FLOATS = [(1.5, "1.5"), (-0.0, "-0"), (65504.0, "65504"), (5.960464477539063e-08,
                "5.960464477539063e-08"), (float("inf"), "inf"), (float("-inf"), "-inf"),
                (3.4028234663852886e+38, "3.4028235e+38")]
READ_ONLY = [
    ("text in parts", "7f6161626262ff", "abb", '"abb"'),
    ("bytes in parts", "5f4101420203ff", b"\x01\x02\x03", "h'010203'"),
    ("list to a break", "9f0102ff", [1, 2], "[ 1, 2 ]"),
    ("map to a break", "bf616101ff", {"a": 1}, '{ "a": 1 }'),
]

lines = [f"{name}\t{cbor2.dumps(value).hex()}\t{text}\n" for name, value, text in CASES]
lines += [f"float {text}\t{cbor2.dumps(value, canonical=True).hex()}\t{text}\n"
          for value, text in SHORT_FLOATS]
for name, body, value, text in READ_ONLY:
    assert cbor2.loads(bytes.fromhex(body)) == value
    lines.append(f"{name}\t{body}\t{text}\n")
path = pathlib.Path(__file__).with_name("cbor.txt")
path.write_text("".join(lines), encoding="utf-8")
