// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include <QElapsedTimer>
#include <QFileInfo>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>
#include <atomic>
#ifndef Q_MOC_RUN // moc does not read <concepts>
#include "server/brokerserver.h"
#include "support/faultyfilesystem.h"
#include "wire/codec.h"
#include "wire/header.h"
#include "wire/kafka/messages.h"
#include "wire/messageset.h"
#include "wire/recordbatchbuilder.h"

#include <asio/ip/tcp.hpp>
#include <asio/read.hpp>
#include <asio/write.hpp>
#include <sys/socket.h>
#include <thread>
#endif

using namespace ottla;
using wire::ErrorCode;

namespace {

/// A client that speaks through the project's own codec.
class Client
{
public:
    explicit Client(std::uint16_t port)
    {
        m_socket.connect({asio::ip::address_v4::loopback(), port});
        const timeval patience{20, 0};
        ::setsockopt(m_socket.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    }

    template <typename Request>
    void send(const Request& request, std::int16_t version)
    {
        wire::EncodedMessage message;
        wire::encodeRequestHeader(message.bytes,
                                  {Request::api.key, version, ++m_correlation, "test"});
        QVERIFY(wire::encodeMessage(message, request, version).ok());
        sendFrame(message.bytes);
    }
    void sendFrame(BytesView body)
    {
        std::array<std::byte, 4> length{};
        storeBigEndian(length.data(), static_cast<std::int32_t>(body.size()));
        asio::write(m_socket, asio::buffer(length), m_error);
        asio::write(m_socket, asio::buffer(body.data(), body.size()), m_error);
    }
    void sendRaw(BytesView bytes)
    {
        asio::write(m_socket, asio::buffer(bytes.data(), bytes.size()), m_error);
    }
    /// Views in the answer live until the next receive().
    template <typename Response>
    Result<Response> receive(std::int16_t version)
    {
        std::array<std::byte, 4> length{};
        asio::read(m_socket, asio::buffer(length), m_error);
        if (m_error) {
            return Error{Errc::Network, m_error.message()};
        }
        m_answer.resize(static_cast<std::size_t>(loadBigEndian<std::int32_t>(length.data())));
        asio::read(m_socket, asio::buffer(m_answer), m_error);
        const auto frame = wire::decodeResponseHeader(m_answer, Response::api.key, version);
        if (!frame) {
            return frame.error();
        }
        return wire::decodeMessage<Response>(frame->body, version);
    }
    bool isClosed()
    {
        std::array<std::byte, 1> one{};
        asio::read(m_socket, asio::buffer(one), m_error);
        return m_error == asio::error::eof || m_error == asio::error::connection_reset;
    }

private:
    asio::io_context m_context;
    asio::ip::tcp::socket m_socket{m_context};
    std::error_code m_error;
    std::int32_t m_correlation = 0;
    Bytes m_answer;
};

Bytes batch(std::string_view value)
{
    wire::RecordBatchBuilder builder;
    builder.add(1'700'000'000'000, {}, asBytes(value));
    return std::move(builder).build().value();
}

wire::ProduceRequest produce(const std::string& topic, BytesView records, std::int16_t acks = -1)
{
    wire::ProduceRequest request;
    request.acks = acks;
    request.timeoutMs = 1000;
    request.topicData.resize(1);
    request.topicData[0].name = topic;
    request.topicData[0].partitionData.resize(1);
    request.topicData[0].partitionData[0].records = records;
    return request;
}

wire::FetchRequest fetch(const std::string& topic, std::int64_t offset, std::int32_t minBytes,
                         std::int32_t maxWaitMs)
{
    wire::FetchRequest request;
    request.minBytes = minBytes;
    request.maxWaitMs = maxWaitMs;
    request.topics.resize(1);
    request.topics[0].topic = topic;
    request.topics[0].partitions.resize(1);
    request.topics[0].partitions[0].fetchOffset = offset;
    request.topics[0].partitions[0].partitionMaxBytes = 1 << 20;
    return request;
}

} // namespace

class TestBrokerServer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void listsItsApisInEveryVersion_data();
    void listsItsApisInEveryVersion();
    void answersAnUnknownApiVersionsInVersion0();
    void closesForAnUnknownApi();
    void closesForATruncatedBody();
    void answersARequestWithBytesBehindIt();
    void refusesAClientWithoutAProperName();
    void givesBackWhatWasProduced();
    void answersNothingToAcks0();
    void convertsOldMessageFormats();
    void refusesOldMessageFormatsInNewVersions();
    void refusesADamagedMessageSet();
    void refusesABatchWithAWrongChecksum();
    void closesForAVersionThatItDoesNotOffer();
    void losesNoConfigurationWhenClientsChangeItTogether();
    void holdsToTheLengthOfOffsetMetadata();
    void carriesOutOneRequestAfterTheOther();
    void carriesOutNothingBehindARefusedRequest();
    void servesOthersBehindAWaitingFetch();
    void wakesAWaitingFetch();
    void answersAWaitingFetchWhenItsTimeIsOver();
    void givesTheFirstBatchHoweverLittleIsAskedFor();
    void tellsAnOffsetOutOfRange();
    void givesProducerIdsOnlyOnce();
    void keepsMessagesOverARestart();
    void refusesAFolderThatLostItsMetadata();
    void outlivesRandomRequests();
    void acknowledgesNothingWhenItsDirectoryFailed();

private:
    void start(const std::map<std::string, std::string>& properties = {});
    void createTopic(const std::string& name);
    [[nodiscard]] std::uint16_t port() const { return m_server->listeners()[0].port; }
    std::int64_t produceOne(Client& client, std::string_view value);

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<FileSystem> m_files = posixFileSystem();
    SystemClock m_clock;
    std::unique_ptr<server::BrokerServer> m_server;
};

void TestBrokerServer::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    start();
    createTopic("t");
}

void TestBrokerServer::start(const std::map<std::string, std::string>& properties)
{
    server::BrokerConfig config;
    for (const auto& [name, value] : properties) {
        QVERIFY(config.set(name, value).ok());
    }
    QVERIFY(config.set("listeners", "PLAINTEXT://127.0.0.1:0").ok());
    auto started =
        server::BrokerServer::start(*m_files, m_clock, {m_folder->path().toStdString(), config});
    QVERIFY2(started.ok(), started.ok() ? "" : started.error().describe().c_str());
    m_server = std::move(*started);
}

void TestBrokerServer::cleanup()
{
    QVERIFY(m_server->stop().ok());
    m_server.reset();
}

void TestBrokerServer::createTopic(const std::string& name)
{
    Client client(port());
    wire::CreateTopicsRequest request;
    request.timeoutMs = 1000;
    request.topics.resize(1);
    request.topics[0].name = name;
    request.topics[0].numPartitions = 1;
    request.topics[0].replicationFactor = 1;
    client.send(request, 5);
    const auto answer = client.receive<wire::CreateTopicsResponse>(5);
    QVERIFY(answer.ok());
    QVERIFY(answer->topics.at(0).errorCode == ErrorCode::None);
}

std::int64_t TestBrokerServer::produceOne(Client& client, std::string_view value)
{
    const Bytes records = batch(value);
    client.send(produce("t", records), 9);
    const auto answer = client.receive<wire::ProduceResponse>(9);
    if (!answer.ok()
        || answer->responses.at(0).partitionResponses.at(0).errorCode != ErrorCode::None) {
        return -1;
    }
    return answer->responses[0].partitionResponses[0].baseOffset;
}

void TestBrokerServer::listsItsApisInEveryVersion_data()
{
    QTest::addColumn<int>("version");
    for (int version = 0; version <= 4; ++version) {
        QTest::addRow("v%d", version) << version;
    }
}

void TestBrokerServer::listsItsApisInEveryVersion()
{
    QFETCH(int, version);
    Client client(port());
    wire::ApiVersionsRequest request;
    request.clientSoftwareName = "a";
    request.clientSoftwareVersion = "b";
    client.send(request, static_cast<std::int16_t>(version));
    const auto answer =
        client.receive<wire::ApiVersionsResponse>(static_cast<std::int16_t>(version));
    QVERIFY(answer.ok());
    QVERIFY(answer->errorCode == ErrorCode::None);
    QCOMPARE(answer->apiKeys.at(0).apiKey, std::int16_t{0});
    QCOMPARE(answer->apiKeys.at(0).minVersion, std::int16_t{0}); // see apis.cpp
}

void TestBrokerServer::answersAnUnknownApiVersionsInVersion0()
{
    Client client(port());
    client.sendFrame(asBytes(std::string_view("\0\x12\0\x7F\0\0\0\1\xFF\xFF\0whatever", 19)));
    const auto answer = client.receive<wire::ApiVersionsResponse>(0);
    QVERIFY(answer.ok());
    QVERIFY(answer->errorCode == ErrorCode::UnsupportedVersion);
    QCOMPARE(answer->apiKeys.at(0).apiKey, std::int16_t{18});
}

void TestBrokerServer::closesForAnUnknownApi()
{
    Client client(port());
    client.sendFrame(asBytes(std::string_view("\x03\xE7\0\0\0\0\0\1\xFF\xFF", 10)));
    QVERIFY(client.isClosed());
}

void TestBrokerServer::closesForATruncatedBody()
{
    wire::EncodedMessage whole;
    wire::encodeRequestHeader(whole.bytes, {wire::FetchRequest::api.key, 11, 1, "test"});
    QVERIFY(wire::encodeMessage(whole, fetch("t", 0, 1, 0), 11).ok());
    for (std::size_t size = 1; size < whole.bytes.size(); ++size) {
        Client client(port());
        client.sendFrame(BytesView(whole.bytes).first(size));
        QVERIFY(client.isClosed());
    }
}

void TestBrokerServer::answersARequestWithBytesBehindIt()
{
    // librdkafka 2.8 and later: a null array of topics leaves the rest of its placeholder.
    wire::MetadataRequest request;
    request.topics.reset();
    wire::EncodedMessage message;
    wire::encodeRequestHeader(message.bytes, {wire::MetadataRequest::api.key, 12, 1, "rdkafka"});
    QVERIFY(wire::encodeMessage(message, request, 12).ok());
    message.bytes.insert(message.bytes.end(), 3, std::byte{0});
    Client client(port());
    client.sendFrame(message.bytes);
    const auto answer = client.receive<wire::MetadataResponse>(12);
    QVERIFY2(answer.ok(), answer.ok() ? "" : answer.error().describe().c_str());
    QCOMPARE(answer->topics.at(0).name.value_or(""), std::string("t"));
}

void TestBrokerServer::refusesAClientWithoutAProperName()
{
    Client client(port());
    wire::ApiVersionsRequest request;
    for (const char* name : {"", "-a", "a.", "a b", "a_b"}) {
        request.clientSoftwareName = name;
        request.clientSoftwareVersion = "1.0";
        client.send(request, 3);
        const auto answer = client.receive<wire::ApiVersionsResponse>(3);
        QVERIFY(answer.ok());
        QVERIFY(answer->errorCode == ErrorCode::InvalidRequest);
        QVERIFY(answer->apiKeys.empty());
    }
    request.clientSoftwareName = "apache-kafka-java";
    client.send(request, 3);
    const auto answer = client.receive<wire::ApiVersionsResponse>(3);
    QVERIFY(answer.ok() && answer->errorCode == ErrorCode::None);
}

void TestBrokerServer::givesBackWhatWasProduced()
{
    Client client(port());
    QCOMPARE(produceOne(client, "one"), 0);
    QCOMPARE(produceOne(client, "two"), 1);
    for (const std::int16_t version : {std::int16_t{4}, std::int16_t{11}, std::int16_t{12}}) {
        client.send(fetch("t", 0, 1, 0), version);
        const auto answer = client.receive<wire::FetchResponse>(version);
        QVERIFY(answer.ok());
        const auto& partition = answer->responses.at(0).partitions.at(0);
        QVERIFY(partition.errorCode == ErrorCode::None);
        QCOMPARE(partition.highWatermark, 2);
        const auto records = std::get<BytesView>(partition.records);
        const Bytes first = batch("one");
        QCOMPARE(records.size(), first.size() + batch("two").size());
        QVERIFY(asText(records).find("one") < asText(records).find("two"));
    }
}

void TestBrokerServer::answersNothingToAcks0()
{
    Client client(port());
    const Bytes records = batch("silent");
    client.send(produce("t", records, 0), 9);
    QCOMPARE(produceOne(client, "loud"), 1); // the first answer to come is this one's
    client.send(produce("missing", records, 0), 9);
    QVERIFY(client.isClosed());
}

void TestBrokerServer::convertsOldMessageFormats()
{
    Client client(port());
    const Bytes v1 = wire::toMessageSet(batch("old"), 1, Offset{0}).value();
    client.send(produce("t", v1), 2);
    const auto answer = client.receive<wire::ProduceResponse>(2);
    QVERIFY(answer.ok());
    QVERIFY(answer->responses.at(0).partitionResponses.at(0).errorCode == ErrorCode::None);
    for (const std::int16_t version : {std::int16_t{0}, std::int16_t{3}, std::int16_t{4}}) {
        client.send(fetch("t", 0, 1, 0), version);
        const auto fetched = client.receive<wire::FetchResponse>(version);
        QVERIFY(fetched.ok());
        const auto records = std::get<BytesView>(fetched->responses.at(0).partitions.at(0).records);
        const Bytes v0 = wire::toMessageSet(batch("old"), 0, Offset{0}).value();
        if (version == 4) {
            QCOMPARE(std::to_integer<int>(records[wire::magicPosition]), 2);
        } else {
            QVERIFY(std::ranges::equal(records, BytesView(version == 0 ? v0 : v1)));
        }
    }
}

void TestBrokerServer::refusesOldMessageFormatsInNewVersions()
{
    Client client(port());
    const Bytes set = wire::toMessageSet(batch("old"), 1, Offset{0}).value();
    client.send(produce("t", set), 3);
    const auto answer = client.receive<wire::ProduceResponse>(3);
    QVERIFY(answer.ok());
    QVERIFY(answer->responses.at(0).partitionResponses.at(0).errorCode != ErrorCode::None);
}

void TestBrokerServer::refusesADamagedMessageSet()
{
    Client client(port());
    Bytes set = wire::toMessageSet(batch("old"), 1, Offset{0}).value();
    set.back() ^= std::byte{1};
    client.send(produce("t", set), 2);
    const auto answer = client.receive<wire::ProduceResponse>(2);
    QVERIFY(answer.ok());
    QVERIFY(answer->responses.at(0).partitionResponses.at(0).errorCode
            == ErrorCode::CorruptMessage);
}

void TestBrokerServer::refusesABatchWithAWrongChecksum()
{
    Client client(port());
    QCOMPARE(produceOne(client, "before"), 0);
    Bytes records = batch("garbled");
    records.back() ^= std::byte{1};
    client.send(produce("t", records), 9);
    const auto answer = client.receive<wire::ProduceResponse>(9);
    QVERIFY(answer.ok());
    const auto& refused = answer->responses.at(0).partitionResponses.at(0);
    QVERIFY(refused.errorCode == ErrorCode::CorruptMessage);
    QVERIFY(refused.errorMessage && refused.errorMessage->find("checksum") != std::string::npos);
    QCOMPARE(produceOne(client, "after"), 1);
}

void TestBrokerServer::acknowledgesNothingWhenItsDirectoryFailed()
{
    QVERIFY(m_server->stop().ok());
    const auto disk = std::make_unique<test::FaultyFileSystem>();
    std::atomic<int> told = 0;
    server::BrokerServer::Options options{"/data", {}};
    QVERIFY(options.config.set("listeners", "PLAINTEXT://127.0.0.1:0").ok());
    options.storageFailed = [&told] {
        ++told;
    };
    auto started = server::BrokerServer::start(*disk, m_clock, std::move(options));
    QVERIFY2(started.ok(), started.ok() ? "" : started.error().describe().c_str());
    m_server = std::move(*started);
    createTopic("t");
    Client client(port());
    QCOMPARE(produceOne(client, "kept"), 0);
    disk->failAll(Errc::Io);
    QCOMPARE(produceOne(client, "refused"), -1);
    disk->failAll(std::nullopt); // too late: what it said it wrote may be lost
    const Bytes records = batch("refused");
    client.send(produce("t", records), 9);
    const auto answer = client.receive<wire::ProduceResponse>(9);
    QVERIFY(answer->responses.at(0).partitionResponses.at(0).errorCode
            == ErrorCode::KafkaStorageError);
    client.send(fetch("t", 0, 1, 10'000), 11);
    const auto fetched = client.receive<wire::FetchResponse>(11);
    QVERIFY(fetched->responses.at(0).partitions.at(0).errorCode == ErrorCode::KafkaStorageError);
    QTRY_COMPARE(told.load(), 1);
    const auto stopped = m_server->stop();
    QVERIFY(!stopped.ok());
    QVERIFY(stopped.error().message.find("/data failed") != std::string::npos);
    QVERIFY(!disk->exists("/data/.kafka_cleanshutdown"));
    m_server.reset();
    init(); // for cleanup()
}

void TestBrokerServer::closesForAVersionThatItDoesNotOffer()
{
    Client asking(port());
    asking.send(wire::ApiVersionsRequest{}, 0);
    const auto apis = asking.receive<wire::ApiVersionsResponse>(0);
    QVERIFY(apis.ok());
    for (const auto& api : apis->apiKeys) {
        if (api.apiKey == wire::ApiVersionsRequest::api.key) {
            continue; // always answered
        }
        for (const int version : {api.minVersion - 1, api.maxVersion + 1}) {
            Bytes frame;
            wire::encodeRequestHeader(frame,
                                      {api.apiKey, static_cast<std::int16_t>(version), 1, "test"});
            frame.resize(frame.size() + 64);
            Client client(port());
            client.sendFrame(frame);
            QVERIFY2(client.isClosed(), qPrintable(QString::number(api.apiKey)));
        }
    }
}

void TestBrokerServer::losesNoConfigurationWhenClientsChangeItTogether()
{
    const std::vector<std::string> names = {"retention.ms", "segment.ms", "retention.bytes",
                                            "max.message.bytes"};
    std::vector<std::thread> people;
    for (const std::string& name : names) {
        people.emplace_back([this, name] {
            Client client(port());
            for (int i = 1; i <= 20; ++i) {
                wire::IncrementalAlterConfigsRequest request;
                auto& topic = request.resources.emplace_back();
                topic.resourceType = 2;
                topic.resourceName = "t";
                auto& entry = topic.configs.emplace_back();
                entry.name = name;
                entry.value = std::to_string(100'000 + i);
                client.send(request, 1);
                (void)client.receive<wire::IncrementalAlterConfigsResponse>(1).ok();
            }
        });
    }
    for (std::thread& person : people) {
        person.join();
    }
    Client client(port());
    wire::DescribeConfigsRequest request;
    auto& topic = request.resources.emplace_back();
    topic.resourceType = 2;
    topic.resourceName = "t";
    client.send(request, 4);
    const auto answer = client.receive<wire::DescribeConfigsResponse>(4);
    QVERIFY(answer.ok());
    std::size_t found = 0;
    for (const auto& entry : answer->results.at(0).configs) {
        if (std::find(names.begin(), names.end(), entry.name) != names.end()) {
            QCOMPARE(entry.value.value_or(""), std::string("100020"));
            ++found;
        }
    }
    QCOMPARE(found, names.size());
}

void TestBrokerServer::holdsToTheLengthOfOffsetMetadata()
{
    QVERIFY(m_server->stop().ok());
    m_server.reset();
    start({{"offset.metadata.max.bytes", "10"}});
    Client client(port());
    for (const auto& [metadata, expected] :
         {std::pair{"ten bytes!", ErrorCode::None},
          std::pair{"eleven bytes", ErrorCode::OffsetMetadataTooLarge}}) {
        wire::OffsetCommitRequest request;
        request.groupId = "g";
        auto& topic = request.topics.emplace_back();
        topic.name = "t";
        topic.partitions.emplace_back().committedMetadata = metadata;
        client.send(request, 7);
        const auto answer = client.receive<wire::OffsetCommitResponse>(7);
        QVERIFY(answer.ok());
        QCOMPARE(wire::toString(answer->topics.at(0).partitions.at(0).errorCode),
                 wire::toString(expected));
    }
}

void TestBrokerServer::carriesOutOneRequestAfterTheOther()
{
    Client client(port());
    wire::FindCoordinatorRequest find;
    find.key = "g";
    client.send(find, 3); // makes the topic of the offsets
    QVERIFY(client.receive<wire::FindCoordinatorResponse>(3).ok());
    constexpr int rounds = 50;
    for (int offset = 0; offset < rounds; ++offset) {
        wire::OffsetCommitRequest commit;
        commit.groupId = "g";
        commit.topics.resize(1);
        commit.topics[0].name = "t";
        commit.topics[0].partitions.push_back({0, offset, -1, -1, ""});
        client.send(commit, 2);
        wire::OffsetFetchRequest ask;
        ask.groupId = "g";
        ask.topics->push_back({"t", {0}});
        client.send(ask, 1);
    }
    for (int offset = 0; offset < rounds; ++offset) {
        const auto committed = client.receive<wire::OffsetCommitResponse>(2);
        QVERIFY(committed.ok());
        QVERIFY(committed->topics.at(0).partitions.at(0).errorCode == ErrorCode::None);
        const auto answer = client.receive<wire::OffsetFetchResponse>(1);
        QVERIFY(answer.ok());
        QCOMPARE(answer->topics.at(0).partitions.at(0).committedOffset, offset);
    }
}

void TestBrokerServer::carriesOutNothingBehindARefusedRequest()
{
    const Bytes records = batch("late");
    {
        Client client(port());
        // In one piece, so that all of it is there when the first is refused.
        Bytes pipelined;
        const auto add = [&pipelined](BytesView body) {
            const std::size_t at = pipelined.size();
            pipelined.resize(at + 4);
            storeBigEndian(pipelined.data() + at, static_cast<std::int32_t>(body.size()));
            pipelined.insert(pipelined.end(), body.begin(), body.end());
        };
        add(asBytes(std::string_view("\x03\xE7\0\0\0\0\0\1\xFF\xFF", 10)));
        wire::EncodedMessage message;
        wire::encodeRequestHeader(message.bytes, {wire::ProduceRequest::api.key, 8, 2, "test"});
        QVERIFY(wire::encodeMessage(message, produce("t", records), 8).ok());
        add(message.bytes);
        client.sendRaw(pipelined);
        QVERIFY(client.isClosed());
    }
    Client other(port());
    QCOMPARE(produceOne(other, "first"), 0);
}

void TestBrokerServer::servesOthersBehindAWaitingFetch()
{
    Client client(port());
    client.send(fetch("t", 0, 1, 15'000), 11);
    const Bytes records = batch("news");
    client.send(produce("t", records), 9); // behind it, and what it waits for
    QElapsedTimer timer;
    timer.start();
    const auto fetched = client.receive<wire::FetchResponse>(11);
    QVERIFY(fetched.ok());
    QVERIFY(!std::get<BytesView>(fetched->responses.at(0).partitions.at(0).records).empty());
    QVERIFY(client.receive<wire::ProduceResponse>(9).ok());
    QVERIFY(timer.elapsed() < 10'000);
}

void TestBrokerServer::wakesAWaitingFetch()
{
    Client consumer(port());
    Client producer(port());
    QElapsedTimer timer;
    timer.start();
    consumer.send(fetch("t", 0, 1, 15'000), 11);
    QCOMPARE(produceOne(producer, "news"), 0);
    const auto answer = consumer.receive<wire::FetchResponse>(11);
    QVERIFY(answer.ok());
    QVERIFY(timer.elapsed() < 10'000);
    QVERIFY(!std::get<BytesView>(answer->responses.at(0).partitions.at(0).records).empty());
}

void TestBrokerServer::answersAWaitingFetchWhenItsTimeIsOver()
{
    Client client(port());
    QElapsedTimer timer;
    timer.start();
    client.send(fetch("t", 0, 1, 100), 11);
    const auto answer = client.receive<wire::FetchResponse>(11);
    QVERIFY(answer.ok());
    QVERIFY(timer.elapsed() >= 100);
    QVERIFY(answer->responses.at(0).partitions.at(0).errorCode == ErrorCode::None);
}

void TestBrokerServer::givesTheFirstBatchHoweverLittleIsAskedFor()
{
    Client client(port());
    QCOMPARE(produceOne(client, "one"), 0);
    QCOMPARE(produceOne(client, "two"), 1);
    for (const auto& [maxBytes, partitionMaxBytes] :
         {std::pair{0, 1 << 20}, std::pair{1 << 20, 0}, std::pair{0, 0}, std::pair{-1, 1}}) {
        wire::FetchRequest request = fetch("t", 0, 1, 0);
        request.maxBytes = maxBytes;
        request.topics[0].partitions[0].partitionMaxBytes = partitionMaxBytes;
        client.send(request, 11);
        const auto answer = client.receive<wire::FetchResponse>(11);
        QVERIFY(answer.ok());
        const auto records = std::get<BytesView>(answer->responses.at(0).partitions.at(0).records);
        QCOMPARE(records.size(), batch("one").size());
    }
}

void TestBrokerServer::tellsAnOffsetOutOfRange()
{
    Client client(port());
    client.send(fetch("t", 5, 1, 15'000), 11);
    const auto answer = client.receive<wire::FetchResponse>(11);
    QVERIFY(answer.ok());
    QVERIFY(answer->responses.at(0).partitions.at(0).errorCode == ErrorCode::OffsetOutOfRange);
}

void TestBrokerServer::givesProducerIdsOnlyOnce()
{
    Client client(port());
    wire::InitProducerIdRequest request;
    request.transactionalId = {};
    client.send(request, 4);
    const auto first = client.receive<wire::InitProducerIdResponse>(4);
    client.send(request, 4);
    const auto second = client.receive<wire::InitProducerIdResponse>(4);
    QVERIFY(first.ok() && second.ok());
    QVERIFY(first->errorCode == ErrorCode::None);
    QVERIFY(first->producerId != second->producerId);
    request.transactionalId = "transaction";
    client.send(request, 4);
    const auto refused = client.receive<wire::InitProducerIdResponse>(4);
    QVERIFY(refused.ok());
    QVERIFY(refused->errorCode != ErrorCode::None);
}

void TestBrokerServer::keepsMessagesOverARestart()
{
    {
        Client client(port());
        QCOMPARE(produceOne(client, "kept"), 0);
    }
    const std::string cluster = m_server->clusterId();
    cleanup();
    start();
    QCOMPARE(m_server->clusterId(), cluster);
    Client client(port());
    QCOMPARE(produceOne(client, "next"), 1);
}

void TestBrokerServer::refusesAFolderThatLostItsMetadata()
{
    QVERIFY(m_server->stop().ok());
    m_server.reset();
    const QString metadata = m_folder->filePath(QStringLiteral("metadata.log"));
    QVERIFY(QFile::rename(metadata, metadata + QStringLiteral(".away")));
    const auto started =
        server::BrokerServer::start(*m_files, m_clock, {m_folder->path().toStdString(), {}});
    QVERIFY(!started);
    QVERIFY(started.error().message.find("no metadata.log") != std::string::npos);
    QVERIFY(QFileInfo(m_folder->filePath(QStringLiteral("t-0"))).isDir());
    QVERIFY(QFile::rename(metadata + QStringLiteral(".away"), metadata));
    start();
}

void TestBrokerServer::outlivesRandomRequests()
{
    QRandomGenerator random(77);
    for (int i = 0; i < 300; ++i) {
        Client client(port());
        Bytes body(static_cast<std::size_t>(random.bounded(1, 300)));
        for (std::byte& byte : body) {
            byte = static_cast<std::byte>(random.bounded(256));
        }
        if (body.size() > 4) { // a known API, so that its decoder is reached
            storeBigEndian<std::int16_t>(body.data(),
                                         static_cast<std::int16_t>(random.bounded(61)));
            storeBigEndian<std::int16_t>(body.data() + 2,
                                         static_cast<std::int16_t>(random.bounded(12)));
        }
        client.sendFrame(body);
    }
    Client client(port());
    QCOMPARE(produceOne(client, "alive"), 0);
}

QTEST_GUILESS_MAIN(TestBrokerServer)
#include "tst_brokerserver.moc"
