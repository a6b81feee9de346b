// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "support/brokerprocess.h"

#include <QFile>
#include <QFileInfo>

namespace ottla::test {

namespace {

constexpr int patienceMs = 20'000;

QString executable()
{
    return qEnvironmentVariable("OTTLA_BROKER");
}

} // namespace

BrokerProcess::BrokerProcess()
    : m_dataFolder(m_folder.filePath(QStringLiteral("data")))
{ }

BrokerProcess::~BrokerProcess()
{
    kill();
}

bool BrokerProcess::isAvailable()
{
    return QFileInfo(executable()).isExecutable();
}

void BrokerProcess::setProperties(const QStringList& lines)
{
    m_configFile = m_folder.filePath(QStringLiteral("server.properties"));
    QFile file(m_configFile);
    if (file.open(QIODevice::WriteOnly)) {
        file.write(lines.join(u'\n').toUtf8() + '\n');
    }
}

bool BrokerProcess::start()
{
    return launch(0);
}

bool BrokerProcess::restart()
{
    return launch(m_port);
}

bool BrokerProcess::launch(quint16 port)
{
    QStringList arguments{QStringLiteral("node"), QStringLiteral("--data"),
                          m_dataFolder,           QStringLiteral("--port"),
                          QString::number(port),  QStringLiteral("--exit-with-stdin")};
    if (!m_configFile.isEmpty()) {
        arguments << QStringLiteral("--config") << m_configFile;
    }
    m_process.start(executable(), arguments);
    QByteArray output;
    while (!output.contains('\n')) {
        if (!m_process.waitForReadyRead(patienceMs)) {
            kill();
            return false;
        }
        output += m_process.readAllStandardOutput();
    }
    // listening PLAINTEXT://127.0.0.1:PORT
    m_port = output.trimmed().split(':').last().toUShort();
    return output.startsWith("listening PLAINTEXT://") && m_port != 0;
}

void BrokerProcess::kill()
{
    if (m_process.state() != QProcess::NotRunning) {
        m_process.kill();
        m_process.waitForFinished(patienceMs);
    }
    m_errors += m_process.readAllStandardError();
}

int BrokerProcess::terminate()
{
    m_process.terminate();
    m_process.waitForFinished(patienceMs);
    m_errors += m_process.readAllStandardError();
    return m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1;
}

QString BrokerProcess::bootstrap() const
{
    return QStringLiteral("127.0.0.1:%1").arg(m_port);
}

QString BrokerProcess::errorOutput()
{
    // Without an event loop, output is taken from the pipe only while something waits for it.
    m_process.setReadChannel(QProcess::StandardError);
    while (m_process.waitForReadyRead(50)) {
        m_errors += m_process.readAllStandardError();
    }
    m_process.setReadChannel(QProcess::StandardOutput);
    m_errors += m_process.readAllStandardError();
    return QString::fromUtf8(m_errors);
}

} // namespace ottla::test
