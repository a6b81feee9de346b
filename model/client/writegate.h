// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <QString>

#include <array>
#include <atomic>

namespace ottla {

/// Everything that changes something on a cluster.
enum class WriteOperation
{
    CreateTopic,
    DeleteTopics,
    CreatePartitions,
    AlterConfigs,
    DeleteRecords,
    Produce,
    AlterGroupOffsets,
    DeleteGroups,
};

inline constexpr std::array allWriteOperations{
    WriteOperation::CreateTopic,       WriteOperation::DeleteTopics,
    WriteOperation::CreatePartitions,  WriteOperation::AlterConfigs,
    WriteOperation::DeleteRecords,     WriteOperation::Produce,
    WriteOperation::AlterGroupOffsets, WriteOperation::DeleteGroups,
};

/// The one place that every write to a cluster passes. Any thread.
class WriteGate
{
public:
    WriteGate(QString clusterName, bool readOnly)
        : m_clusterName(std::move(clusterName))
        , m_readOnly(readOnly)
    { }

    /// Errc::ReadOnly on a read-only connection.
    [[nodiscard]] Result<void> allow(WriteOperation operation) const;
    [[nodiscard]] bool readOnly() const { return m_readOnly; }
    void setReadOnly(bool readOnly) { m_readOnly = readOnly; }

private:
    const QString m_clusterName;
    std::atomic<bool> m_readOnly;
};

} // namespace ottla
