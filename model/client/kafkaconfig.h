// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "model/client/messagereader.h"
#include "model/connections/connection.h"

namespace ottla {

/// What librdkafka is given for a connection: its properties, its secrets and our client.id.
/// An error names the property and says why, in the library's words. Any thread.
[[nodiscard]] Result<KafkaProperties> kafkaProperties(const Connection& connection,
                                                      const QMap<QString, QString>& secrets);

/// Whether librdkafka takes this value for this property.
[[nodiscard]] Result<void> checkKafkaProperty(const QString& name, const QString& value);

} // namespace ottla
