// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace ottla {

class Settings;

/// Filters with a name, and those that were used last, for all connections: kept in the settings
/// under "filters" and read from there each time, so that all views see the same. GUI thread.
class SavedFilters
{
public:
    static constexpr int mostRecent = 12;

    struct Named
    {
        QString name;
        QString text;

        friend bool operator==(const Named&, const Named&) = default;
    };

    /// The settings must outlive it.
    explicit SavedFilters(Settings& settings)
        : m_settings(settings)
    { }

    /// In the order in which they were saved.
    [[nodiscard]] QList<Named> saved() const;
    void setSaved(const QList<Named>& filters);
    /// The last one used first; saved ones among them.
    [[nodiscard]] QStringList recent() const;
    void used(const QString& text);

private:
    Settings& m_settings;
};

} // namespace ottla
