// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <QJsonObject>
#include <QJsonValue>
#include <QObject>
#include <QTimer>

#include <future>
#include <optional>

namespace ottla {

/// The one store of what is remembered between runs: JSON values by key, in one versioned file.
/// GUI thread; writing happens on a thread of its own, soon after the last change, to a temporary
/// file that is renamed. The destructor writes what is left.
///
/// The file: {"version": 1, "values": {KEY: VALUE, …}}. One of a newer version, or one that is not
/// such JSON, is left as it is: values then live for this run only, and readOnlyReason() says why.
class Settings : public QObject
{
    Q_OBJECT

public:
    static constexpr int version = 1;

    /// Reads the file, which need not exist. To be called before there is a window.
    explicit Settings(QString file, QObject* parent = nullptr);
    ~Settings() override;

    [[nodiscard]] QJsonValue value(const QString& key, const QJsonValue& fallback = {}) const;
    void setValue(const QString& key, const QJsonValue& value);
    void remove(const QString& key);

    /// Why nothing is kept, if so.
    [[nodiscard]] const std::optional<Error>& readOnlyReason() const { return m_readOnly; }
    /// Waits until everything is on disk.
    [[nodiscard]] Result<void> flush();

Q_SIGNALS:
    void valueChanged(const QString& key);
    /// A value could not be kept: a sentence for a person.
    void writeFailed(const QString& message);

private:
    void load();
    void write();
    void collect();

    const QString m_file;
    QJsonObject m_values;
    std::optional<Error> m_readOnly;
    QTimer m_timer;
    bool m_dirty = false;
    std::future<Result<void>> m_writing;
};

} // namespace ottla
