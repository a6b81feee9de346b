#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Ottla authors
# SPDX-License-Identifier: Apache-2.0
"""Writes protobuf.txt and shop.desc with the reference encoder: Debian's protobuf-compiler and
python3-protobuf 3.21.

A line is: name, message, body in hexadecimal, the text expected with its white space made single.
The message "-" means that nothing is known of it.
"""
import pathlib
import subprocess

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

HERE = pathlib.Path(__file__).parent
subprocess.run(["protoc", "--include_imports", "--descriptor_set_out=shop.desc", "shop.proto"],
               cwd=HERE, check=True)
files = descriptor_pb2.FileDescriptorSet.FromString((HERE / "shop.desc").read_bytes())
messages = message_factory.GetMessages(files.file)
Order, Numbers, Tree = (messages[f"shop.{name}"] for name in ("Order", "Numbers", "Tree"))

order = Order(id=2**53 + 1, customer="Gregor", status=1)
order.lines.add(sku="A-1", count=2)
order.lines.add(sku="B-2", count=1)
order.tags["gift"] = 2**62 + 1
order.total.currency = "CZK"
order.total.cents = -1990
order.placed.FromJsonString("2024-02-29T13:37:00.25Z")
order.took.FromJsonString("-1.5s")
order.token = b"\x00\xff"
ORDER = ('{ "id": 9007199254740993, "customer": "Gregor", "status": "PAID", "lines": [ { "sku": "A-1", '
         '"count": 2 }, { "sku": "B-2", "count": 1 } ], "tags": { "gift": 4611686018427387905 }, "total": '
         '{ "currency": "CZK", "cents": -1990 }, "placed": "2024-02-29T13:37:00.250000000Z", "took": '
         '"-1.500000000s", "token": h\'00ff\' }')
least = Numbers(i32=-2**31, i64=-2**63, s32=-2**31, s64=-2**63, sf32=-2**31, sf64=-2**63, f=-0.5,
                d=-0.1, maybe=0)
most = Numbers(i32=2**31 - 1, i64=2**63 - 1, u32=2**32 - 1, u64=2**64 - 1, s32=2**31 - 1,
               s64=2**63 - 1, f32=2**32 - 1, f64=2**64 - 1, sf32=2**31 - 1, sf64=2**63 - 1, f=0.5,
               d=0.1, b=True)
lists = Numbers(packed=[1, -1, 300], loose=[1, 2], doubles=[0.5, 1.0], states=[0, 1, 7])
lists.by_number[-1] = 1
tree = Tree(value=1)
tree.children.add(value=2).children.add(value=3)
# What a newer writer knows and this type does not.
newer = order.__class__(id=1).SerializeToString() + bytes.fromhex("a00696018206056869207468d206020801")

CASES = [
    ("empty", "shop.Order", b"", "{}"),
    ("order", "shop.Order", order.SerializeToString(), ORDER),
    ("least", "shop.Numbers", least.SerializeToString(),
     '{ "i32": -2147483648, "i64": -9223372036854775808, "s32": -2147483648, "s64": '
     '-9223372036854775808, "sf32": -2147483648, "sf64": -9223372036854775808, "f": -0.5, "d": -0.1, '
     '"maybe": 0 }'),
    ("most", "shop.Numbers", most.SerializeToString(),
     '{ "i32": 2147483647, "i64": 9223372036854775807, "u32": 4294967295, "u64": '
     '18446744073709551615, "s32": 2147483647, "s64": 9223372036854775807, "f32": 4294967295, "f64": '
     '18446744073709551615, "sf32": 2147483647, "sf64": 9223372036854775807, "f": 0.5, "d": 0.1, "b": '
     'true }'),
    ("lists", "shop.Numbers", lists.SerializeToString(),
     '{ "packed": [ 1, -1, 300 ], "loose": [ 1, 2 ], "doubles": [ 0.5, 1 ], "states": [ "NEW", "PAID", '
     '7 ], "by_number": { -1: "PAID" } }'),
    ("tree", "shop.Tree", tree.SerializeToString(),
     '{ "value": 1, "children": [ { "value": 2, "children": [ { "value": 3 } ] } ] }'),
    ("merged", "shop.Order", bytes.fromhex("3203" "0a01" "58" "3202" "1005"),
     '{ "total": { "currency": "X", "cents": 5 } }'),
    ("last one counts", "shop.Order", bytes.fromhex("0801" "0802"), '{ "id": 2 }'),
    ("packed or not", "shop.Numbers", bytes.fromhex("7001" "72020304"),
     '{ "packed": [ 1, 3, 4 ] }'),
    ("wrong wire type", "shop.Order", bytes.fromhex("0a0161"), '{ 1: "a" }'),
    ("nothing known", "-", order.SerializeToString(),
     '{ 1: 9007199254740993, 2: "Gregor", 3: 1, 4: [ { 1: "A-1", 2: 2 }, { 1: "B-2", 2: 1 } ], 5: { 1: '
     '"gift", 2: 4611686018427387905 }, 6: { 1: "CZK", 2: 18446744073709549626 }, 7: { 1: 1709213820, 2: '
     '250000000 }, 8: { 1: 18446744073709551615, 2: 18446744073209551616 }, 10: h\'00ff\' }'),
    ("group", "-", bytes.fromhex("0b" "1001" "0c"), "{ 1: { 2: 1 } }"),
    ("fixed numbers guessed", "-", bytes.fromhex("0d0000003f" "11000000000000e03f" "1d01000000"),
     "{ 1: 0.5, 2: 0.5, 3: 1 }"),
]
CASES.append(("newer writer", "shop.Order", newer, '{ "id": 1, 96: "hi th", 100: 150, 106: { 1: 1 } }'))
(HERE / "protobuf.txt").write_text(
    "".join(f"{name}\t{message}\t{body.hex()}\t{text}\n" for name, message, body, text in CASES),
    encoding="utf-8")
