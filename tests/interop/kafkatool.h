// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "interop/program.h"
#include "support/foreigntool.h"
#include "support/kafkajars.h"

/// Skips the test, or fails it where they are required, without Apache Kafka's command-line tools.
#define OTTLA_NEED_KAFKA_TOOLS()                                                                   \
    OTTLA_NEED_TOOL(QStringLiteral("kafka-tools"),                                                 \
                    ottla::test::hasKafkaJar(QStringLiteral("kafka-tools-")))

namespace ottla::test {

/// Runs one of the tools' classes, as runProgram() does.
inline ProgramResult runKafkaTool(const QString& mainClass, const QStringList& arguments,
                                  const QByteArray& input = {})
{
    return runProgram(QStringLiteral("java"),
                      QStringList{QStringLiteral("-Xmx256m"),
                                  QStringLiteral("-XX:TieredStopAtLevel=1"), QStringLiteral("-cp"),
                                  kafkaLibs() + QStringLiteral("/*"), mainClass}
                          + arguments,
                      input);
}

} // namespace ottla::test
