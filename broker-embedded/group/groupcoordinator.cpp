// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "group/groupcoordinator.h"

#include "group/grouploop.h"

namespace ottla::group {

GroupCoordinator::GroupCoordinator(asio::any_io_executor executor, const Clock& clock,
                                   cluster::Topics& topics, cluster::Partitions& partitions,
                                   GroupConfig config)
    : m_loop(std::make_shared<Loop>(std::move(executor), clock, topics, partitions, config))
{ }

GroupCoordinator::~GroupCoordinator() = default;

Result<void> GroupCoordinator::load()
{
    auto loaded = m_loop->load();
    if (loaded) {
        m_loaded = true;
        m_loop->post([](Loop& loop) { loop.start(); });
    }
    return loaded;
}

void GroupCoordinator::roleChanged(std::shared_ptr<cluster::Partition> partition)
{
    if (m_loaded) { // what comes before is found when it is asked for
        m_loop->post([partition = std::move(partition)](Loop& loop) { loop.follow(partition); });
    }
}

void GroupCoordinator::stop()
{
    m_loop->post([](Loop& loop) { loop.stop(); });
}

void GroupCoordinator::prepare(Reply<wire::ErrorCode> reply)
{
    m_loop->post([reply = std::move(reply)](Loop& loop) { reply(loop.ensureTopic()); });
}

void GroupCoordinator::join(ClientInfo client, wire::JoinGroupRequest request,
                            Reply<wire::JoinGroupResponse> reply)
{
    m_loop->post([client = std::move(client), request = std::move(request),
                  reply = std::move(reply)](Loop& loop) mutable {
        loop.join(client, std::move(request), std::move(reply));
    });
}

void GroupCoordinator::sync(wire::SyncGroupRequest request, Reply<wire::SyncGroupResponse> reply)
{
    m_loop->post([request = std::move(request), reply = std::move(reply)](Loop& loop) mutable {
        loop.sync(std::move(request), std::move(reply));
    });
}

void GroupCoordinator::heartbeat(wire::HeartbeatRequest request,
                                 Reply<wire::HeartbeatResponse> reply)
{
    m_loop->post([request = std::move(request), reply = std::move(reply)](Loop& loop) {
        reply(loop.heartbeat(request));
    });
}

void GroupCoordinator::leave(ClientInfo client, wire::LeaveGroupRequest request,
                             Reply<wire::LeaveGroupResponse> reply)
{
    m_loop->post([client = std::move(client), request = std::move(request),
                  reply = std::move(reply)](Loop& loop) { reply(loop.leave(client, request)); });
}

void GroupCoordinator::commit(wire::OffsetCommitRequest request,
                              Reply<wire::OffsetCommitResponse> reply)
{
    m_loop->post([request = std::move(request), reply = std::move(reply)](Loop& loop) mutable {
        loop.commit(request, std::move(reply));
    });
}

void GroupCoordinator::fetch(ClientInfo client, wire::OffsetFetchRequest request,
                             Reply<wire::OffsetFetchResponse> reply)
{
    m_loop->post([client = std::move(client), request = std::move(request),
                  reply = std::move(reply)](Loop& loop) { reply(loop.fetch(client, request)); });
}

void GroupCoordinator::list(wire::ListGroupsRequest request, Reply<wire::ListGroupsResponse> reply)
{
    m_loop->post([request = std::move(request), reply = std::move(reply)](Loop& loop) {
        reply(loop.list(request));
    });
}

void GroupCoordinator::describe(wire::DescribeGroupsRequest request,
                                Reply<wire::DescribeGroupsResponse> reply)
{
    m_loop->post([request = std::move(request), reply = std::move(reply)](Loop& loop) {
        reply(loop.describe(request));
    });
}

void GroupCoordinator::remove(wire::DeleteGroupsRequest request,
                              Reply<wire::DeleteGroupsResponse> reply)
{
    m_loop->post([request = std::move(request), reply = std::move(reply)](Loop& loop) {
        reply(loop.remove(request));
    });
}

void GroupCoordinator::topicDeleted(std::string topic)
{
    m_loop->post([topic = std::move(topic)](Loop& loop) { loop.topicDeleted(topic); });
}

} // namespace ottla::group
