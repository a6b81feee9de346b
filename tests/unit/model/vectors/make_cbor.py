#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Ottla authors
# SPDX-License-Identifier: Apache-2.0
"""Writes cbor.txt and, with numbers of 2 KiB and more, cborbignums.txt with a reference encoder:
pip install cbor2, then run this beside them.

A line is: name, body in hexadecimal, the text expected with its white space made single. What the
encoder never writes (parts of strings, lists without a count, most tags) is given as bytes that it
has read back.
"""
import datetime
import decimal
import pathlib
import sys
import uuid

import cbor2

UTC = datetime.timezone.utc
sys.set_int_max_str_digits(0)



def decimal_parts(text):
    """The exponent and the mantissa."""
    sign, digits, exponent = decimal.Decimal(text).as_tuple()
    return [exponent, (-1 if sign else 1) * int("".join(map(str, digits)))]


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
    ("tag", cbor2.CBORTag(4711, "x"), '4711("x")'),
    ("tagged list", cbor2.CBORTag(4711, [1]), "4711([ 1 ])"),
    ("tag in a tag", cbor2.CBORTag(55799, cbor2.CBORTag(32, "http://a")), '55799(32("http://a"))'),
    ("uuid", uuid.UUID("00112233-4455-6677-8899-aabbccddeeff"),
     '"00112233-4455-6677-8899-aabbccddeeff"'),
    ("times", [datetime.datetime(2013, 3, 21, 20, 4, tzinfo=UTC)], '[ "2013-03-21T20:04:00Z" ]'),
    ("nested", {"id": 4711, "items": [{"name": "a"}, None]},
     '{ "id": 4711, "items": [ { "name": "a" }, null ] }'),
    ("integer key", {1: "one"}, '{ 1: "one" }'),
]
for number in (0, 23, 24, 255, 256, 65535, 65536, 2**32 - 1, 2**32, 2**53 + 1, 2**64 - 1,
               -1, -24, -25, -256, -257, -2**31 - 1, -2**63, -2**63 - 1, -2**64):
    CASES.append((f"integer {number}", number, str(number)))
for number in (2**64, -2**64 - 1, 2**64 + 1, 10**19, 10**27, -10**27 - 1, 2**127 - 1, 3**500):
    CASES.append((f"bignum {number}", number, str(number)))
for text in ("273.15", "-0.01", "0.0000001", "1", "-1234567890123456789012345678901234.5"):
    CASES.append((f"decimal {text}", cbor2.CBORTag(4, decimal_parts(text)),
                  f"{decimal.Decimal(text):f}"))
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

def seconds(value):
    return datetime.datetime(1970, 1, 1, tzinfo=UTC) + datetime.timedelta(seconds=value)


READ_ONLY += [
    ("bignum 0", "c240", 0, "0"),
    ("bignum -1", "c340", -1, "-1"),
    ("bignum with zeros before it", "c2440000002a", 42, "42"),
    ("bignum in parts", "c25f42010043000000ff", 2**32, "4294967296"),
    ("decimal with an exponent", "c4820305", decimal.Decimal("5e3"), "5e3"),
    ("decimal far behind the point", "c482386301", decimal.Decimal("1e-100"),
     "1e-100"),
    ("decimal of a bignum", "c48221c249010000000000000000", decimal.Decimal(2**64) / 100,
     "184467440737095516.16"),
    ("bigfloat", "c5822003", decimal.Decimal("1.5"), "1.5"),
    ("negative bigfloat", "c5822622", decimal.Decimal(-3) / 128, "-0.0234375"),
    ("large bigfloat", "c582184003", decimal.Decimal(3 * 2**64),
     str(3 * 2**64)),
    ("whole bigfloat", "c5822008", decimal.Decimal(4), "4"),
    ("time of seconds", "c11a514b67b0", seconds(1363896240), '"2013-03-21T20:04:00Z"'),
    ("time of a double", "c1fb41d452d9ec200000", seconds(1363896240.5), '"2013-03-21T20:04:00.5Z"'),
    ("time of a float", "c1fa4ea296cf", seconds(1363896192), '"2013-03-21T20:03:12Z"'),
    ("time of a large double", "c1fb41dfffffffc00000", seconds(2**31 - 1),
     '"2038-01-19T03:14:07Z"'),
    ("time before 1970", "c1fbbff8000000000000", seconds(-1.5), '"1969-12-31T23:59:58.5Z"'),
    ("time as text", "c074323031332d30332d32315432303a30343a30305a", seconds(1363896240),
     '"2013-03-21T20:04:00Z"'),
]
# Well-formed, but not what their tags are for: the tag and what is behind it.
UNFIT = [
    ("bignum of text", "c26178", '2("x")'),
    ("bignum of text that is not UTF-8", "c261ff", "2(h'ff')"),
    ("bignum of a bignum", "c2c24101", "2(1)"),
    ("decimal of one part", "c48101", "4([ 1 ])"),
    ("decimal of text", "c482016178", '4([ 1, "x" ])'),
    ("decimal of a fraction", "c48201f93e00", "4([ 1, 1.5 ])"),
    ("bigfloat far away", "c58219100001", "5([ 4096, 1 ])"),
    ("time of bytes", "c14101", "1(h'01')"),
    ("time beyond calendars", "c11b7fffffffffffffff", "1(9223372036854775807)"),
    ("time of a bignum", "c1c249010000000000000000", "1(18446744073709551616)"),
    ("time without an end", "c1f97c00", "1(inf)"),
    ("time that is no number", "c1f97e00", "1(nan)"),
    ("time close to 1970", "c1fb0000000000000001", "1(5e-324)"),
    ("uuid of 15 bytes", "d8254f" + "01" * 15, "37(h'" + "01" * 15 + "')"),
    ("time of a whole decimal fraction", "c1c482200a", '"1970-01-01T00:00:01Z"'),
    ("time of a negative decimal fraction", "c1c4822029", '"1969-12-31T23:59:59Z"'),
    ("time of a far decimal fraction", "c1c4821b7fffffffffffffff01", "1(1e9223372036854775807)"),
    ("bigfloat of the lowest exponent", "c5823b7fffffffffffffff01",
     "5([ -9223372036854775808, 1 ])"),
    ("time that is not text", "c001", "0(1)"),
]

lines = [f"{name}\t{cbor2.dumps(value).hex()}\t{text}\n" for name, value, text in CASES]
lines += [f"float {text}\t{cbor2.dumps(value, canonical=True).hex()}\t{text}\n"
          for value, text in SHORT_FLOATS]
for name, body, value, text in READ_ONLY:
    assert cbor2.loads(bytes.fromhex(body)) == value, name
    lines.append(f"{name}\t{body}\t{text}\n")
lines += [f"{name}\t{body}\t{text}\n" for name, body, text in UNFIT]
path = pathlib.Path(__file__).with_name("cbor.txt")
path.write_text("".join(lines), encoding="utf-8")

LARGE = [(2**16384 - 1, str), (-2**16384, str), (2**16384, hex), (-2**16392, hex)]
path.with_name("cborbignums.txt").write_text(
    "".join(f"{index}\t{cbor2.dumps(number).hex()}\t{text(number)}\n"
            for index, (number, text) in enumerate(LARGE)), encoding="utf-8")
