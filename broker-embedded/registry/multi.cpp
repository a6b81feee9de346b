// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "registry/requestprocessor.h"

#include <variant>

namespace ottla::registry {

using wire::jute::CreateTtlRequest;
using wire::jute::JuteReader;
using wire::jute::MultiHeader;
using wire::jute::OpCode;
using wire::jute::PathNumberRequest;
using wire::jute::SetDataRequest;

namespace {

struct Operation
{
    OpCode type = OpCode::Error;
    std::variant<CreateTtlRequest, PathNumberRequest, SetDataRequest> request;
};

/// Reads one operation; false for what has no place in a multi.
bool readOperation(JuteReader& read, OpCode type, Operation& operation)
{
    operation.type = type;
    switch (type) {
    case OpCode::Create:
    case OpCode::Create2:
    case OpCode::CreateContainer: {
        CreateTtlRequest request;
        read(request.create);
        request.ttlMs = -1;
        operation.request = std::move(request);
        return true;
    }
    case OpCode::CreateTtl: {
        CreateTtlRequest request;
        read(request);
        operation.request = std::move(request);
        return true;
    }
    case OpCode::Delete:
    case OpCode::Check: {
        PathNumberRequest request;
        read(request);
        operation.request = request;
        return true;
    }
    case OpCode::SetData: {
        SetDataRequest request;
        read(request);
        operation.request = request;
        return true;
    }
    default:
        return false;
    }
}

/// All operations; nothing when one cannot be read, so that none is tried.
std::optional<std::vector<Operation>> readOperations(JuteReader& read)
{
    std::vector<Operation> operations;
    MultiHeader header;
    for (read(header); read.ok() && !header.done; read(header)) {
        Operation operation;
        if (!readOperation(read, static_cast<OpCode>(header.type), operation)) {
            return std::nullopt;
        }
        operations.push_back(std::move(operation));
    }
    return read.ok() ? std::optional(std::move(operations)) : std::nullopt;
}

void writeErrors(wire::jute::JuteWriter& write, std::size_t count, std::size_t failed,
                 ZkError error)
{
    for (std::size_t i = 0; i < count; ++i) {
        const auto code =
            static_cast<std::int32_t>(i < failed        ? ZkError::Ok
                                          : i == failed ? error
                                                        : ZkError::RuntimeInconsistency);
        write(MultiHeader{static_cast<std::int32_t>(OpCode::Error), false, code});
        write(code);
    }
}

/// Makes one operation's change and writes its result.
ZkError perform(Transaction& transaction, const Client& client, const Operation& operation,
                wire::jute::JuteWriter& write)
{
    ZkError error = ZkError::Ok;
    Znode* node = nullptr;
    const auto header = [&](OpCode type) {
        write(MultiHeader{static_cast<std::int32_t>(type), false, 0});
    };
    switch (operation.type) {
    case OpCode::Delete: {
        const auto& request = std::get<PathNumberRequest>(operation.request);
        error = transaction.remove(client, request.path, request.number);
        header(operation.type);
        break;
    }
    case OpCode::Check: {
        const auto& request = std::get<PathNumberRequest>(operation.request);
        error = transaction.check(client, request.path, request.number, node);
        header(operation.type);
        break;
    }
    case OpCode::SetData:
        error = transaction.setData(client, std::get<SetDataRequest>(operation.request), node);
        header(operation.type);
        if (error == ZkError::Ok) {
            write(node->wireStat());
        }
        break;
    default: {
        const auto& request = std::get<CreateTtlRequest>(operation.request);
        error = transaction.create(client, operation.type, request.create, request.ttlMs, node);
        // Containers and nodes with a time to live are answered as create2.
        header(operation.type == OpCode::Create ? OpCode::Create : OpCode::Create2);
        if (error == ZkError::Ok) {
            write(std::string_view(node->path));
            if (operation.type != OpCode::Create) {
                write(node->wireStat());
            }
        }
        break;
    }
    }
    return error;
}

} // namespace

ZkError RequestProcessor::multi(Client& client, Reader& read)
{
    const auto operations = readOperations(read);
    if (!operations) {
        return ZkError::MarshallingError;
    }
    m_transaction.begin(client.session, true);
    for (std::size_t i = 0; i < operations->size(); ++i) {
        const ZkError error = perform(m_transaction, client, (*operations)[i], m_write);
        if (error != ZkError::Ok) {
            m_transaction.rollback();
            m_body.clear();
            writeErrors(m_write, operations->size(), i, error);
            m_write(MultiHeader{-1, true, -1});
            return ZkError::Ok; // the errors are in the results
        }
    }
    m_write(MultiHeader{-1, true, -1});
    m_transaction.commit();
    return ZkError::Ok;
}

} // namespace ottla::registry
