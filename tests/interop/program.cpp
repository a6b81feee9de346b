// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "interop/program.h"

#include <QJsonDocument>
#include <QProcess>

namespace ottla::test {

namespace {
constexpr int limitMs = 60'000;
}

QJsonObject ProgramResult::json() const
{
    return QJsonDocument::fromJson(output.trimmed().split('\n').last()).object();
}

QByteArray ProgramResult::describe() const
{
    return "status " + QByteArray::number(status) + "\n" + output.right(4000) + "\n"
        + errors.right(4000);
}

ProgramResult runProgram(const QString& program, const QStringList& arguments,
                         const QByteArray& input)
{
    QProcess process;
    process.start(program, arguments);
    process.write(input);
    process.closeWriteChannel();
    ProgramResult result;
    if (process.waitForFinished(limitMs) && process.exitStatus() == QProcess::NormalExit) {
        result.status = process.exitCode();
    } else {
        process.kill();
        process.waitForFinished();
    }
    result.output = process.readAllStandardOutput();
    result.errors = process.readAllStandardError();
    return result;
}

} // namespace ottla::test
