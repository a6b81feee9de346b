// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/messages/storesettings.h"

#include "model/settings/settings.h"

#include <algorithm>

namespace ottla {

namespace {
const QString key = QStringLiteral("messageMemoryMegabytes");
} // namespace

std::size_t messageMemory(const Settings& settings)
{
    const QJsonValue kept = settings.value(key);
    return kept.isDouble()
        ? std::max(leastMessageMemory, static_cast<std::size_t>(std::max(0, kept.toInt())) << 20U)
        : MessageStore::Options().memoryBudget;
}

void setMessageMemory(Settings& settings, std::size_t bytes)
{
    settings.setValue(key, static_cast<qint64>(bytes >> 20U));
}

MessageStore::Options storeOptions(const Settings& settings, const QString& cacheFolder)
{
    MessageStore::Options options;
    options.memoryBudget = messageMemory(settings);
    options.spillFolder = cacheFolder.toStdString() + "/spill";
    return options;
}

} // namespace ottla
