// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "support/brokerprocess.h"

#include <QDeadlineTimer>
#include <QFile>

namespace ottla::test {

namespace {

constexpr int patienceMs = 30'000;

} // namespace

BrokerProcess::BrokerProcess()
    : m_dataFolder(m_folder.filePath(QStringLiteral("data")))
{ }

BrokerProcess::~BrokerProcess()
{
    kill();
}

bool BrokerProcess::start()
{
    return launch(0);
}

bool BrokerProcess::restart()
{
    kill();
    return launch(m_port);
}

bool BrokerProcess::launch(quint16 port)
{
    QStringList arguments{QStringLiteral("node"), QStringLiteral("--data"),
                          m_dataFolder,           QStringLiteral("--port"),
                          QString::number(port),  QStringLiteral("--exit-with-stdin")};
    if (!m_config.isEmpty()) {
        QFile file(m_folder.filePath(QStringLiteral("server.properties")));
        if (!file.open(QIODevice::WriteOnly)) {
            m_errors += file.errorString();
            return false;
        }
        file.write(m_config.join(u'\n').toUtf8() + '\n');
        arguments << QStringLiteral("--config") << file.fileName();
    }
    m_process = std::make_unique<QProcess>();
    m_process->start(qEnvironmentVariable("OTTLA_BROKER"), arguments);
    if (!m_process->waitForStarted(patienceMs)) {
        m_errors += m_process->errorString();
        m_process.reset();
        return false;
    }
    const QDeadlineTimer deadline(patienceMs);
    m_process->setReadChannel(QProcess::StandardOutput);
    while (!m_process->canReadLine()) {
        if (m_process->state() == QProcess::NotRunning || deadline.hasExpired()) {
            kill();
            return false;
        }
        m_process->waitForReadyRead(static_cast<int>(deadline.remainingTime()));
    }
    const QString line = QString::fromUtf8(m_process->readLine()).trimmed();
    if (!line.startsWith(QStringLiteral("listening PLAINTEXT://127.0.0.1:"))) {
        m_errors += QStringLiteral("unexpected line: ") + line + u'\n';
        kill();
        return false;
    }
    m_port = line.section(u':', -1).toUShort();
    return m_port != 0;
}

void BrokerProcess::kill()
{
    if (m_process) {
        m_process->kill();
        m_process->waitForFinished(patienceMs);
        m_errors += QString::fromUtf8(m_process->readAllStandardError());
        m_process.reset();
    }
}

int BrokerProcess::stop()
{
    if (!m_process) {
        return -1;
    }
    m_process->terminate();
    const bool ended =
        m_process->waitForFinished(patienceMs) && m_process->exitStatus() == QProcess::NormalExit;
    const int status = ended ? m_process->exitCode() : -1;
    kill();
    return status;
}

bool BrokerProcess::isRunning() const
{
    return m_process && m_process->state() == QProcess::Running;
}

QString BrokerProcess::bootstrap() const
{
    return QStringLiteral("127.0.0.1:%1").arg(m_port);
}

qint64 BrokerProcess::processId() const
{
    return m_process ? m_process->processId() : 0;
}

QString BrokerProcess::errorOutput()
{
    if (m_process) {
        m_process->waitForReadyRead(0);
        m_errors += QString::fromUtf8(m_process->readAllStandardError());
    }
    return m_errors;
}

} // namespace ottla::test
