// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QJsonObject>
#include <QList>
#include <QObject>
#include <QString>

namespace ottla {

class Settings;

/// A view of a topic that was given a name.
struct Bookmark
{
    QString name;
    QString connection; ///< Its id.
    QString topic;
    QJsonObject view; ///< Where to read from, filter, columns: the messages pane's own.
};

/// The bookmarks, kept in the settings; names are unique. GUI thread.
class Bookmarks : public QObject
{
    Q_OBJECT

public:
    /// The settings must outlive it.
    explicit Bookmarks(Settings& settings, QObject* parent = nullptr);

    [[nodiscard]] const QList<Bookmark>& all() const { return m_all; }
    /// Null where none has the name.
    [[nodiscard]] const Bookmark* find(const QString& name) const;
    /// Takes the place of one of the same name.
    void add(const Bookmark& bookmark);
    /// False when there is none, or the new name is taken or empty.
    bool rename(const QString& name, const QString& to);
    void remove(const QString& name);

Q_SIGNALS:
    void changed();

private:
    void save();

    Settings& m_settings;
    QList<Bookmark> m_all;
};

} // namespace ottla
