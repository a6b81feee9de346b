# SPDX-License-Identifier: Apache-2.0
"""What the interoperability tests do with kafka-python. Usage: client.py COMMAND BOOTSTRAP …

Each command ends with status 0 and one JSON line of what it saw, or with a traceback.
"""
import json
import sys
import threading
import time

from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import ConfigResource, ConfigResourceType, NewPartitions, NewTopic
from kafka.errors import TopicAlreadyExistsError

DEADLINE = 30


def wait_until(condition, what):
    end = time.monotonic() + DEADLINE
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(f"not within {DEADLINE} s: {what}")
        time.sleep(0.01)


def admin(bootstrap):
    client = KafkaAdminClient(bootstrap_servers=bootstrap)
    client.create_topics([NewTopic("py-admin", 2, 1, topic_configs={"retention.ms": "3600000"})])
    try:
        client.create_topics([NewTopic("py-admin", 2, 1)])
        again = "created twice"
    except TopicAlreadyExistsError:
        again = "refused"
    client.create_partitions({"py-admin": NewPartitions(4)})
    wait_until(lambda: len(client.describe_topics(["py-admin"])[0]["partitions"]) == 4, "four partitions")
    resource = ConfigResource(ConfigResourceType.TOPIC, "py-admin")
    entries = client.describe_configs([resource])[0].resources[0][4]
    retention = [entry[1] for entry in entries if entry[0] == "retention.ms"][0]
    client.alter_configs([ConfigResource(ConfigResourceType.TOPIC, "py-admin", {"retention.ms": "7200000"})])
    entries = client.describe_configs([resource])[0].resources[0][4]
    altered = [entry[1] for entry in entries if entry[0] == "retention.ms"][0]
    client.delete_topics(["py-admin"])
    wait_until(lambda: "py-admin" not in client.list_topics(), "the topic is gone")
    return {"again": again, "retention": retention, "altered": altered}


def produce(bootstrap, topic, count, codec):
    producer = KafkaProducer(
        bootstrap_servers=bootstrap, acks="all", compression_type=None if codec == "none" else codec)
    futures = [
        producer.send(topic, key=b"k%d" % i, value=b"v%d" % i, headers=[("n", b"%d" % i), ("n", b"again")])
        for i in range(int(count))
    ]
    producer.flush(DEADLINE)
    stored = [future.get(DEADLINE) for future in futures]
    producer.close()
    return {"stored": len({(record.partition, record.offset) for record in stored})}


def legacy(bootstrap, release, codec):
    """Produces, consumes and commits as the clients of an old release did."""
    version = tuple(int(part) for part in release.split("."))
    topic = f"py-legacy-{release}-{codec}"
    KafkaAdminClient(bootstrap_servers=bootstrap).create_topics([NewTopic(topic, 1, 1)])
    producer = KafkaProducer(bootstrap_servers=bootstrap, api_version=version, acks="all", linger_ms=50,
                             compression_type=None if codec == "none" else codec)
    futures = [producer.send(topic, key=b"k%d" % i, value=b"v%d" % i if i % 7 else None) for i in range(300)]
    producer.flush(DEADLINE)
    offsets = [future.get(DEADLINE).offset for future in futures]
    producer.close()

    def read(**options):
        consumer = KafkaConsumer(bootstrap_servers=bootstrap, consumer_timeout_ms=1000 * DEADLINE,
                                 auto_offset_reset="earliest", enable_auto_commit=False, **options)
        partition = TopicPartition(topic, 0)
        consumer.assign([partition])
        consumer.seek(partition, 17)
        return consumer, [(r.offset, r.key, r.value, r.timestamp) for _, r in zip(range(283), consumer)]

    consumer, old = read(api_version=version, group_id=f"legacy-{release}-{codec}")
    consumer.commit()
    committed = consumer.committed(TopicPartition(topic, 0))
    consumer.close()
    consumer, new = read()
    consumer.close()
    expected = [(i, b"k%d" % i, b"v%d" % i if i % 7 else None) for i in range(17, 300)]
    return {"offsets": offsets == list(range(300)), "old": [r[:3] for r in old] == expected,
            "new": [r[:3] for r in new] == expected, "committed": committed,
            "stamped": all(r[3] is not None and r[3] > 0 for r in old)}


def consume(bootstrap, topic, count):
    consumer = KafkaConsumer(topic, bootstrap_servers=bootstrap, auto_offset_reset="earliest",
                             enable_auto_commit=False, consumer_timeout_ms=DEADLINE * 1000)
    seen = []
    for record in consumer:
        seen.append(record)
        if len(seen) == int(count):
            break
    consumer.close()
    return {
        "count": len(seen),
        "values": sorted(record.value.decode() for record in seen)[:5],
        "headers": sorted([key, value.decode()] for key, value in seen[0].headers),
    }


class Member:
    """A consumer of a group in a thread of its own, as a process of its own would be."""

    def __init__(self, bootstrap, topic, group):
        self.consumer = KafkaConsumer(
            topic, bootstrap_servers=bootstrap, group_id=group, auto_offset_reset="earliest",
            enable_auto_commit=False, session_timeout_ms=10000, heartbeat_interval_ms=300)
        self.assigned = set()
        self.seen = []
        self.stopping = False
        self.failure = None
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def run(self):
        try:
            while not self.stopping:
                for records in self.consumer.poll(100).values():
                    self.seen += [(record.partition, record.offset) for record in records]
                self.assigned = {p.partition for p in self.consumer.assignment()}
            self.consumer.commit()
        except Exception as failure:  # reported by the main thread
            self.failure = failure
        self.consumer.close()

    def stop(self):
        self.stopping = True
        self.thread.join()
        if self.failure:
            raise self.failure


def rebalance(bootstrap, topic, group, partitions, count):
    every = set(range(int(partitions)))
    first = Member(bootstrap, topic, group)
    wait_until(lambda: first.assigned == every, "the only member has every partition")
    second = Member(bootstrap, topic, group)
    wait_until(lambda: first.assigned and second.assigned and first.assigned | second.assigned == every
               and not first.assigned & second.assigned, "two members share the partitions")
    shared = [sorted(first.assigned), sorted(second.assigned)]
    wait_until(lambda: len(set(first.seen + second.seen)) == int(count), "every record was seen")
    second.stop()
    wait_until(lambda: first.assigned == every, "the one that stayed has every partition")
    first.stop()
    return {"shared": shared, "seen": len(set(first.seen + second.seen))}


def committed(bootstrap, topic, group, partitions):
    consumer = KafkaConsumer(bootstrap_servers=bootstrap, group_id=group, enable_auto_commit=False)
    tps = [TopicPartition(topic, p) for p in range(int(partitions))]
    offsets = [consumer.committed(tp) for tp in tps]
    ends = consumer.end_offsets(tps)
    client = KafkaAdminClient(bootstrap_servers=bootstrap)
    groups = [name for name, _ in client.list_consumer_groups()]
    state = client.describe_consumer_groups([group])[0].state
    consumer.close()
    return {"committed": offsets, "ends": [ends[tp] for tp in tps], "groups": groups, "state": state}


commands = {f.__name__: f for f in (admin, produce, legacy, consume, rebalance, committed)}
print(json.dumps(commands[sys.argv[1]](*sys.argv[2:])))
