// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QStandardPaths>
#include <QString>
#include <QTest>

namespace ottla::test {

/// Whether OTTLA_REQUIRE (names with commas between) makes the absence of `tool` a failure.
inline bool isRequired(const QString& tool)
{
    return qEnvironmentVariable("OTTLA_REQUIRE").split(u',').contains(tool);
}

} // namespace ottla::test

/// Skips the test, or fails it where `tool` is required, unless `present`.
#define OTTLA_NEED_TOOL(tool, present)                                                             \
    do {                                                                                           \
        if (!(present)) {                                                                          \
            if (ottla::test::isRequired(tool)) {                                                   \
                QFAIL(qPrintable(QStringLiteral("%1 is required and not installed").arg(tool)));   \
            }                                                                                      \
            QSKIP(qPrintable(QStringLiteral("%1 is not installed").arg(tool)));                    \
        }                                                                                          \
    } while (false)
