// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QStringList>

#include <vector>

namespace ottla {

/// What a local cluster has kept in its folder, as it is found while the cluster does not run.
struct LocalData
{
    QString folder;
    int brokers = 0; ///< That have data there; 0: nothing is kept.
    QStringList topics; ///< By name, without Kafka's own.

    /// Of one folder, which need not be there.
    [[nodiscard]] static LocalData in(const QString& folder);
    /// Of all folders that belong to `base`: itself, and those beside it that are called after it
    /// (`base-3`: in earlier versions each number of brokers had one of its own). Only those where
    /// something is kept.
    [[nodiscard]] static std::vector<LocalData> all(const QString& base);
};

} // namespace ottla
