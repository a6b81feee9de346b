// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "registry/requestprocessor.h"

namespace ottla::registry {

ZkError RequestProcessor::create(Client& client, OpCode type, Reader& read)
{
    wire::jute::CreateRequest request;
    std::int64_t ttlMs = -1;
    read(request);
    if (type == OpCode::CreateTtl) {
        read(ttlMs);
    }
    if (!read.ok()) {
        return ZkError::MarshallingError;
    }
    Znode* made = nullptr;
    m_transaction.begin(client.session);
    const ZkError error = m_transaction.create(client, type, request, ttlMs, made);
    if (error != ZkError::Ok) {
        m_transaction.rollback();
        return error;
    }
    m_write(std::string_view(made->path));
    if (type != OpCode::Create) {
        m_write(made->wireStat());
    }
    m_transaction.commit();
    return ZkError::Ok;
}

ZkError RequestProcessor::remove(Client& client, Reader& read)
{
    wire::jute::PathNumberRequest request;
    read(request);
    if (!read.ok()) {
        return ZkError::MarshallingError;
    }
    m_transaction.begin(client.session);
    const ZkError error = m_transaction.remove(client, request.path, request.number);
    if (error != ZkError::Ok) {
        m_transaction.rollback();
        return error;
    }
    m_transaction.commit();
    return ZkError::Ok;
}

ZkError RequestProcessor::setData(Client& client, Reader& read)
{
    wire::jute::SetDataRequest request;
    read(request);
    if (!read.ok()) {
        return ZkError::MarshallingError;
    }
    Znode* node = nullptr;
    m_transaction.begin(client.session);
    const ZkError error = m_transaction.setData(client, request, node);
    if (error != ZkError::Ok) {
        m_transaction.rollback();
        return error;
    }
    m_write(node->wireStat());
    m_transaction.commit();
    return ZkError::Ok;
}

ZkError RequestProcessor::setAcl(Client& client, Reader& read)
{
    wire::jute::SetAclRequest request;
    read(request);
    if (!read.ok()) {
        return ZkError::MarshallingError;
    }
    Znode* node = nullptr;
    m_transaction.begin(client.session);
    const ZkError error = m_transaction.setAcl(client, request, node);
    if (error != ZkError::Ok) {
        m_transaction.rollback();
        return error;
    }
    m_write(node->wireStat());
    m_transaction.commit();
    return ZkError::Ok;
}

/// Outside of a multi it changes nothing; the answer is the node's stat.
ZkError RequestProcessor::check(Client& client, Reader& read)
{
    wire::jute::PathNumberRequest request;
    read(request);
    if (!read.ok()) {
        return ZkError::MarshallingError;
    }
    Znode* node = nullptr;
    const ZkError error = m_transaction.check(client, request.path, request.number, node);
    if (error == ZkError::Ok) {
        m_write(node->wireStat());
    }
    return error;
}

} // namespace ottla::registry
