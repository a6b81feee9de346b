// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <QJsonDocument>
#include <QString>

namespace ottla {

/// Where a schema registry is, and as whom to read it.
struct SchemaRegistrySettings
{
    QString url =
        {}; ///< http or https, perhaps with a path, such as https://host:8081/apis/ccompat/v7.
    QString user = {}; ///< Empty: `secret` is a bearer token, or nobody is named.
    QString secret = {}; ///< A password, or a token.
    QString caFile = {}; ///< PEM certificates that are trusted beside the system's; may be empty.
    int timeoutMs = 10'000;
};

/// The answer to GET of `path` below the registry's address, which must be JSON. Blocks; for a
/// thread that is not the GUI's. Every failure names the address: Authentication (401, 403),
/// NotFound (404), Remote (another status, with the registry's own words), TimedOut, Network,
/// Malformed, TooLarge (above 8 MiB). Redirects are not followed, since they would carry the
/// password with them.
[[nodiscard]] Result<QJsonDocument> getFromRegistry(const SchemaRegistrySettings& settings,
                                                    const QString& path);

} // namespace ottla
