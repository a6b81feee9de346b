// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <QJsonObject>
#include <QMap>
#include <QString>

#include <utility>
#include <vector>

namespace ottla {

/// How to reach a cluster, and how careful to be with it.
struct Connection
{
    QString id = {}; ///< A UUID; given by the store when empty.
    QString name = {};
    QString bootstrapServers = {};
    /// librdkafka's names and values, in the person's order; secrets are not among them.
    std::vector<std::pair<QString, QString>> properties = {};
    /// Secret property's name → key in the SecretStore.
    QMap<QString, QString> secretRefs = {};
    QString colour = {}; ///< "#rrggbb", or empty.
    bool readOnly = false;
    bool production = false;

    /// Whether a librdkafka property's value must never be written in the clear.
    [[nodiscard]] static bool isSecret(const QString& property);

    [[nodiscard]] QJsonObject toJson() const;
    [[nodiscard]] static Result<Connection> fromJson(const QJsonObject& object);

    friend bool operator==(const Connection&, const Connection&) = default;
};

} // namespace ottla
