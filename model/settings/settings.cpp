// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/settings/settings.h"

#include "model/async/background.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QSaveFile>

#include <mutex>
#include <utility>

namespace ottla {

namespace {

constexpr int writeDelayMs = 500;

Result<void> write(const QString& path, const QByteArray& content)
{
    QDir().mkpath(QFileInfo(path).path());
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size()
        || !file.commit()) {
        return Error{Errc::Io,
                     "The settings could not be written: " + file.errorString().toStdString(),
                     path.toStdString()};
    }
    return {};
}

} // namespace

// Lets the newest values win, whichever thread comes first.
struct Settings::Writer
{
    std::mutex mutex; // guards `written` and the file
    std::uint64_t written = 0;

    Result<void> write(std::uint64_t sequence, const QString& path, const QByteArray& content)
    {
        const std::lock_guard lock(mutex);
        if (sequence <= written) {
            return {};
        }
        auto result = ottla::write(path, content);
        if (result) {
            written = sequence;
        }
        return result;
    }
};

Settings::Settings(QString file, QObject* parent)
    : QObject(parent)
    , m_file(std::move(file))
    , m_writer(std::make_shared<Writer>())
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(writeDelayMs);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        m_dirty = false;
        runInBackground(
            this,
            [writer = m_writer, sequence = ++m_sequence, path = m_file, content = serialized()] {
                return writer->write(sequence, path, content);
            },
            [this](const Result<void>& result) { written(result); });
    });
    load();
}

Settings::~Settings()
{
    if (m_dirty) {
        (void)flush(); // nobody is left to tell
    }
}

void Settings::load()
{
    QFile file(m_file);
    if (!file.exists()) {
        return;
    }
    if (!file.open(QIODevice::ReadOnly)) {
        m_state =
            Error{Errc::Io, "The settings could not be read: " + file.errorString().toStdString(),
                  m_file.toStdString()};
        return;
    }
    QJsonParseError problem{};
    const QJsonObject root = QJsonDocument::fromJson(file.readAll(), &problem).object();
    if (problem.error != QJsonParseError::NoError || !root[u"version"].isDouble()) {
        const std::string why = problem.error != QJsonParseError::NoError
            ? "are no JSON (" + problem.errorString().toStdString() + ")"
            : "have no version";
        m_state = Error{Errc::Corrupt, "The settings " + why + "; they are left as they are",
                        m_file.toStdString() + " at " + std::to_string(problem.offset)};
        return;
    }
    const int version = root[u"version"].toInt();
    if (version > formatVersion) {
        m_state = Error{Errc::Unsupported,
                        "The settings were written by a newer Ottla (format "
                            + std::to_string(version) + "); they are left as they are",
                        m_file.toStdString()};
        return;
    }
    m_values = root[u"settings"].toObject();
}

void Settings::setValue(const QString& key, const QJsonValue& value)
{
    if (m_values.value(key) == value) {
        return;
    }
    m_values.insert(key, value);
    m_dirty = true;
    if (m_state.ok()) {
        m_timer.start();
    }
}

QByteArray Settings::serialized() const
{
    return QJsonDocument(QJsonObject{{QStringLiteral("version"), formatVersion},
                                     {QStringLiteral("settings"), m_values}})
        .toJson();
}

Result<void> Settings::flush()
{
    if (!m_state) {
        return m_state;
    }
    m_timer.stop();
    m_dirty = false;
    const Result<void> result = m_writer->write(++m_sequence, m_file, serialized());
    written(result);
    return result;
}

void Settings::written(const Result<void>& result)
{
    if (!result) {
        m_failing = true;
        m_dirty = true; // for the next one, at the latest at the end
        Q_EMIT writeFailed(QString::fromStdString(result.error().describe()));
    } else if (std::exchange(m_failing, false)) {
        Q_EMIT writeWorked();
    }
}

Result<QString> Settings::setAside()
{
    QString aside = m_file + QStringLiteral(".old");
    for (int number = 2; QFileInfo::exists(aside); ++number) {
        aside = QStringLiteral("%1.old-%2").arg(m_file).arg(number);
    }
    QFile file(m_file);
    if (!file.rename(aside)) {
        return Error{Errc::Io,
                     "The settings could not be renamed: " + file.errorString().toStdString(),
                     m_file.toStdString()};
    }
    m_state = Result<void>();
    if (const Result<void> begun = flush(); !begun) {
        return begun.error();
    }
    return aside;
}

} // namespace ottla
