// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <librdkafka/rdkafka.h>
#include <memory>
#include <string>
#include <vector>

/// What the measuring programs share. A failure ends the program: half a measurement is none.
namespace ottla::bench {

using Clock = std::chrono::steady_clock;
using Handle = std::unique_ptr<rd_kafka_t, decltype(&rd_kafka_destroy)>;

inline double secondsSince(Clock::time_point start)
{
    return std::chrono::duration<double>(Clock::now() - start).count();
}

[[noreturn]] inline void fail(const std::string& why)
{
    std::fprintf(stderr, "%s\n", why.c_str());
    std::exit(1);
}

/// `failures` counts the messages that were not stored; it must outlive the handle.
inline Handle makeProducer(const std::string& bootstrap, const char* lingerMs, int* failures)
{
    rd_kafka_conf_t* conf = rd_kafka_conf_new();
    rd_kafka_conf_set(conf, "bootstrap.servers", bootstrap.c_str(), nullptr, 0);
    rd_kafka_conf_set(conf, "acks", "all", nullptr, 0);
    rd_kafka_conf_set(conf, "linger.ms", lingerMs, nullptr, 0);
    rd_kafka_conf_set(conf, "queue.buffering.max.messages", "500000", nullptr, 0);
    rd_kafka_conf_set_opaque(conf, failures);
    rd_kafka_conf_set_dr_msg_cb(
        conf, [](rd_kafka_t*, const rd_kafka_message_t* message, void* opaque) {
            *static_cast<int*>(opaque) += message->err != RD_KAFKA_RESP_ERR_NO_ERROR ? 1 : 0;
        });
    return {rd_kafka_new(RD_KAFKA_PRODUCER, conf, nullptr, 0), &rd_kafka_destroy};
}

/// Messages a second, with all acknowledged. `partitions` are taken in turn; `write` makes the
/// value of a message in a buffer that holds the one before.
inline double produce(const std::string& bootstrap, const std::string& topic, long count,
                      std::size_t size, int partitions = 1,
                      const std::function<void(long, std::vector<char>&)>& write = {})
{
    int failures = 0;
    const Handle handle = makeProducer(bootstrap, "5", &failures);
    std::vector<char> value(size, 'x');
    const auto start = Clock::now();
    for (long i = 0; i < count;) {
        if (write) {
            write(i, value);
        }
        const auto error =
            rd_kafka_producev(handle.get(), RD_KAFKA_V_TOPIC(topic.c_str()),
                              RD_KAFKA_V_PARTITION(static_cast<std::int32_t>(i % partitions)),
                              RD_KAFKA_V_VALUE(value.data(), value.size()),
                              RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_END);
        i += error == RD_KAFKA_RESP_ERR_NO_ERROR ? 1 : 0;
        rd_kafka_poll(handle.get(), error == RD_KAFKA_RESP_ERR_NO_ERROR ? 0 : 10);
    }
    const bool flushed = rd_kafka_flush(handle.get(), 120'000) == RD_KAFKA_RESP_ERR_NO_ERROR;
    const double seconds = secondsSince(start);
    if (!flushed || failures > 0) {
        fail(std::to_string(failures) + " messages were not stored");
    }
    return static_cast<double>(count) / seconds;
}

/// A JSON document of `value`'s size with what is told apart: an order's number, a customer, a sum.
inline void writeOrder(long number, std::vector<char>& value)
{
    std::string text = R"({"order":{"id":)" + std::to_string(number) + R"(,"customer":"c-)"
        + std::to_string(number * 7919 % 100'003) + R"("},"total":)"
        + std::to_string(number * 104'729 % 100'000) + R"(.50,"note":")";
    text.resize(std::max(value.size(), text.size() + 2), 'x');
    text.replace(text.size() - 2, 2, "\"}");
    value.assign(text.begin(), text.end());
}

} // namespace ottla::bench
