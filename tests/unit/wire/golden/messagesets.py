#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Message sets of the formats v0 and v1 as kafka-python writes them, for tst_messageset.

A line each: codec, format, bytes in hex. Made with kafka-python 2.0.2, python3-lz4, python3-snappy and python3-xxhash:
    python3 messagesets.py > messagesets.txt
"""
from kafka.record.legacy_records import LegacyRecordBatchBuilder

CODECS = {"none": 0, "gzip": 1, "snappy": 2, "lz4": 3}
MESSAGES = [
    (b"key", b"value"),
    (None, b"no key"),
    (b"no value", None),
    (b"", b""),
    (b"long", bytes(range(256)) * 4),
]

print("# Made by messagesets.py")
for name, codec in CODECS.items():
    for magic in (0, 1):
        builder = LegacyRecordBatchBuilder(magic=magic, compression_type=codec, batch_size=1 << 20)
        for offset, (key, value) in enumerate(MESSAGES):
            builder.append(offset, timestamp=1_700_000_000_000 + offset, key=key, value=value)
        print(name, magic, bytes(builder.build()).hex())
