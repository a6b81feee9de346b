// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// The bodies of codec.h's and dumper.h's templates. Included only by the sources that instantiate
// them for a group of APIs, so that nobody else pays for compiling them.
#include "wire/codec.h"
#include "wire/decoder.h"
#include "wire/dumperimpl.h"
#include "wire/encoder.h"

namespace ottla::wire {

template <typename Message>
Result<void> checkVersion(std::int16_t version)
{
    if (!Message::api.versions.contains(version)) {
        return Error{Errc::Unsupported, "Version " + std::to_string(version) + " is not known",
                     "API key " + std::to_string(Message::api.key)};
    }
    return {};
}

template <typename Message>
Result<Message> decodeMessage(BytesView body, std::int16_t version)
{
    if (auto known = checkVersion<Message>(version); !known) {
        return known.error();
    }
    Message message;
    Decoder decoder(body, version, version >= Message::api.flexibleFrom);
    decoder.readStruct(message);
    if (auto finished = decoder.finish(Decoder::Rest::Ignored); !finished) {
        return finished.error();
    }
    return message;
}

template <typename Message>
Result<void> encodeMessage(EncodedMessage& out, const Message& message, std::int16_t version)
{
    if (auto known = checkVersion<Message>(version); !known) {
        return known;
    }
    Encoder encoder(out, version, version >= Message::api.flexibleFrom);
    encoder.writeStruct(message);
    return encoder.finish();
}

/// Instantiates what is done with one message.
#define OTTLA_WIRE_MESSAGE(Message)                                                                \
    template Result<Message> decodeMessage<Message>(BytesView, std::int16_t);                      \
    template Result<void> encodeMessage<Message>(EncodedMessage&, const Message&, std::int16_t);   \
    template std::string dumpMessage<Message>(const Message&, std::int16_t);

} // namespace ottla::wire
