#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Ottla authors
# SPDX-License-Identifier: Apache-2.0
"""Writes avro.txt with the reference encoder: Debian's python3-avro 1.11.1 (fastavro 1.9.4 for
the fingerprints, which that package lacks).

A line is: name, schema, body in hexadecimal, the text expected with its white space made single.
Lines whose schema is "-" are object containers. The last column of lines named "fingerprint …" is
the schema's CRC-64-AVRO, its lowest byte first.
"""
import datetime
import decimal
import io
import json
import pathlib
import uuid

import avro.datafile
import avro.io
import avro.schema
import fastavro.schema

HERE = pathlib.Path(__file__).parent
ORDER = json.loads((HERE / "order.avsc").read_text())


def encode(schema, value):
    out = io.BytesIO()
    parsed = avro.schema.parse(json.dumps(schema))
    avro.io.DatumWriter(parsed).write(value, avro.io.BinaryEncoder(out))
    return out.getvalue()


def container(schema, values, codec):
    out = io.BytesIO()
    parsed = avro.schema.parse(json.dumps(schema))
    writer = avro.datafile.DataFileWriter(out, avro.io.DatumWriter(), parsed, codec=codec)
    for value in values:
        writer.append(value)
    writer.flush()
    return out.getvalue()


def logical(kind, name, **more):
    return {"type": kind, "logicalType": name, **more}


UTC = datetime.timezone.utc
MOMENT = datetime.datetime(2024, 2, 29, 13, 37, 0, 250000, tzinfo=UTC)
TREE = {"type": "record", "name": "Node", "namespace": "t", "fields": [
    {"name": "value", "type": "int"},
    {"name": "children", "type": {"type": "array", "items": "Node"}}]}
CASES = [
    ("null", "null", None, "null"),
    ("true", "boolean", True, "true"),
    ("false", "boolean", False, "false"),
    ("int least", "int", -2**31, "-2147483648"),
    ("int most", "int", 2**31 - 1, "2147483647"),
    ("long least", "long", -2**63, "-9223372036854775808"),
    ("long most", "long", 2**63 - 1, "9223372036854775807"),
    ("long beyond a double", "long", 2**53 + 1, "9007199254740993"),
    ("float", "float", 0.5, "0.5"),
    ("double", "double", 0.1, "0.1"),
    ("string", "string", 'Gr\u00fc\u00df "Gott"', '"Gr\u00fc\u00df \\"Gott\\""'),
    ("empty string", "string", "", '""'),
    ("bytes", "bytes", b"\x00\xff", "h'00ff'"),
    ("fixed", {"type": "fixed", "name": "F", "size": 3}, b"abc", "h'616263'"),
    ("enum", {"type": "enum", "name": "E", "symbols": ["A", "B"]}, "B", '"B"'),
    ("union null", ["null", "string"], None, "null"),
    ("union string", ["null", "string"], "x", '"x"'),
    ("union of records", [{"type": "record", "name": "A", "fields": [{"name": "a", "type": "int"}]},
                          {"type": "record", "name": "B", "fields": [{"name": "b", "type": "int"}]}],
     {"b": 7}, '{ "b": 7 }'),
    ("array", {"type": "array", "items": "int"}, [1, -2, 300], "[ 1, -2, 300 ]"),
    ("empty array", {"type": "array", "items": "int"}, [], "[]"),
    ("map", {"type": "map", "values": "long"}, {"a": 1}, '{ "a": 1 }'),
    ("array of nulls", {"type": "array", "items": "null"}, [None, None], "[ null, null ]"),
    ("tree", TREE, {"value": 1, "children": [{"value": 2, "children": []}]},
     '{ "value": 1, "children": [ { "value": 2, "children": [] } ] }'),
    ("date", logical("int", "date"), datetime.date(2024, 2, 29), '"2024-02-29"'),
    ("date before the epoch", logical("int", "date"), datetime.date(1883, 7, 3), '"1883-07-03"'),
    ("time-millis", logical("int", "time-millis"), datetime.time(13, 37, 0, 250000),
     '"13:37:00.250"'),
    ("time-micros", logical("long", "time-micros"), datetime.time(0, 0, 0, 1), '"00:00:00.000001"'),
    ("timestamp-millis", logical("long", "timestamp-millis"), MOMENT, '"2024-02-29T13:37:00.250Z"'),
    ("timestamp-micros", logical("long", "timestamp-micros"), MOMENT,
     '"2024-02-29T13:37:00.250000Z"'),
    ("timestamp before the epoch", logical("long", "timestamp-millis"),
     datetime.datetime(1969, 12, 31, 23, 59, 59, 999000, tzinfo=UTC), '"1969-12-31T23:59:59.999Z"'),
    ("decimal", logical("bytes", "decimal", precision=10, scale=2), decimal.Decimal("-1234.56"),
     "-1234.56"),
    ("decimal beyond 64 bits", logical("bytes", "decimal", precision=30, scale=3),
     decimal.Decimal("123456789012345678901234.567"), "123456789012345678901234.567"),
    ("small decimal", logical("bytes", "decimal", precision=5, scale=4), decimal.Decimal("0.0007"),
     "0.0007"),
    ("fixed decimal", {"type": "fixed", "name": "D", "size": 8, "logicalType": "decimal",
                       "precision": 10, "scale": 1}, decimal.Decimal("-0.5"), "-0.5"),
    ("uuid", logical("string", "uuid"), str(uuid.UUID(int=0x112233445566778899AABBCCDDEEFF)),
     '"00112233-4455-6677-8899-aabbccddeeff"'),
    ("unknown logical type", logical("int", "made-up"), 5, "5"),
    ("order", ORDER,
     {"id": 2**53 + 1, "customer": "Gregor", "status": "PAID", "placed": MOMENT, "note": None,
      "total": decimal.Decimal("19.90"),
      "lines": [{"sku": "A-1", "count": 2}], "tags": {"gift": "yes"}},
     '{ "id": 9007199254740993, "customer": "Gregor", "status": "PAID", "placed": '
     '"2024-02-29T13:37:00.250Z", "total": 19.90, "note": null, "lines": [ { "sku": "A-1", '
     '"count": 2 } ], "tags": { "gift": "yes" } }'),
]

lines = []
for name, schema, value, text in CASES:
    lines.append((name, json.dumps(schema), encode(schema, value).hex(), text))
# What the encoder of this package never writes: blocks with their size in bytes, and 1.12's types.
lines += [
    ("array in sized blocks", '{"type": "array", "items": "int"}', "050602040600", "[ 1, 2, 3 ]"),
    ("timestamp-nanos", '{"type": "long", "logicalType": "timestamp-nanos"}', "01",
     '"1969-12-31T23:59:59.999999999Z"'),
    ("local-timestamp", '{"type": "long", "logicalType": "local-timestamp-millis"}', "00",
     '"1970-01-01T00:00:00.000"'),
    ("uuid in 16 bytes", '{"type": "fixed", "name": "U", "size": 16, "logicalType": "uuid"}',
     "00112233445566778899aabbccddeeff", '"00112233-4455-6677-8899-aabbccddeeff"'),
    ("duration", '{"type": "fixed", "name": "D", "size": 12, "logicalType": "duration"}',
     "010000000200000003000000", '{ "months": 1, "days": 2, "milliseconds": 3 }'),
]
simple = {"type": "record", "name": "R", "fields": [{"name": "a", "type": "int"}]}
for codec in ("null", "deflate", "snappy", "zstandard"):
    lines.append((f"container {codec}", "-",
                  container(simple, [{"a": i} for i in range(100, 103)], codec).hex(),
                  '[ { "a": 100 }, { "a": 101 }, { "a": 102 } ]'))
for name, schema in (("int", '"int"'), ("order", json.dumps(ORDER)), ("tree", json.dumps(TREE)),
                     ("enum", '{"type": "enum", "name": "E", "symbols": ["A", "B"], "doc": "x"}')):
    canonical = fastavro.schema.to_parsing_canonical_form(json.loads(schema))
    lines.append((f"fingerprint {name}", schema, "",
                  fastavro.schema.fingerprint(canonical, "CRC-64-AVRO")))
(HERE / "avro.txt").write_text("".join("\t".join(line) + "\n" for line in lines), encoding="utf-8")
