// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/filters/savedfilters.h"

#include "model/settings/settings.h"

#include <QJsonArray>
#include <QJsonObject>

namespace ottla {

namespace {

const QString savedKey = QStringLiteral("filters/saved");
const QString recentKey = QStringLiteral("filters/recent");

} // namespace

QList<SavedFilters::Named> SavedFilters::saved() const
{
    QList<Named> filters;
    for (const QJsonValue& value : m_settings.value(savedKey).toArray()) {
        const QJsonObject filter = value.toObject();
        filters.append({filter.value(QStringLiteral("name")).toString(),
                        filter.value(QStringLiteral("text")).toString()});
    }
    return filters;
}

void SavedFilters::setSaved(const QList<Named>& filters)
{
    QJsonArray array;
    for (const Named& filter : filters) {
        array.append(QJsonObject{{QStringLiteral("name"), filter.name},
                                 {QStringLiteral("text"), filter.text}});
    }
    m_settings.setValue(savedKey, array);
}

QStringList SavedFilters::recent() const
{
    QStringList texts;
    for (const QJsonValue& value : m_settings.value(recentKey).toArray()) {
        texts.append(value.toString());
    }
    return texts;
}

void SavedFilters::used(const QString& text)
{
    QStringList texts = recent();
    texts.removeAll(text);
    texts.prepend(text);
    m_settings.setValue(recentKey, QJsonArray::fromStringList(texts.mid(0, mostRecent)));
}

} // namespace ottla
