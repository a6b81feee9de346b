// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
//
// How many loaded messages a second a filter looks at, on one thread, by processor time.
//   bench_filter [COUNT] [SIZE]
#include "model/messages/messagefilter.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>

using namespace ottla;

namespace {

double processorSeconds()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

// An order of `size` bytes; every thousandth is of the customer who is looked for.
std::string order(std::size_t number, std::size_t size)
{
    std::string text = "{\"id\":" + std::to_string(number)
        + ",\"customer\":{\"id\":" + std::to_string(number % 1000 == 7 ? 4711 : 900 + number % 100)
        + ",\"name\":\"Grete Samsa\",\"city\":\"Prag\"},\"total\":" + std::to_string(number % 977)
        + ".50,\"items\":[{\"sku\":\"a-1\",\"count\":2},{\"sku\":\"b-2\",\"count\":1}],\"note\":\"";
    text.resize(std::max(text.size(), size - 2), 'x');
    return text + "\"}";
}

void measure(const MessageStore& store, const char* name, const char* text)
{
    constexpr int runs = 5;
    const std::atomic<bool> cancel = false;
    const ParsedFilter parsed = MessageFilter::parse(text);
    if (!parsed.filter) {
        std::fprintf(stderr, "%s: %s\n", text, parsed.error->message.c_str());
        return;
    }
    std::vector<double> rates;
    std::size_t matched = 0;
    for (int run = 0; run < runs; ++run) {
        const double begun = processorSeconds();
        matched = parsed.filter->scan(store, 0, store.size(), cancel).rows.size();
        rates.push_back(static_cast<double>(store.size()) / (processorSeconds() - begun));
    }
    std::sort(rates.begin(), rates.end());
    std::printf("| %s | `%s` | %zu | %.2f | %.2f–%.2f |\n", name, text, matched,
                rates[runs / 2] / 1e6, rates.front() / 1e6, rates.back() / 1e6);
}

} // namespace

int main(int argc, char** argv)
{
    const std::size_t count = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1'000'000;
    const std::size_t size = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 200;
    MessageStore store;
    for (std::size_t i = 0; i < count; ++i) {
        const std::string key = std::to_string(i);
        const std::string value = order(i, size);
        if (!store.add({.offset = static_cast<std::int64_t>(i), .key = key, .value = value})) {
            std::fprintf(stderr, "The store is full\n");
            return EXIT_FAILURE;
        }
    }
    store.batchAdded();
    std::printf("%zu messages of %zu bytes; millions a second of processor time, median of 5\n\n",
                count, size);
    std::printf("| filter | text | match | median | lowest–highest |\n|---|---|---:|---:|---|\n");
    measure(store, "substring, rare", "4711");
    measure(store, "substring, in no message", "Gregor");
    measure(store, "substring beyond ASCII", "Žižkov");
    measure(store, "regular expression", "/\"id\":4711[,}]/");
    measure(store, "regular expression, any case", "/gregor\\s+samsa/i");
    measure(store, "field, early", "$.customer.id == 4711");
    measure(store, "field in a list", "$.items[*].sku == \"c-3\"");
    measure(store, "two fields", "$.customer.id == 4711 and $.total > 100");
    measure(store, "number of the message", "offset < 1000");
    return EXIT_SUCCESS;
}
