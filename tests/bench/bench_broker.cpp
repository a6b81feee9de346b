// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0

// Measures a broker, Ottla's or Apache Kafka's, through librdkafka; no test, it passes no
// judgement.
//   bench_broker BOOTSTRAP COUNT SIZE
// prints one line: messages/s produced (acks=all), messages/s consumed, and round trips of one
// message at a time in µs (median and 99th percentile).

#include "load.h"

#include <algorithm>

using namespace ottla::bench;

namespace {

constexpr int roundTrips = 2000;

double consume(const char* bootstrap, const std::string& topic, long count)
{
    rd_kafka_conf_t* conf = rd_kafka_conf_new();
    rd_kafka_conf_set(conf, "bootstrap.servers", bootstrap, nullptr, 0);
    rd_kafka_conf_set(conf, "queued.min.messages", "1000000", nullptr, 0);
    rd_kafka_conf_set(conf, "fetch.message.max.bytes", "4194304", nullptr, 0);
    const Handle handle(rd_kafka_new(RD_KAFKA_CONSUMER, conf, nullptr, 0), &rd_kafka_destroy);
    rd_kafka_topic_t* source = rd_kafka_topic_new(handle.get(), topic.c_str(), nullptr);
    std::vector<rd_kafka_message_t*> batch(10'000);
    const auto start = Clock::now();
    rd_kafka_consume_start(source, 0, RD_KAFKA_OFFSET_BEGINNING);
    for (long seen = 0; seen < count;) {
        if (secondsSince(start) > 120) {
            fail("Only " + std::to_string(seen) + " messages came back in two minutes");
        }
        const ssize_t taken = rd_kafka_consume_batch(source, 0, 1000, batch.data(), batch.size());
        for (ssize_t i = 0; i < taken; ++i) {
            seen += batch[static_cast<std::size_t>(i)]->err == RD_KAFKA_RESP_ERR_NO_ERROR ? 1 : 0;
            rd_kafka_message_destroy(batch[static_cast<std::size_t>(i)]);
        }
    }
    const double seconds = secondsSince(start);
    rd_kafka_consume_stop(source, 0);
    rd_kafka_topic_destroy(source);
    return static_cast<double>(count) / seconds;
}

/// Microseconds from handing over one message to its acknowledgement, sorted.
std::vector<double> oneByOne(const char* bootstrap, const std::string& topic, std::size_t size)
{
    int failures = 0;
    const Handle handle = makeProducer(bootstrap, "0", &failures);
    const std::vector<char> value(size, 'x');
    std::vector<double> times;
    for (int i = 0; i < roundTrips; ++i) {
        const auto start = Clock::now();
        rd_kafka_producev(handle.get(), RD_KAFKA_V_TOPIC(topic.c_str()), RD_KAFKA_V_PARTITION(0),
                          RD_KAFKA_V_VALUE(const_cast<char*>(value.data()), value.size()),
                          RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_END);
        while (rd_kafka_outq_len(handle.get()) > 0) {
            rd_kafka_poll(handle.get(), 100);
        }
        times.push_back(secondsSince(start) * 1e6);
    }
    std::sort(times.begin(), times.end());
    return times;
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 4) {
        std::fprintf(stderr, "usage: bench_broker BOOTSTRAP COUNT SIZE\n");
        return 2;
    }
    const char* bootstrap = argv[1];
    const long count = std::strtol(argv[2], nullptr, 10);
    const auto size = static_cast<std::size_t>(std::strtol(argv[3], nullptr, 10));
    const std::string topic =
        "bench-" + std::to_string(Clock::now().time_since_epoch().count()) + "-" + argv[3];

    const std::vector<double> times = oneByOne(bootstrap, topic, size);
    const std::string bulk = topic + "-bulk";
    produce(bootstrap, bulk + "-warm", count / 10 + 1, size);
    const double produced = produce(bootstrap, bulk, count, size);
    const double consumed = consume(bootstrap, bulk, count);
    std::printf(
        "%ld x %zu B: produced %.0f/s, consumed %.0f/s, one by one median %.0f us, p99 %.0f us\n",
        count, size, produced, consumed, times[times.size() / 2], times[times.size() * 99 / 100]);
    return 0;
}
