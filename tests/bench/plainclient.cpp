// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "plainclient.h"

#include "base/bytes.h"
#include "wire/codec.h"
#include "wire/header.h"
#include "wire/kafka/messages.h"
#include "wire/recordbatchbuilder.h"

#include <array>
#include <netinet/in.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace ottla::bench {

namespace {

constexpr std::chrono::milliseconds pause{5}; // between two rounds

/// A connection that is closed with its object.
class Socket
{
public:
    Socket(std::uint16_t port, std::chrono::milliseconds patience)
        : m_handle(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        const timeval time{patience.count() / 1000, (patience.count() % 1000) * 1000};
        ::setsockopt(m_handle, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time);
        ::setsockopt(m_handle, SOL_SOCKET, SO_SNDTIMEO, &time, sizeof time);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        address.sin_port = htons(port);
        m_connected =
            ::connect(m_handle, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    }
    ~Socket() { ::close(m_handle); }
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;

    [[nodiscard]] bool send(BytesView bytes) const
    {
        return m_connected
            && ::send(m_handle, bytes.data(), bytes.size(), MSG_NOSIGNAL)
            == static_cast<ssize_t>(bytes.size());
    }
    [[nodiscard]] bool receive(std::span<std::byte> bytes) const
    {
        return ::recv(m_handle, bytes.data(), bytes.size(), MSG_WAITALL)
            == static_cast<ssize_t>(bytes.size());
    }

private:
    const int m_handle;
    bool m_connected = false;
};

} // namespace

template <typename Response, typename Request>
std::optional<Response> PlainClient::call(std::uint16_t port, const Request& request,
                                          std::int16_t version) const
{
    wire::EncodedMessage message;
    message.bytes.resize(4);
    wire::encodeRequestHeader(message.bytes, {Request::api.key, version, 1, "plain"});
    if (!wire::encodeMessage(message, request, version)) {
        return std::nullopt;
    }
    storeBigEndian(message.bytes.data(), static_cast<std::int32_t>(message.bytes.size() - 4));
    const Socket socket(port, m_patience);
    std::array<std::byte, 4> size{};
    if (!socket.send(message.bytes) || !socket.receive(size)) {
        return std::nullopt;
    }
    Bytes answer(loadBigEndian<std::uint32_t>(size.data()));
    if (!socket.receive(answer)) {
        return std::nullopt;
    }
    const auto frame = wire::decodeResponseHeader(answer, Response::api.key, version);
    auto decoded = frame ? wire::decodeMessage<Response>(frame->body, version)
                         : Result<Response>(frame.error());
    return decoded ? std::optional(std::move(*decoded)) : std::nullopt;
}

std::optional<std::uint16_t> PlainClient::leader(std::uint16_t asked,
                                                 const std::string& topic) const
{
    wire::MetadataRequest request;
    request.topics.emplace();
    request.topics->emplace_back().name = topic;
    const auto answer = call<wire::MetadataResponse>(asked, request, 9);
    if (!answer || answer->topics.empty() || answer->topics[0].partitions.empty()) {
        return std::nullopt;
    }
    for (const auto& broker : answer->brokers) {
        if (broker.nodeId == answer->topics[0].partitions[0].leaderId) {
            return static_cast<std::uint16_t>(broker.port);
        }
    }
    return std::nullopt;
}

bool PlainClient::write(std::uint16_t port, const std::string& topic) const
{
    const std::string text = "message";
    wire::RecordBatchBuilder builder;
    builder.add(1, std::nullopt, asBytes(text));
    const auto batch = std::move(builder).build();
    if (!batch) {
        return false;
    }
    wire::ProduceRequest request;
    request.acks = -1;
    request.timeoutMs = static_cast<std::int32_t>(m_patience.count());
    auto& data = request.topicData.emplace_back();
    data.name = topic;
    data.partitionData.push_back({0, BytesView(*batch)});
    const auto answer = call<wire::ProduceResponse>(port, request, 9);
    return answer && !answer->responses.empty()
        && answer->responses[0].partitionResponses[0].errorCode == wire::ErrorCode::None;
}

double PlainClient::untilAcknowledged(const std::string& topic) const
{
    const auto from = std::chrono::steady_clock::now();
    while (true) {
        for (const std::uint16_t port : m_ports) {
            const auto leads = leader(port, topic);
            if (leads && write(*leads, topic)) {
                return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now()
                                                                 - from)
                    .count();
            }
        }
        std::this_thread::sleep_for(pause);
    }
}

} // namespace ottla::bench
