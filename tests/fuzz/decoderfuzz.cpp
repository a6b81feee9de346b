// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "decoderfuzz.h"

#include "model/decoders/avroschema.h"
#include "model/decoders/decodergroups.h"
#include "model/decoders/internaltopics.h"
#include "model/decoders/protobufschema.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <functional>
#include <vector>

namespace ottla::test {

namespace {

constexpr std::string_view avroSchema = R"({"type":"record","name":"R","fields":[
    {"name":"next","type":["null","R"]},
    {"name":"text","type":"string"},
    {"name":"numbers","type":{"type":"array","items":["null","int","long","float","double"]}},
    {"name":"map","type":{"type":"map","values":"bytes"}},
    {"name":"nulls","type":{"type":"array","items":"null"}},
    {"name":"kind","type":{"type":"enum","name":"E","symbols":["A","B"]}},
    {"name":"day","type":{"type":"int","logicalType":"date"}},
    {"name":"time","type":{"type":"long","logicalType":"time-micros"}},
    {"name":"at","type":{"type":"long","logicalType":"timestamp-nanos"}},
    {"name":"price","type":{"type":"bytes","logicalType":"decimal","precision":30,"scale":3}},
    {"name":"uuid","type":{"type":"fixed","name":"U","size":16,"logicalType":"uuid"}},
    {"name":"took","type":{"type":"fixed","name":"D","size":12,"logicalType":"duration"}},
    {"name":"yes","type":"boolean"}]})";

constexpr std::string_view protobufSchema = R"(syntax = "proto2";
    import "google/protobuf/timestamp.proto";
    import "google/protobuf/duration.proto";
    enum E { A = 0; B = 1; }
    message M {
      optional M next = 1;
      repeated M list = 2;
      map<string, M> map = 3;
      repeated int32 packed = 4 [packed = true];
      repeated double doubles = 5 [packed = true];
      optional string text = 6;
      optional bytes bytes = 7;
      optional sint64 signed = 8;
      optional E kind = 9;
      optional group G = 10 { optional fixed32 f = 1; }
      optional google.protobuf.Timestamp at = 11;
      optional google.protobuf.Duration took = 12;
      message Inner { optional float f = 1; }
    })";

using Read = std::function<Result<Decoded>(std::string_view)>;

/// What a schema's own text may do to its parser.
Read parse(Result<std::shared_ptr<const BodySchema>> (*make)(std::string_view))
{
    return [make](std::string_view text) -> Result<Decoded> {
        const auto schema = make(text);
        return schema ? (*schema)->read(text) : schema.error();
    };
}

// What the bytes look like they must be, but for what is known by its first bytes alone.
Result<Decoded> readDetected(std::string_view body)
{
    constexpr std::array<std::string_view, 5> byFirstBytes{"gzip", "zstd", "lz4", "snappy",
                                                           "avro-container"};
    const Decoder& decoder = detectDecoder(body);
    auto decoded = decoder.decode(body);
    if (!decoded && std::ranges::find(byFirstBytes, decoder.id) == byFirstBytes.end()) {
        std::abort();
    }
    return decoded;
}

std::vector<Read> readers()
{
    std::vector<Read> list;
    const auto add = [&list](const auto& decoder) {
        list.emplace_back([decoder](std::string_view body) {
            (void)decoder->looksLikeMine(body);
            return decoder->decode(body);
        });
    };
    // The corpus names a reader by its place, so what came later stands behind the others.
    const DecoderList encodings = builtInDecoders(DecoderGroup::Encodings);
    for (const auto& decoder : builtInDecoders()) {
        if (std::ranges::find(encodings, decoder) == encodings.end()) {
            add(decoder);
        }
    }
    for (const char* topic : {"__consumer_offsets", "__transaction_state"}) {
        const auto decoder = internalTopicDecoder(topic);
        list.emplace_back([decoder](std::string_view body) { return decoder->decode(body); });
        // The key's kind, and the value.
        list.emplace_back([decoder](std::string_view body) {
            return decoder->decodeValue(body.substr(std::min<std::size_t>(2, body.size())), body);
        });
    }
    const auto avro = makeAvroSchema(avroSchema, {}).value();
    list.emplace_back([avro](std::string_view body) { return avro->read(body); });
    const auto types = ProtobufTypes::ofText(protobufSchema, {}).value();
    for (const auto& schema : {types->message("M").value(), types->indexed()}) {
        list.emplace_back([schema](std::string_view body) { return schema->read(body); });
    }
    list.push_back(parse([](std::string_view text) { return makeAvroSchema(text, {}); }));
    list.emplace_back(readDetected);
    std::ranges::for_each(encodings, add);
    return list;
}

} // namespace

int fuzzDecoder(std::string_view input)
{
    static const std::vector<Read> all = readers();
    if (input.empty()) {
        return 0;
    }
    const auto which = static_cast<unsigned char>(input.front()) % all.size();
    const auto decoded = all[which](input.substr(1));
    if (!decoded) {
        if (decoded.error().message.empty()) {
            std::abort(); // a rejection without a reason
        }
        return 0;
    }
    const auto* tree = std::get_if<DecodedValue>(&decoded->content);
    if (tree != nullptr && toText(*tree).empty()) {
        std::abort();
    }
    return 1;
}

} // namespace ottla::test
