// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/local/localdata.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>

namespace ottla {

LocalData LocalData::in(const QString& folder)
{
    LocalData data{folder, 0, {}};
    const QDir root(folder);
    while (root.exists(QStringLiteral("broker-%1").arg(data.brokers))) {
        const QDir broker(root.filePath(QStringLiteral("broker-%1").arg(data.brokers)));
        for (const QString& name : broker.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
            // A partition's folder is called <topic>-<number>.
            bool isPartition = false;
            name.section(u'-', -1).toUInt(&isPartition);
            const QString topic = name.section(u'-', 0, -2);
            if (isPartition && !topic.isEmpty() && !topic.startsWith(QStringLiteral("__"))) {
                data.topics.append(topic);
            }
        }
        ++data.brokers;
    }
    data.topics.removeDuplicates();
    data.topics.sort();
    return data;
}

std::vector<LocalData> LocalData::all(const QString& base)
{
    const QFileInfo info(base);
    const QDir beside = info.dir();
    std::vector<LocalData> found;
    for (const QString& name :
         beside.entryList({info.fileName(), info.fileName() + QStringLiteral("-*")},
                          QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name)) {
        LocalData data = in(beside.filePath(name));
        if (data.brokers > 0) {
            found.push_back(std::move(data));
        }
    }
    return found;
}

} // namespace ottla
