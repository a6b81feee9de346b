// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/messages/messagestore.h"

#include <QString>

namespace ottla {

class Settings;

/// What a view may at least keep of messages in memory, in bytes.
inline constexpr std::size_t leastMessageMemory = std::size_t{16} << 20U;

/// How many bytes of messages a view keeps in memory; what is beyond goes to a file.
[[nodiscard]] std::size_t messageMemory(const Settings& settings);
void setMessageMemory(Settings& settings, std::size_t bytes);

/// For the store of a view, with its file in the folder `spill` of the cache's folder.
[[nodiscard]] MessageStore::Options storeOptions(const Settings& settings,
                                                 const QString& cacheFolder);

} // namespace ottla
