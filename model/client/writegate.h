// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <QString>

#include <array>
#include <string>

namespace ottla {

/// Everything that changes a cluster.
enum class WriteOperation
{
    CreateTopic,
    DeleteTopics,
    AlterTopicConfig,
    AddPartitions,
    Produce,
    AlterOffsets,
    DeleteGroup
};

inline constexpr std::array allWriteOperations = {
    WriteOperation::CreateTopic,   WriteOperation::DeleteTopics, WriteOperation::AlterTopicConfig,
    WriteOperation::AddPartitions, WriteOperation::Produce,      WriteOperation::AlterOffsets,
    WriteOperation::DeleteGroup};

/// The one gate that every write to a cluster passes. Immutable; callable from any thread.
class WriteGate
{
public:
    WriteGate(QString connection, bool readOnly)
        : m_connection(std::move(connection))
        , m_readOnly(readOnly)
    { }

    /// Errc::ReadOnly, with the operation and the connection in its message, when writes are
    /// refused.
    [[nodiscard]] Result<void> allow(WriteOperation operation) const;
    /// The connection's name.
    [[nodiscard]] const QString& connection() const { return m_connection; }
    [[nodiscard]] bool isReadOnly() const { return m_readOnly; }

private:
    QString m_connection;
    bool m_readOnly;
};

} // namespace ottla
