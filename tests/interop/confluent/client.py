# SPDX-License-Identifier: Apache-2.0
"""What the interoperability tests do with librdkafka's Python client. Usage: client.py COMMAND BOOTSTRAP …

Each command ends with status 0 and one JSON line of what it saw, or with a traceback.
"""
import json
import sys
import time

from confluent_kafka import Consumer, ConsumerGroupTopicPartitions, KafkaException, Producer, TopicPartition, libversion
from confluent_kafka.admin import (
    AdminClient, AlterConfigOpType, ConfigEntry, ConfigResource, NewPartitions, NewTopic, ResourceType)

DEADLINE = 30


def wait_until(condition, what):
    end = time.monotonic() + DEADLINE
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(f"not within {DEADLINE} s: {what}")


def done(futures):
    return [future.result(DEADLINE) for future in futures.values()]


def create(client, topic, partitions, config=None):
    done(client.create_topics([NewTopic(topic, partitions, 1, config=config or {})]))


def admin(bootstrap, topic):
    client = AdminClient({"bootstrap.servers": bootstrap})

    def partitions():
        # All topics: what the clients since 2.8 ask for with more bytes than the message has.
        topics = client.list_topics(timeout=DEADLINE).topics
        return len(topics[topic].partitions) if topic in topics else 0

    def retention():
        resource = ConfigResource(ResourceType.TOPIC, topic)
        return done(client.describe_configs([resource]))[0]["retention.ms"].value

    create(client, topic, 2, {"retention.ms": "3600000"})
    try:
        create(client, topic, 2)
        again = "created twice"
    except KafkaException as refused:
        again = "refused" if refused.args[0].name() == "TOPIC_ALREADY_EXISTS" else str(refused)
    done(client.create_partitions([NewPartitions(topic, 4)]))
    wait_until(lambda: partitions() == 4, "four partitions")
    before = retention()
    entry = ConfigEntry("retention.ms", "7200000", incremental_operation=AlterConfigOpType.SET)
    done(client.incremental_alter_configs([ConfigResource(ResourceType.TOPIC, topic, incremental_configs=[entry])]))
    after = retention()
    brokers = len(client.describe_cluster().result(DEADLINE).nodes)
    done(client.delete_topics([topic]))
    wait_until(lambda: partitions() == 0, "the topic is gone")
    return {"version": libversion()[0], "again": again, "retention": before, "altered": after, "brokers": brokers}


def produce(bootstrap, topic, codec, count, partitions=1):
    create(AdminClient({"bootstrap.servers": bootstrap}), topic, int(partitions))
    producer = Producer({"bootstrap.servers": bootstrap, "compression.type": codec, "enable.idempotence": True,
                         "linger.ms": 20})
    stored = set()

    def delivered(error, message):
        if error:
            raise KafkaException(error)
        stored.add((message.partition(), message.offset()))

    for i in range(int(count)):
        producer.produce(topic, b"v%d" % i, b"k%d" % i, partition=i % int(partitions), on_delivery=delivered,
                         headers=[("n", b"%d" % i), ("n", b"again")])
    if producer.flush(DEADLINE):
        raise TimeoutError("not everything was delivered")
    return len(stored)


def codec(bootstrap, topic, name, count):
    stored = produce(bootstrap, topic, name, count)
    consumer = Consumer({"bootstrap.servers": bootstrap, "group.id": "unused", "enable.auto.commit": False})
    consumer.assign([TopicPartition(topic, 0, 0)])
    seen = []
    wait_until(lambda: seen.extend(take(consumer)) or len(seen) >= int(count), "every record is there")
    consumer.close()
    right = all(
        (m.key(), m.value(), m.headers()) == (b"k%d" % i, b"v%d" % i, [("n", b"%d" % i), ("n", b"again")])
        for i, m in enumerate(seen))
    return {"stored": stored, "consumed": len(seen), "right": right}


def take(consumer):
    messages = consumer.consume(500, 0.1)
    for message in messages:
        if message.error():
            raise KafkaException(message.error())
    return messages


def group(bootstrap, topic, name, partitions, count):
    produce(bootstrap, topic, "none", count, partitions)
    every = set(range(int(partitions)))
    seen = set()

    def member():
        consumer = Consumer({"bootstrap.servers": bootstrap, "group.id": name, "auto.offset.reset": "earliest",
                             "enable.auto.commit": False, "session.timeout.ms": 10000, "heartbeat.interval.ms": 300})
        consumer.subscribe([topic])
        return consumer

    def poll(*members):
        for consumer in members:
            seen.update((m.partition(), m.offset()) for m in take(consumer))
        return [{p.partition for p in consumer.assignment()} for consumer in members]

    first = member()
    wait_until(lambda: poll(first) == [every], "the only member has every partition")
    second = member()

    def shared():
        one, other = poll(first, second)
        return one and other and one | other == every and not one & other

    wait_until(shared, "two members share the partitions")
    wait_until(lambda: poll(first, second) and len(seen) == int(count), "every record was seen")
    second.commit(asynchronous=False)
    second.close()
    wait_until(lambda: poll(first) == [every], "the one that stayed has every partition")
    ends = [TopicPartition(topic, p, int(count) // len(every)) for p in sorted(every)]
    first.commit(offsets=ends, asynchronous=False)
    first.close()
    return {"seen": len(seen)}


def committed(bootstrap, topic, name, partitions):
    client = AdminClient({"bootstrap.servers": bootstrap})
    offsets = done(client.list_consumer_group_offsets([ConsumerGroupTopicPartitions(name)]))[0]
    listed = [g.group_id for g in client.list_consumer_groups().result(DEADLINE).valid]
    state = done(client.describe_consumer_groups([name]))[0].state.name
    return {"committed": sum(p.offset for p in offsets.topic_partitions), "listed": name in listed,
            "state": state.capitalize()}


commands = {f.__name__: f for f in (admin, codec, group, committed)}
print(json.dumps(commands[sys.argv[1]](*sys.argv[2:])))
