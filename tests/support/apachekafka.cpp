// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "support/apachekafka.h"

#include "support/kafkajars.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTcpServer>

namespace ottla::test {

namespace {

constexpr int patienceMs = 120'000;

QStringList javaArguments(const QString& mainClass, const QString& folder)
{
    return {QStringLiteral("-Xmx384m"),
            QStringLiteral("-XX:TieredStopAtLevel=1"),
            QStringLiteral("-Dlog4j.configuration=file:") + folder
                + QStringLiteral("/log4j.properties"),
            QStringLiteral("-cp"),
            kafkaLibs() + QStringLiteral("/*"),
            mainClass};
}

void write(const QString& path, const QStringList& lines)
{
    QFile file(path);
    if (file.open(QIODevice::WriteOnly)) {
        file.write(lines.join(u'\n').toUtf8() + '\n');
    }
}

quint16 freePort()
{
    QTcpServer server;
    server.listen(QHostAddress::LocalHost);
    return server.serverPort();
}

} // namespace

ApacheKafka::~ApacheKafka()
{
    m_process.kill();
    m_process.waitForFinished();
}

bool ApacheKafka::isAvailable()
{
    return hasKafkaJar(QStringLiteral("kafka_2.13-"));
}

QString ApacheKafka::bootstrap() const
{
    return QStringLiteral("127.0.0.1:%1").arg(m_port);
}

bool ApacheKafka::format()
{
    m_port = freePort();
    const quint16 controller = freePort();
    const QString properties = m_folder.filePath(QStringLiteral("server.properties"));
    write(properties,
          {QStringLiteral("process.roles=broker,controller"), QStringLiteral("node.id=1"),
           QStringLiteral("controller.quorum.voters=1@127.0.0.1:%1").arg(controller),
           QStringLiteral("listeners=PLAINTEXT://127.0.0.1:%1,CONTROLLER://127.0.0.1:%2")
               .arg(m_port)
               .arg(controller),
           QStringLiteral("advertised.listeners=PLAINTEXT://127.0.0.1:%1").arg(m_port),
           QStringLiteral("controller.listener.names=CONTROLLER"),
           QStringLiteral("log.dirs=") + dataFolder(), QStringLiteral("log.retention.ms=-1"),
           QStringLiteral("offsets.topic.replication.factor=1"),
           QStringLiteral("transaction.state.log.replication.factor=1")});
    write(m_folder.filePath(QStringLiteral("log4j.properties")),
          {QStringLiteral("log4j.rootLogger=WARN, out"),
           QStringLiteral("log4j.appender.out=org.apache.log4j.ConsoleAppender"),
           QStringLiteral("log4j.appender.out.layout=org.apache.log4j.PatternLayout"),
           QStringLiteral("log4j.appender.out.layout.ConversionPattern=%p %m%n"),
           QStringLiteral("log4j.logger.kafka.server.KafkaRaftServer=INFO")});
    m_process.start(QStringLiteral("java"),
                    javaArguments(QStringLiteral("kafka.tools.StorageTool"), m_folder.path())
                        + QStringList{QStringLiteral("format"), QStringLiteral("-t"),
                                      QStringLiteral("b3R0bGFvdHRsYW90dGxhMQ"),
                                      QStringLiteral("-c"), properties});
    return m_process.waitForFinished(patienceMs) && m_process.exitCode() == 0;
}

bool ApacheKafka::start()
{
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    if (m_port == 0 && !format()) {
        return false;
    }
    m_process.start(QStringLiteral("java"),
                    javaArguments(QStringLiteral("kafka.Kafka"), m_folder.path())
                        + QStringList{m_folder.filePath(QStringLiteral("server.properties"))});
    m_output += m_process.readAll();
    const auto from = m_output.size();
    QElapsedTimer time;
    time.start();
    while (m_output.indexOf("Kafka Server started", from) < 0) {
        if (m_process.state() == QProcess::NotRunning || time.elapsed() > patienceMs) {
            return false;
        }
        m_process.waitForReadyRead(1000);
        m_output += m_process.readAll();
    }
    return true;
}

void ApacheKafka::terminate()
{
    m_process.terminate();
    m_process.waitForFinished(patienceMs);
}

QString ApacheKafka::output()
{
    m_output += m_process.readAll();
    return QString::fromUtf8(m_output);
}

} // namespace ottla::test
