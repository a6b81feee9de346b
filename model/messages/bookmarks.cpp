// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/messages/bookmarks.h"

#include "model/settings/settings.h"

#include <QJsonArray>

#include <algorithm>

namespace ottla {

namespace {
const QString key = QStringLiteral("bookmarks");
} // namespace

Bookmarks::Bookmarks(Settings& settings, QObject* parent)
    : QObject(parent)
    , m_settings(settings)
{
    const QJsonArray kept = settings.value(key).toArray();
    for (const QJsonValue& each : kept) {
        const QJsonObject object = each.toObject();
        m_all.append({object.value(QStringLiteral("name")).toString(),
                      object.value(QStringLiteral("connection")).toString(),
                      object.value(QStringLiteral("topic")).toString(),
                      object.value(QStringLiteral("view")).toObject()});
    }
}

const Bookmark* Bookmarks::find(const QString& name) const
{
    const auto found = std::find_if(m_all.begin(), m_all.end(),
                                    [&name](const Bookmark& each) { return each.name == name; });
    return found == m_all.end() ? nullptr : &*found;
}

void Bookmarks::add(const Bookmark& bookmark)
{
    const auto same = std::find_if(m_all.begin(), m_all.end(), [&bookmark](const Bookmark& each) {
        return each.name == bookmark.name;
    });
    if (same == m_all.end()) {
        m_all.append(bookmark);
    } else {
        *same = bookmark;
    }
    save();
}

bool Bookmarks::rename(const QString& name, const QString& to)
{
    const auto found = std::find_if(m_all.begin(), m_all.end(),
                                    [&name](const Bookmark& each) { return each.name == name; });
    if (found == m_all.end() || to.isEmpty() || find(to) != nullptr) {
        return false;
    }
    found->name = to;
    save();
    return true;
}

void Bookmarks::remove(const QString& name)
{
    m_all.removeIf([&name](const Bookmark& each) { return each.name == name; });
    save();
}

void Bookmarks::save()
{
    QJsonArray list;
    for (const Bookmark& each : std::as_const(m_all)) {
        list.append(QJsonObject{{QStringLiteral("name"), each.name},
                                {QStringLiteral("connection"), each.connection},
                                {QStringLiteral("topic"), each.topic},
                                {QStringLiteral("view"), each.view}});
    }
    m_settings.setValue(key, list);
    Q_EMIT changed();
}

} // namespace ottla
