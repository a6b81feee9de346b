// SPDX-License-Identifier: Apache-2.0
// What the interoperability tests do with the Java client. Usage: Client COMMAND BOOTSTRAP …
// Each command ends with status 0 and one JSON line of what it saw, or with a stack trace.

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.*;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.*;
import org.apache.kafka.clients.consumer.*;
import org.apache.kafka.clients.producer.*;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.*;

public final class Client {
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static String bootstrap;

    private static void waitUntil(BooleanSupplier condition, String what) {
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("not within " + DEADLINE.toSeconds() + " s: " + what);
            }
        }
    }

    private static Admin administrator() {
        return Admin.create(Map.of("bootstrap.servers", bootstrap));
    }

    private static void create(Admin admin, String topic, int partitions, Map<String, String> config)
            throws Exception {
        admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1).configs(config))).all().get();
    }

    private static String retention(Admin admin, ConfigResource resource) throws Exception {
        return admin.describeConfigs(List.of(resource)).all().get().get(resource).get("retention.ms").value();
    }

    private static int partitions(Admin admin, String topic) {
        try {
            if (!admin.listTopics().names().get().contains(topic)) {
                return 0;
            }
            return admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions().size();
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static String admin(String topic) throws Exception {
        try (Admin admin = administrator()) {
            create(admin, topic, 2, Map.of("retention.ms", "3600000"));
            String again = "created twice";
            try {
                create(admin, topic, 2, Map.of());
            } catch (ExecutionException failure) {
                again = failure.getCause() instanceof TopicExistsException ? "refused" : failure.toString();
            }
            admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(4))).all().get();
            waitUntil(() -> partitions(admin, topic) == 4, "four partitions");
            ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
            String before = retention(admin, resource);
            admin.incrementalAlterConfigs(Map.of(resource, List.of(new AlterConfigOp(
                    new ConfigEntry("retention.ms", "7200000"), AlterConfigOp.OpType.SET)))).all().get();
            String after = retention(admin, resource);
            int brokers = admin.describeCluster().nodes().get().size();
            admin.deleteTopics(List.of(topic)).all().get();
            waitUntil(() -> partitions(admin, topic) == 0, "the topic is gone");
            return String.format("\"again\": \"%s\", \"retention\": \"%s\", \"altered\": \"%s\", \"brokers\": %d",
                    again, before, after, brokers);
        }
    }

    private static int produce(String topic, String codec, int count, int partitions) throws Exception {
        try (Admin admin = administrator()) {
            create(admin, topic, partitions, Map.of());
        }
        Map<String, Object> options = Map.of("bootstrap.servers", bootstrap, "compression.type", codec,
                "linger.ms", "20");
        Set<String> stored = new HashSet<>();
        try (var producer = new KafkaProducer<>(options, new StringSerializer(), new StringSerializer())) {
            List<Future<RecordMetadata>> answers = new ArrayList<>();
            for (int i = 0; i < count; ++i) {
                var record = new ProducerRecord<>(topic, i % partitions, "k" + i, "v" + i);
                record.headers().add("n", ("" + i).getBytes(StandardCharsets.UTF_8));
                record.headers().add("n", "again".getBytes(StandardCharsets.UTF_8));
                answers.add(producer.send(record));
            }
            for (Future<RecordMetadata> answer : answers) {
                stored.add(answer.get().partition() + "/" + answer.get().offset());
            }
        }
        return stored.size();
    }

    private static KafkaConsumer<String, String> consumer(Map<String, Object> more) {
        Map<String, Object> options = new HashMap<>(more);
        options.put("bootstrap.servers", bootstrap);
        options.put("auto.offset.reset", "earliest");
        options.put("enable.auto.commit", "false");
        return new KafkaConsumer<>(options, new StringDeserializer(), new StringDeserializer());
    }

    private static String text(Iterable<Header> headers) {
        StringJoiner all = new StringJoiner(" ");
        headers.forEach(h -> all.add(h.key() + "=" + new String(h.value(), StandardCharsets.UTF_8)));
        return all.toString();
    }

    private static String codec(String topic, String name, int count) throws Exception {
        int stored = produce(topic, name, count, 1);
        List<ConsumerRecord<String, String>> seen = new ArrayList<>();
        try (var consumer = consumer(Map.of())) {
            consumer.assign(List.of(new TopicPartition(topic, 0)));
            consumer.seek(new TopicPartition(topic, 0), 0);
            waitUntil(() -> {
                consumer.poll(Duration.ofMillis(100)).forEach(seen::add);
                return seen.size() >= count;
            }, "every record is there");
        }
        boolean right = true;
        for (int i = 0; i < seen.size(); ++i) {
            var record = seen.get(i);
            right &= record.key().equals("k" + i) && record.value().equals("v" + i)
                    && text(record.headers()).equals("n=" + i + " n=again");
        }
        return String.format("\"stored\": %d, \"consumed\": %d, \"right\": %b", stored, seen.size(), right);
    }

    private static String group(String topic, String name, int partitions, int count) throws Exception {
        produce(topic, "none", count, partitions);
        Map<String, Object> options = Map.of("group.id", name, "session.timeout.ms", "10000",
                "heartbeat.interval.ms", "300", "group.protocol", "classic");
        Set<String> seen = new HashSet<>();
        // One thread polls both, as two processes would: a poll of one never waits for the other.
        var first = consumer(options);
        var second = consumer(options);
        BooleanSupplier poll = () -> {
            for (var member : List.of(first, second)) {
                if (!member.subscription().isEmpty()) {
                    member.poll(Duration.ofMillis(50)).forEach(r -> seen.add(r.partition() + "/" + r.offset()));
                }
            }
            return true;
        };
        first.subscribe(List.of(topic));
        waitUntil(() -> poll.getAsBoolean() && first.assignment().size() == partitions, "one has every partition");
        second.subscribe(List.of(topic));
        waitUntil(() -> poll.getAsBoolean() && !first.assignment().isEmpty() && !second.assignment().isEmpty()
                && first.assignment().size() + second.assignment().size() == partitions
                && Collections.disjoint(first.assignment(), second.assignment()), "two share the partitions");
        waitUntil(() -> poll.getAsBoolean() && seen.size() == count, "every record was seen");
        second.commitSync();
        second.close();
        waitUntil(() -> {
            first.poll(Duration.ofMillis(50));
            return first.assignment().size() == partitions;
        }, "the one that stayed has every partition");
        Map<TopicPartition, OffsetAndMetadata> ends = new HashMap<>();
        first.assignment().forEach(p -> ends.put(p, new OffsetAndMetadata(count / partitions)));
        first.commitSync(ends);
        first.close();
        return "\"seen\": " + seen.size();
    }

    private static String committed(String name) throws Exception {
        try (Admin admin = administrator()) {
            long total = 0;
            for (var offset : admin.listConsumerGroupOffsets(name).partitionsToOffsetAndMetadata().get().values()) {
                total += offset.offset();
            }
            boolean listed = admin.listGroups().all().get().stream().anyMatch(g -> g.groupId().equals(name));
            String state = admin.describeConsumerGroups(List.of(name)).all().get().get(name).groupState().toString();
            return String.format("\"committed\": %d, \"listed\": %b, \"state\": \"%s\"", total, listed, state);
        }
    }

    public static void main(String[] words) throws Exception {
        bootstrap = words[1];
        String seen = switch (words[0]) {
            case "admin" -> admin(words[2]);
            case "codec" -> codec(words[2], words[3], Integer.parseInt(words[4]));
            case "group" -> group(words[2], words[3], Integer.parseInt(words[4]), Integer.parseInt(words[5]));
            case "committed" -> committed(words[3]);
            default -> throw new IllegalArgumentException(words[0]);
        };
        System.out.println("{" + seen + "}");
    }
}
