# SPDX-FileCopyrightText: The Ottla authors
# SPDX-License-Identifier: Apache-2.0
"""compare.py BOOTSTRAP TOPIC FILE: what kafka-python consumes of the topic, beside a file of saved
messages. Prints how many were equal in every byte, or the first difference."""

import base64
import json
import sys

from kafka import KafkaConsumer, TopicPartition


def body(saved):
    if saved is None:
        return None
    if isinstance(saved, str):
        return saved.encode("utf-8", "surrogatepass")
    return base64.b64decode(saved["base64"], validate=True)


def main(bootstrap, topic, path):
    saved = {}
    with open(path, encoding="utf-8", newline="\n") as lines:
        assert json.loads(next(lines)) == {"ottla": 1}
        for line in lines:
            m = json.loads(line)
            headers = [(body(h["name"]), body(h["value"])) for h in m["headers"]]
            saved[m["partition"], m["offset"]] = (
                body(m["key"]), body(m["value"]), headers, m["timestamp"])
    consumer = KafkaConsumer(
        bootstrap_servers=bootstrap, fetch_max_bytes=64 << 20, max_partition_fetch_bytes=8 << 20,
        consumer_timeout_ms=60000, max_poll_records=5000)
    places = [TopicPartition(topic, p) for p in sorted(consumer.partitions_for_topic(topic))]
    consumer.assign(places)
    consumer.seek_to_beginning(*places)
    left = sum(consumer.end_offsets(places).values())
    equal = 0
    while left > 0:
        for records in consumer.poll(timeout_ms=60000).values():
            for r in records:
                left -= 1
                headers = [(name.encode(), value) for name, value in r.headers]
                seen = (r.key, r.value, headers, r.timestamp)
                if saved.pop((r.partition, r.offset), None) != seen:
                    sys.exit(f"partition {r.partition} offset {r.offset} differs")
                equal += 1
    if saved:
        sys.exit(f"{len(saved)} were not consumed, as {next(iter(saved))}")
    print(json.dumps({"equal": equal}))


main(*sys.argv[1:])
