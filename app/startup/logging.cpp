// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "app/startup/logging.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QMutex>

#include <cstdio>

namespace ottla {

namespace {

constexpr qint64 maxSize = 1'000'000;

struct LogFile
{
    QMutex mutex; // guards the rest
    QString folder;
    QFile file;
};

LogFile& logFile()
{
    static LogFile file;
    return file;
}

const char* levelName(QtMsgType type)
{
    switch (type) {
    case QtDebugMsg:
        return "debug";
    case QtInfoMsg:
        return "info";
    case QtWarningMsg:
        return "warning";
    default:
        return "error";
    }
}

/// The offscreen platform says of each window what it cannot do for it; nobody can do anything
/// about that.
bool isOffscreenNoise(const QString& text)
{
    return text.startsWith(QStringLiteral("This plugin does not support "));
}

void write(QtMsgType type, const QMessageLogContext& context, const QString& text)
{
    if (isOffscreenNoise(text)) {
        return;
    }
    const QString line =
        QStringLiteral("%1 %2 %3: %4\n")
            .arg(QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs),
                 QLatin1String(levelName(type)),
                 QLatin1String(context.category != nullptr ? context.category : "default"), text);
    if (type != QtDebugMsg && type != QtInfoMsg) {
        std::fputs(line.toLocal8Bit().constData(), stderr);
    }
    LogFile& log = logFile();
    const QMutexLocker lock(&log.mutex);
    const QString path = log.folder + QStringLiteral("/ottla.log");
    if (log.file.isOpen() && log.file.size() > maxSize) {
        log.file.close();
        QFile::remove(log.folder + QStringLiteral("/ottla.1.log"));
        QFile::rename(path, log.folder + QStringLiteral("/ottla.1.log"));
    }
    if (!log.file.isOpen()) {
        QDir().mkpath(log.folder);
        log.file.setFileName(path);
        if (!log.file.open(QIODevice::WriteOnly | QIODevice::Append)) {
            return;
        }
    }
    log.file.write(line.toUtf8());
    log.file.flush();
}

} // namespace

void logTo(const QString& folder)
{
    {
        const QMutexLocker lock(&logFile().mutex);
        logFile().folder = folder;
    }
    qInstallMessageHandler(write);
}

} // namespace ottla
