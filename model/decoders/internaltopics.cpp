// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/decoders/internaltopics.h"

#include "model/decoders/internalrecords.h"
#include "model/decoders/valuearchive.h"
#include "wire/decoder.h"
#include "wire/kafka/consumerprotocol.h"
#include "wire/kafka/groupmetadata.h"

#include <array>
#include <span>

namespace ottla {

namespace {

using Kind = DecodedValue::Kind;

/// A record's payload behind the number that it begins with.
struct Payload
{
    std::int16_t number;
    BytesView rest;
};

Result<Payload> payloadOf(std::string_view body)
{
    if (body.size() < sizeof(std::int16_t)) {
        return Error{Errc::Malformed, "it is too short for a record of Kafka's", {}};
    }
    const BytesView bytes = asBytes(body);
    return Payload{loadBigEndian<std::int16_t>(bytes.data()), bytes.subspan(sizeof(std::int16_t))};
}

template <typename Message>
Result<DecodedValue> read(BytesView bytes, std::int16_t version)
{
    constexpr wire::ApiInfo info = Message::api;
    if (!info.versions.contains(version)) {
        return Error{
            Errc::Unsupported, "version " + std::to_string(version) + " of it is not known", {}};
    }
    Message message;
    wire::Decoder decoder(bytes, version, version >= info.flexibleFrom);
    decoder.readStruct(message);
    if (auto finished = decoder.finish(wire::Decoder::Rest::Malformed); !finished) {
        return finished.error();
    }
    return ValueArchive(version).value(message);
}

DecodedValue* fieldOf(DecodedValue& map, std::string_view name)
{
    for (std::size_t i = 0; i + 1 < map.children.size(); i += 2) {
        if (map.children[i].text == name) {
            return &map.children[i + 1];
        }
    }
    return nullptr;
}

/// What a consumer told its group: bytes become a tree where they follow the consumer protocol.
template <typename Message>
void unfold(DecodedValue* bytes)
{
    if (const auto payload = payloadOf(bytes->text)) {
        if (auto value = read<Message>(payload->rest, payload->number)) {
            *bytes = std::move(*value);
        }
    }
}

Result<DecodedValue> readGroupMetadata(BytesView bytes, std::int16_t version)
{
    auto group = read<wire::GroupMetadataValue>(bytes, version);
    if (group && fieldOf(*group, "protocolType")->text == "consumer") {
        for (DecodedValue& member : fieldOf(*group, "members")->children) {
            unfold<wire::ConsumerProtocolSubscription>(fieldOf(member, "subscription"));
            unfold<wire::ConsumerProtocolAssignment>(fieldOf(member, "assignment"));
        }
    }
    return group;
}

Result<DecodedValue> readTransaction(BytesView bytes, std::int16_t version)
{
    constexpr std::array<std::string_view, 8> states{
        "Empty",          "Ongoing",       "PrepareCommit", "PrepareAbort",
        "CompleteCommit", "CompleteAbort", "Dead",          "PrepareEpochFence"};
    auto transaction = read<internal::TransactionLogValue>(bytes, version);
    if (transaction) {
        DecodedValue& status = *fieldOf(*transaction, "transactionStatus");
        for (std::size_t i = 0; i < states.size(); ++i) {
            if (status.text == std::to_string(i)) {
                status = {.kind = Kind::String, .text = std::string(states[i])};
                break;
            }
        }
    }
    return transaction;
}

/// A kind of record: the number that its keys begin with, and how both are read.
struct RecordKind
{
    std::int16_t number;
    std::string_view name;
    Result<DecodedValue> (*readKey)(BytesView, std::int16_t);
    Result<DecodedValue> (*readValue)(BytesView, std::int16_t);
};

constexpr std::array offsetRecords{
    RecordKind{0, "offset commit", read<wire::LegacyOffsetCommitKey>,
               read<wire::OffsetCommitValue>},
    RecordKind{1, "offset commit", read<wire::OffsetCommitKey>, read<wire::OffsetCommitValue>},
    RecordKind{2, "group metadata", read<wire::GroupMetadataKey>, readGroupMetadata},
    RecordKind{3, "consumer group metadata", read<internal::GroupKey>,
               read<internal::ConsumerGroupMetadataValue>},
    RecordKind{4, "consumer group partition metadata", read<internal::GroupKey>,
               read<internal::ConsumerGroupPartitionMetadataValue>},
    RecordKind{5, "consumer group member metadata", read<internal::MemberKey>,
               read<internal::ConsumerGroupMemberMetadataValue>},
    RecordKind{6, "consumer group target assignment metadata", read<internal::GroupKey>,
               read<internal::TargetAssignmentMetadataValue>},
    RecordKind{7, "consumer group target assignment member", read<internal::MemberKey>,
               read<internal::ConsumerGroupTargetAssignmentMemberValue>},
    RecordKind{8, "consumer group current member assignment", read<internal::MemberKey>,
               read<internal::ConsumerGroupCurrentMemberAssignmentValue>},
    RecordKind{16, "consumer group regular expression", read<internal::RegularExpressionKey>,
               read<internal::RegularExpressionValue>},
};

constexpr std::array transactionRecords{
    RecordKind{0, "transaction", read<internal::TransactionLogKey>, readTransaction},
};

class InternalTopicDecoder : public Decoder
{
public:
    InternalTopicDecoder(std::string idOfIt, std::string nameOfIt,
                         std::span<const RecordKind> kinds)
        : Decoder(std::move(idOfIt), std::move(nameOfIt))
        , m_kinds(kinds)
    { }

    [[nodiscard]] Result<Decoded> decode(std::string_view body) const override
    {
        const auto payload = payloadOf(body);
        if (!payload) {
            return payload.error();
        }
        auto key = readKey(*payload);
        if (key) {
            return key;
        }
        // These two do not read each other's bytes; the later kinds do.
        for (const RecordKind& kind : m_kinds.first(m_kinds.size() == 1 ? 1 : 3)) {
            if (auto value = kind.readValue(payload->rest, payload->number)) {
                return found(std::move(*value), kind, payload->number);
            }
        }
        return key;
    }

    [[nodiscard]] Result<Decoded> decodeValue(std::string_view body,
                                              std::optional<std::string_view> key) const override
    {
        const auto keyPayload = payloadOf(key.value_or(std::string_view()));
        const auto payload = payloadOf(body);
        if (!payload) {
            return payload.error();
        }
        const RecordKind* kind = keyPayload ? kindOf(keyPayload->number) : nullptr;
        if (kind == nullptr) {
            return unknown(keyPayload ? keyPayload->number : std::int16_t{-1});
        }
        auto value = kind->readValue(payload->rest, payload->number);
        if (!value) {
            return value.error();
        }
        return found(std::move(*value), *kind, payload->number);
    }

private:
    [[nodiscard]] const RecordKind* kindOf(std::int16_t number) const
    {
        for (const RecordKind& kind : m_kinds) {
            if (kind.number == number) {
                return &kind;
            }
        }
        return nullptr;
    }

    [[nodiscard]] Result<Decoded> readKey(const Payload& payload) const
    {
        const RecordKind* kind = kindOf(payload.number);
        if (kind == nullptr) {
            return unknown(payload.number);
        }
        auto key = kind->readKey(payload.rest, 0);
        if (!key) {
            return key.error();
        }
        return Decoded{.content = std::move(*key), .inside = std::string(kind->name)};
    }

    static Error unknown(std::int16_t number)
    {
        return {Errc::Unsupported,
                number < 0 ? "the key does not say what kind of record this is"
                           : "records of kind " + std::to_string(number) + " are not known",
                {}};
    }

    static Decoded found(DecodedValue value, const RecordKind& kind, std::int16_t version)
    {
        return {.content = std::move(value),
                .inside = std::string(kind.name) + ", version " + std::to_string(version)};
    }

    std::span<const RecordKind> m_kinds;
};

} // namespace

std::shared_ptr<const Decoder> internalTopicDecoder(std::string_view topic)
{
    if (topic == "__consumer_offsets") {
        return std::make_shared<InternalTopicDecoder>("kafka-offsets", "Kafka's consumer offsets",
                                                      offsetRecords);
    }
    if (topic == "__transaction_state") {
        return std::make_shared<InternalTopicDecoder>(
            "kafka-transactions", "Kafka's transaction state", transactionRecords);
    }
    return nullptr;
}

} // namespace ottla
