// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "requestfuzz.h"

#include "wire/codec.h"
#include "wire/dumper.h"
#include "wire/header.h"
#include "wire/kafka/messages.h"

#include <cstdio>
#include <cstdlib>

namespace ottla::test {

namespace {

void require(bool holds, const char* what, const wire::RequestHeader& header)
{
    if (!holds) {
        std::fprintf(stderr, "API key %d, version %d: %s\n", header.apiKey, header.apiVersion,
                     what);
        std::abort();
    }
}

template <typename Message>
int recode(const wire::RequestFrame& request)
{
    const wire::RequestHeader& header = request.header;
    if (Message::api.key != header.apiKey) {
        return 0;
    }
    const auto message = wire::decodeMessage<Message>(request.body, header.apiVersion);
    if (!message) {
        return 0;
    }
    const auto first = wire::encodeMessage(*message, header.apiVersion);
    require(first.ok(), "decodes but does not encode", header);
    const auto again = wire::decodeMessage<Message>(first->bytes, header.apiVersion);
    require(again.ok(), "does not decode what was encoded", header);
    const auto second = wire::encodeMessage(*again, header.apiVersion);
    require(second.ok() && sameBytes(first->bytes, second->bytes), "changes when encoded again",
            header);
    require(!wire::dumpMessage(*message, header.apiVersion).empty(), "has no text", header);
    return 1;
}

} // namespace

int fuzzRequest(BytesView frame)
{
    const auto request = wire::decodeRequestHeader(frame);
    if (!request) {
        return 0;
    }
    int decoded = 0;
    const auto each = [&]<typename Message>(std::type_identity<Message>) {
        decoded += recode<Message>(*request);
    };
    wire::forEachRequest(each);
    wire::forEachResponse(each);
    return decoded;
}

} // namespace ottla::test
