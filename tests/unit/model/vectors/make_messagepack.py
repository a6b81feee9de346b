#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Ottla authors
# SPDX-License-Identifier: Apache-2.0
"""Writes messagepack.txt with the reference encoder: pip install msgpack, then run this beside it.

A line is: name, body in hexadecimal, the text expected with its white space made single.
"""
import pathlib

import msgpack

CASES = [
    ("nil", None, "null"),
    ("true", True, "true"),
    ("false", False, "false"),
    ("empty list", [], "[]"),
    ("empty map", {}, "{}"),
    ("double", 0.1, "0.1"),
    ("float", ("float", 1.5), "1.5"),
    ("text", "Gr\u00fc\u00df \"Gott\"\n", '"Gr\u00fc\u00df \\"Gott\\"\\n"'),
    ("bytes", b"\x00\xff", "h'00ff'"),
    ("extension", msgpack.ExtType(5, b"\x01\x02"), "ext(5, h'0102')"),
    ("extension of 3", msgpack.ExtType(7, b"abc"), "ext(7, h'616263')"),
    ("nested", {"id": 4711, "items": [{"name": "a"}, None]},
     '{ "id": 4711, "items": [ { "name": "a" }, null ] }'),
    ("integer key", {1: "one"}, '{ 1: "one" }'),
]
for number in (0, 127, 128, 255, 256, 65535, 65536, 2**32 - 1, 2**32, 2**53 + 1, 2**64 - 1,
               -1, -32, -33, -128, -129, -32768, -32769, -2**31, -2**31 - 1, -2**63):
    CASES.append((f"integer {number}", number, str(number)))
for size in (31, 32, 255, 256, 300):
    CASES.append((f"text of {size}", "x" * size, '"' + "x" * size + '"'))
    CASES.append((f"bytes of {size}", b"x" * size, "h'" + "78" * size + "'"))
for size in (15, 16, 300):
    CASES.append((f"list of {size}", [1] * size, "[ " + ", ".join(["1"] * size) + " ]"))
    pairs = ", ".join(f"{i}: null" for i in range(size))
    CASES.append((f"map of {size}", dict.fromkeys(range(size)), "{ " + pairs + " }"))

lines = []
for name, value, text in CASES:
    if isinstance(value, tuple) and value[0] == "float":
        body = msgpack.packb(value[1], use_single_float=True)
    else:
        body = msgpack.packb(value)
    lines.append(f"{name}\t{body.hex()}\t{text}\n")
path = pathlib.Path(__file__).with_name("messagepack.txt")
path.write_text("".join(lines), encoding="utf-8")
