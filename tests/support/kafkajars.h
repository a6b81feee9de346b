// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDir>
#include <QStandardPaths>
#include <QString>

namespace ottla::test {

/// The folder that OTTLA_KAFKA_LIBS names, of Apache Kafka's jars.
inline QString kafkaLibs()
{
    return qEnvironmentVariable("OTTLA_KAFKA_LIBS", QStringLiteral("/nowhere"));
}

/// Whether there is Java, and a jar among them whose name begins so.
inline bool hasKafkaJar(const QString& beginning)
{
    return !QStandardPaths::findExecutable(QStringLiteral("java")).isEmpty()
        && !QDir(kafkaLibs()).entryList({beginning + QStringLiteral("*.jar")}).isEmpty();
}

} // namespace ottla::test
