// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "registryfuzz.h"

#include "base/file.h"
#include "registry/clientinput.h"
#include "registry/handshake.h"
#include "registry/logformat.h"
#include "registry/requestprocessor.h"

#include <cstdio>
#include <cstdlib>
#include <map>

namespace ottla::test {

using namespace registry;
using namespace wire::jute;

namespace {

void require(bool holds, const char* what)
{
    if (!holds) {
        std::fprintf(stderr, "%s\n", what);
        std::abort();
    }
}

class StandingClock final : public Clock
{
public:
    [[nodiscard]] std::int64_t wallMs() const override { return 1'700'000'000'000; }
    [[nodiscard]] TimePoint now() const override { return TimePoint{std::chrono::hours(1)}; }
};

class FuzzClient final : public Client
{
public:
    void outputAdded() override { }
    void drop() override { dropped = true; }

    bool dropped = false;
};

std::map<std::string, std::string> describe(const Database& database)
{
    std::map<std::string, std::string> nodes;
    std::vector<const Znode*> open{database.find("/")};
    while (!open.empty()) {
        const Znode& node = *open.back();
        open.pop_back();
        JuteWriter write(nodes[node.path]);
        write(node.buffer());
        write(node.acl->entries);
        write(node.wireStat());
        open.insert(open.end(), node.children.begin(), node.children.end());
    }
    return nodes;
}

/// The first frame of what the server sent; nothing when it is not all there.
bool takeFrame(BytesView& stream, BytesView& frame)
{
    if (stream.size() < 4) {
        return false;
    }
    const auto length = loadBigEndian<std::int32_t>(stream.data());
    if (length < 0 || static_cast<std::size_t>(length) > stream.size() - 4) {
        return false;
    }
    frame = stream.subspan(4, static_cast<std::size_t>(length));
    stream = stream.subspan(4 + frame.size());
    return true;
}

template <typename Record>
void recode(BytesView frame)
{
    const auto record = decode<Record>(frame);
    if (!record) {
        return;
    }
    std::string first;
    JuteWriter writeFirst(first);
    writeFirst(*record);
    const auto again = decode<Record>(asBytes(first));
    require(again.has_value(), "does not decode what was encoded");
    std::string second;
    JuteWriter writeSecond(second);
    writeSecond(*again);
    require(first == second, "changes when encoded again");
}

template <typename... Records>
void recodeAll(BytesView frame)
{
    (recode<Records>(frame), ...);
}

int countAnswers(BytesView output)
{
    int good = 0;
    BytesView frame;
    bool first = true;
    while (takeFrame(output, frame)) {
        if (first) {
            require(decode<ConnectResponse>(frame).has_value(), "the handshake's answer is broken");
            first = false;
            continue;
        }
        const auto header = decode<ReplyHeader>(frame);
        require(header.has_value(), "an answer has no header");
        good += header->error == 0 ? 1 : 0;
    }
    require(output.empty(), "an answer is cut short");
    return good;
}

/// What was logged, applied to nothing, gives the same.
void replay(TxnLog& log, const Database& expected)
{
    Database again;
    auto batch = log.takeBatch();
    for (const auto& piece : batch.pieces) {
        BytesView rest = asBytes(piece.bytes);
        if (piece.newFile != 0) {
            rest = rest.subspan(fileHeaderSize);
        }
        while (!rest.empty()) {
            const auto record = parseRecord(rest);
            require(record.has_value(), "a record is damaged");
            require(again.replay(record->payload).ok(), "a record does not apply");
            rest = rest.subspan(recordOverhead + record->payload.size());
        }
    }
    require(again.lastZxid() == expected.lastZxid(), "transactions are missing");
    require(describe(again) == describe(expected), "the log makes another tree");
}

} // namespace

int fuzzRegistry(BytesView stream)
{
    static const auto files = posixFileSystem(); // never touched: nothing is written
    const StandingClock clock;
    RegistryConfig config;
    config.maxWatches = 1000;
    Database database;
    TxnLog log(*files, "/nowhere", {}, {.sync = false});
    ServerState state(config, clock, database, log);
    Handshake handshake(state);
    RequestProcessor processor(state);
    FuzzClient client;
    client.address = "127.0.0.1";
    client.ids = {{"ip", client.address}};
    client.lastZxid = database.lastZxidPointer();
    client.received = clock.now();
    while (!client.dropped && !client.closeWhenSent) {
        const ClientInput input =
            nextInput(stream, !client.connected, static_cast<std::size_t>(config.juteMaxBuffer));
        if (input.kind != ClientInput::Kind::Frame) {
            break;
        }
        const BytesView frame = input.content;
        stream = stream.subspan(input.size);
        recodeAll<ConnectRequest, RequestHeader, MultiHeader, AuthPacket, CreateRequest,
                  CreateTtlRequest, SetDataRequest, SetAclRequest, PathRequest, PathWatchRequest,
                  PathNumberRequest, SetWatchesRequest, SetWatches2Request>(frame);
        if (client.connected) {
            processor.process(client, frame);
        } else {
            handshake.connect(client, frame);
        }
    }
    const int answered = countAnswers(asBytes(client.output.bytes()));
    replay(log, database);
    return answered;
}

} // namespace ottla::test
