// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QProcess>
#include <QString>
#include <QTemporaryDir>

namespace ottla::test {

/// Apache Kafka, one node in KRaft mode, from the jars in the folder that OTTLA_KAFKA_LIBS names,
/// in a data folder that goes with the object. It ends when the test does. Main thread only.
class ApacheKafka
{
public:
    ApacheKafka() = default;
    ~ApacheKafka();
    ApacheKafka(const ApacheKafka&) = delete;
    ApacheKafka& operator=(const ApacheKafka&) = delete;

    /// Whether Java and the jars are there.
    [[nodiscard]] static bool isAvailable();

    /// Starts it, on the data that an earlier start left, and waits until it serves requests; false
    /// with output() when it does not.
    [[nodiscard]] bool start();
    /// SIGTERM, and waits for the end.
    void terminate();

    [[nodiscard]] QString bootstrap() const;
    [[nodiscard]] QString dataFolder() const { return m_folder.filePath(QStringLiteral("data")); }
    [[nodiscard]] QString output();

private:
    [[nodiscard]] bool format();

    QTemporaryDir m_folder;
    QProcess m_process;
    QByteArray m_output;
    quint16 m_port = 0;
};

} // namespace ottla::test
