// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace ottla {

/// What is wrong with a name for a new topic, for a person; empty when Kafka takes it.
[[nodiscard]] QString topicNameProblem(const QString& name);

} // namespace ottla
