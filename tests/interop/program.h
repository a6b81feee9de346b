// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QString>
#include <QStringList>

namespace ottla::test {

/// What a program that ran to its end left behind.
struct ProgramResult
{
    int status =
        -1; ///< Exit status; -1 when it did not start, crashed, or was stopped for its time.
    QByteArray output;
    QByteArray errors;

    /// The last line of the output as a JSON object; empty where it is none.
    [[nodiscard]] QJsonObject json() const;
    /// All that a person needs to see why a test failed.
    [[nodiscard]] QByteArray describe() const;
};

/// Runs a program with `input` on its standard input, for at most a minute.
[[nodiscard]] ProgramResult runProgram(const QString& program, const QStringList& arguments,
                                       const QByteArray& input = {});

} // namespace ottla::test
