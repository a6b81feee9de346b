// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <QJsonObject>
#include <QJsonValue>
#include <QObject>
#include <QString>
#include <QTimer>

#include <cstdint>
#include <memory>

namespace ottla {

/// What the application remembers between runs, by key: one JSON file with a format version.
/// Changes are written a moment later, off the GUI thread, to a temporary file that then takes the
/// old one's name. A file of a newer format is used for nothing and left as it is. GUI thread.
class Settings : public QObject
{
    Q_OBJECT

public:
    static constexpr int formatVersion = 1;

    explicit Settings(QString file, QObject* parent = nullptr);
    /// Writes what is not written yet.
    ~Settings() override;

    /// Why nothing is read or written; a success otherwise.
    [[nodiscard]] const Result<void>& state() const { return m_state; }

    [[nodiscard]] QJsonValue value(const QString& key) const { return m_values.value(key); }
    void setValue(const QString& key, const QJsonValue& value);
    /// Writes now and waits for it.
    Result<void> flush();
    /// Renames a file that is not read or written, and begins a new one with what is here; answers
    /// the old one's new name.
    Result<QString> setAside();
    [[nodiscard]] const QString& file() const { return m_file; }

Q_SIGNALS:
    void writeFailed(const QString& message);
    /// After one that failed.
    void writeWorked();

private:
    [[nodiscard]] QByteArray serialized() const;
    void written(const Result<void>& result);
    void load();

    const QString m_file;
    QJsonObject m_values;
    Result<void> m_state;
    QTimer m_timer;
    bool m_dirty = false;
    bool m_failing = false; // so did the last write
    struct Writer;
    std::shared_ptr<Writer> m_writer;
    std::uint64_t m_sequence = 0;
};

} // namespace ottla
