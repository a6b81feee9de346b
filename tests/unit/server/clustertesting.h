// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cluster/controller/controllerjson.h"
#include "cluster/topicjson.h"
#include "ensemble.h"
#include "server/brokerserver.h"
#include "server/connectzookeeper.h"
#include "support/cuttableproxy.h"
#include "wire/codec.h"
#include "wire/header.h"
#include "wire/kafka/messages.h"

#include <QTemporaryDir>
#include <QTest>
#include <asio/ip/tcp.hpp>
#include <asio/read.hpp>
#include <asio/write.hpp>
#include <sys/socket.h>

namespace ottla::test {

/// Brokers 1 to N in this process, each on a rack of its own and joined to the registry through a
/// proxy that can be cut, and a tool's connection of its own to the registry.
class TestCluster
{
public:
    explicit TestCluster(Ensemble::Kind kind)
        : ensemble(kind)
    { }

    /// Of every broker that is launched from now on.
    void setProperty(const std::string& name, const std::string& value)
    {
        m_properties[name] = value;
    }
    /// Where everything lives within the registry: "/a/b".
    void setChroot(const std::string& chroot) { m_chroot = chroot; }
    /// How brokers that are launched from now on reach the registry.
    void setMakeMetadata(decltype(server::BrokerServer::Options::makeMetadata) make)
    {
        m_makeMetadata = std::move(make);
    }
    [[nodiscard]] bool start(int brokers)
    {
        if (!ensemble.start()) {
            return false;
        }
        m_tool = openStore(ensemble.address() + m_chroot, 10'000);
        for (int id = 1; id <= brokers; ++id) {
            if (const auto launched = launch(id); !launched) {
                qWarning("%s", launched.error().describe().c_str());
                return false;
            }
        }
        for (int id = 1; id <= brokers; ++id) {
            const bool knowsAll = eventually([&] {
                const auto answer = metadata(id, {});
                return answer.brokers.size() == static_cast<std::size_t>(brokers)
                    && answer.controllerId > 0;
            });
            if (!knowsAll) {
                return false;
            }
        }
        return m_tool && eventually([&] { return controller() > 0; });
    }
    [[nodiscard]] Result<void> launch(int id, std::string where = {})
    {
        if (where.empty()) {
            where = folder(id);
        } else if (!where.starts_with('/')) {
            where = m_folder.filePath(QString::fromStdString(where)).toStdString();
        }
        auto proxy = std::make_unique<CuttableProxy>(ensemble.port());
        server::BrokerServer::Options options{where, {}};
        std::map<std::string, std::string> properties = {
            {"broker.id", std::to_string(id)},
            {"broker.rack", "rack" + std::to_string(id)},
            {"listeners", "PLAINTEXT://127.0.0.1:0"},
            {"num.network.threads", "1"},
            {"zookeeper.session.timeout.ms", "1000"},
            {"zookeeper.connect", "127.0.0.1:" + std::to_string(proxy->port()) + m_chroot}};
        properties.insert(m_properties.begin(), m_properties.end());
        for (const auto& [name, value] : properties) {
            if (auto set = options.config.set(name, value); !set) {
                return set;
            }
        }
        options.makeMetadata = m_makeMetadata;
        auto started = server::BrokerServer::start(*m_files, m_clock, std::move(options));
        if (!started) {
            return started.error();
        }
        m_brokers[id] = {std::move(proxy), std::move(*started)};
        return {};
    }
    void stop(int id) { m_brokers.erase(id); }

    [[nodiscard]] const server::BrokerServer& broker(int id) const
    {
        return *m_brokers.at(id).server;
    }
    [[nodiscard]] CuttableProxy& proxy(int id) { return *m_brokers.at(id).proxy; }
    [[nodiscard]] const Store& tool() const { return m_tool; }
    [[nodiscard]] std::uint16_t port(int id) const { return broker(id).listeners()[0].port; }
    [[nodiscard]] std::string folder(int id) const
    {
        return m_folder.filePath(QString::number(id)).toStdString();
    }

    /// A broker's answer, over its port.
    template <typename Response, typename Request>
    [[nodiscard]] Response call(int id, const Request& request, std::int16_t version)
    {
        asio::io_context context;
        asio::ip::tcp::socket socket(context);
        std::error_code failed;
        socket.connect({asio::ip::address_v4::loopback(), port(id)}, failed);
        const timeval patience{20, 0};
        ::setsockopt(socket.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        wire::EncodedMessage message;
        wire::encodeRequestHeader(message.bytes, {Request::api.key, version, 1, "test"});
        if (!wire::encodeMessage(message, request, version)) {
            qWarning("a request does not fit its version");
            return {};
        }
        std::array<std::byte, 4> length{};
        storeBigEndian(length.data(), static_cast<std::int32_t>(message.bytes.size()));
        asio::write(socket, asio::buffer(length), failed);
        asio::write(socket, asio::buffer(message.bytes), failed);
        asio::read(socket, asio::buffer(length), failed);
        if (failed) {
            qWarning("no answer: %s", failed.message().c_str());
            return {};
        }
        Bytes answer(static_cast<std::size_t>(loadBigEndian<std::int32_t>(length.data())));
        asio::read(socket, asio::buffer(answer), failed);
        const auto frame = wire::decodeResponseHeader(answer, Response::api.key, version);
        auto decoded = frame ? wire::decodeMessage<Response>(frame->body, version)
                             : Result<Response>(frame.error());
        return decoded ? std::move(*decoded) : Response{};
    }
    [[nodiscard]] wire::MetadataResponse metadata(int id, const std::vector<std::string>& topics,
                                                  bool mayCreate = false)
    {
        wire::MetadataRequest request;
        request.topics.emplace();
        for (const std::string& name : topics) {
            request.topics->emplace_back().name = name;
        }
        request.allowAutoTopicCreation = mayCreate;
        return call<wire::MetadataResponse>(id, request, 9);
    }
    /// As broker `id` tells clients; -1 for none.
    [[nodiscard]] int leaderOf(int id, const std::string& topic, int partition)
    {
        const auto answer = metadata(id, {topic});
        const auto index = static_cast<std::size_t>(partition);
        return answer.topics.empty() || answer.topics[0].partitions.size() <= index
            ? -1
            : answer.topics[0].partitions[index].leaderId;
    }
    [[nodiscard]] int partitionLedBy(int asked, const std::string& topic, int leader)
    {
        for (int partition = 0; partition < 100; ++partition) {
            if (leaderOf(asked, topic, partition) == leader) {
                return partition;
            }
        }
        return -1;
    }

    // As the registry has it.

    /// -1 while there is none.
    [[nodiscard]] int controller() const
    {
        const auto znode = m_tool->get("/controller");
        return znode ? cluster::readController(znode->data).value_or(NodeId{-1}).value : -1;
    }
    [[nodiscard]] cluster::PartitionState state(const std::string& topic, int partition) const
    {
        cluster::PartitionState state;
        state.id = PartitionId{partition};
        if (const auto znode = m_tool->get(cluster::statePath(topic, state.id))) {
            (void)cluster::readState(znode->data, state);
            state.version = znode->version;
        }
        return state;
    }
    [[nodiscard]] std::vector<NodeId> replicas(const std::string& name, int partition) const
    {
        cluster::Topic topic;
        const auto znode = m_tool->get(cluster::topicPath(name));
        return znode && cluster::readAssignment(znode->data, topic)
            ? topic.partitions.at(static_cast<std::size_t>(partition)).replicas
            : std::vector<NodeId>{};
    }

    wire::ErrorCode createTopicAt(int id, const std::string& name, int partitions, int replicas)
    {
        wire::CreateTopicsRequest request;
        auto& topic = request.topics.emplace_back();
        topic.name = name;
        topic.numPartitions = partitions;
        topic.replicationFactor = static_cast<std::int16_t>(replicas);
        const auto answer = call<wire::CreateTopicsResponse>(id, request, 5);
        return answer.topics.empty() ? wire::ErrorCode::UnknownServerError
                                     : answer.topics[0].errorCode;
    }
    wire::ErrorCode createTopic(const std::string& name, int partitions, int replicas)
    {
        return createTopicAt(controller(), name, partitions, replicas);
    }
    wire::ErrorCode deleteTopic(const std::string& name)
    {
        wire::DeleteTopicsRequest request;
        request.topicNames = {name};
        const auto answer = call<wire::DeleteTopicsResponse>(controller(), request, 5);
        return answer.responses.empty() ? wire::ErrorCode::UnknownServerError
                                        : answer.responses[0].errorCode;
    }

    Ensemble ensemble;

private:
    std::map<std::string, std::string> m_properties;
    std::string m_chroot;
    decltype(server::BrokerServer::Options::makeMetadata) m_makeMetadata =
        &server::connectToZookeeper;
    struct Member
    {
        std::unique_ptr<CuttableProxy> proxy;
        std::unique_ptr<server::BrokerServer> server; ///< Goes first.
    };

    QTemporaryDir m_folder;
    std::unique_ptr<FileSystem> m_files = posixFileSystem();
    SystemClock m_clock;
    Store m_tool;
    std::map<int, Member> m_brokers;
};

} // namespace ottla::test
