// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/client/writegate.h"

namespace ottla {

namespace {

std::string describe(WriteOperation operation)
{
    switch (operation) {
    case WriteOperation::CreateTopic:
        return "Creating a topic";
    case WriteOperation::DeleteTopics:
        return "Deleting topics";
    case WriteOperation::AlterTopicConfig:
        return "Changing a topic's configuration";
    case WriteOperation::AddPartitions:
        return "Adding partitions";
    case WriteOperation::Produce:
        return "Adding a message";
    case WriteOperation::AlterOffsets:
        return "Changing a group's offsets";
    case WriteOperation::DeleteGroup:
        return "Deleting a group";
    }
    return "This change";
}

} // namespace

Result<void> WriteGate::allow(WriteOperation operation) const
{
    if (!m_readOnly) {
        return {};
    }
    return Error{Errc::ReadOnly,
                 describe(operation) + " is refused: the connection \"" + m_connection.toStdString()
                     + "\" is read-only. Edit the connection to allow it"};
}

} // namespace ottla
