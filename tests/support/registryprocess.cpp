// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "support/registryprocess.h"

#include <QFile>

namespace ottla::test {

namespace {
constexpr int patienceMs = 20'000;
}

RegistryProcess::RegistryProcess() = default;

RegistryProcess::~RegistryProcess()
{
    kill();
}

void RegistryProcess::setConfig(const QStringList& lines)
{
    m_configFile = m_folder.filePath(QStringLiteral("zoo.cfg"));
    QFile file(m_configFile);
    if (file.open(QIODevice::WriteOnly)) {
        file.write(lines.join(u'\n').toUtf8() + '\n');
    }
}

bool RegistryProcess::start()
{
    QStringList arguments{
        QStringLiteral("registry"), QStringLiteral("--data"), dataFolder(),
        QStringLiteral("--port"),   QString::number(m_port),  QStringLiteral("--exit-with-stdin")};
    if (!m_configFile.isEmpty()) {
        arguments << QStringLiteral("--config") << m_configFile;
    }
    m_output.clear();
    m_process.start(qEnvironmentVariable("OTTLA_BROKER"), arguments);
    while (!m_output.contains('\n')) {
        if (!m_process.waitForReadyRead(patienceMs)) {
            kill();
            return false;
        }
        m_output += m_process.readAllStandardOutput();
    }
    m_port = m_output.trimmed().split(':').last().toUShort(); // registry 127.0.0.1:PORT
    return m_output.startsWith("registry ") && m_port != 0;
}

void RegistryProcess::kill()
{
    if (m_process.state() != QProcess::NotRunning) {
        m_process.kill();
    }
    ended();
}

int RegistryProcess::terminate()
{
    m_process.terminate();
    return ended();
}

int RegistryProcess::closeInput()
{
    m_process.closeWriteChannel();
    return ended();
}

int RegistryProcess::ended()
{
    if (m_process.state() != QProcess::NotRunning) {
        m_process.waitForFinished(patienceMs);
    }
    m_output += m_process.readAllStandardOutput();
    m_errors += m_process.readAllStandardError();
    return m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1;
}

QString RegistryProcess::errorOutput()
{
    m_errors += m_process.readAllStandardError();
    return QString::fromUtf8(m_errors);
}

} // namespace ottla::test
