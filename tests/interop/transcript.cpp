// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "interop/transcript.h"

#include "interop/program.h"

#include <QFile>
#include <QProcess>
#include <QTest>
#include <csignal>

namespace ottla::test {

namespace {

constexpr int contextLines = 3;
constexpr int patienceMs = 60'000;

QString textOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll())
                                          : QStringLiteral("no file %1").arg(path);
}

/// The first line in which the two differ, with the lines before it; empty when they are equal.
QString firstDifference(const QString& expected, const QString& said)
{
    const QStringList want = expected.split(u'\n');
    const QStringList have = said.split(u'\n');
    qsizetype line = 0;
    while (line < want.size() && line < have.size() && want[line] == have[line]) {
        ++line;
    }
    if (line == want.size() && line == have.size()) {
        return {};
    }
    QString text = QStringLiteral("line %1 differs, after\n").arg(line + 1);
    for (qsizetype i = qMax(qsizetype(0), line - contextLines); i < line; ++i) {
        text += QStringLiteral("      ") + want[i] + u'\n';
    }
    return text + QStringLiteral("want: ") + want.value(line, QStringLiteral("(the end)"))
        + QStringLiteral("\nhave: ") + have.value(line, QStringLiteral("(the end)"));
}

/// An empty string when the program ended well and said what was expected.
QString difference(const ProgramResult& ran, const QString& expected)
{
    const QString first = firstDifference(
        textOf(QStringLiteral(OTTLA_INTEROP_SOURCES "/zookeeper/expected/%1.txt").arg(expected)),
        QString::fromUtf8(ran.output));
    if (first.isEmpty() && ran.status == 0) {
        return {};
    }
    return first
        + QStringLiteral("\nstatus %1\n%2")
              .arg(ran.status)
              .arg(QString::fromUtf8(ran.errors.right(4000)));
}

} // namespace

QString Transcript::start()
{
    const bool both = ZooKeeperServer::isAvailable(ZooKeeperServer::Kind::ZooKeeper);
    m_registry.launch();
    if (both) {
        m_zooKeeper.launch();
    }
    if (!m_registry.waitUntilReady()) {
        return QStringLiteral("the registry did not start: ") + m_registry.errorOutput();
    }
    if (both && !m_zooKeeper.waitUntilReady()) {
        return QStringLiteral("ZooKeeper did not start: ") + m_zooKeeper.errorOutput();
    }
    return {};
}

void Transcript::addRows(const QStringList& scripts)
{
    QTest::addColumn<QString>("script");
    QTest::addColumn<ZooKeeperServer::Kind>("server");
    for (const QString& script : scripts) {
        QTest::addRow("%s on the registry", qPrintable(script))
            << script << ZooKeeperServer::Kind::Registry;
        QTest::addRow("%s on ZooKeeper", qPrintable(script))
            << script << ZooKeeperServer::Kind::ZooKeeper;
    }
}

ZooKeeperServer& Transcript::server(ZooKeeperServer::Kind kind)
{
    return kind == ZooKeeperServer::Kind::Registry ? m_registry : m_zooKeeper;
}

QString Transcript::compare(ZooKeeperServer::Kind kind, const QString& program,
                            const QStringList& arguments, const QString& expected)
{
    QStringList given = arguments;
    given.replaceInStrings(QStringLiteral("%1"), server(kind).address());
    return difference(runProgram(program, given), expected);
}

QString Transcript::compareOverARestart(ZooKeeperServer::Kind kind, const QString& program,
                                        const QStringList& arguments, const QString& expected)
{
    QStringList given = arguments;
    given.replaceInStrings(QStringLiteral("%1"), server(kind).address());
    QProcess process;
    process.start(program, given);
    ProgramResult result;
    while (!result.output.contains("ready\n")) {
        if (!process.waitForReadyRead(patienceMs)) {
            return QStringLiteral("never ready: ")
                + QString::fromUtf8(process.readAllStandardError());
        }
        result.output += process.readAllStandardOutput();
    }
    // Suspended meanwhile: a ZooKeeper that is starting may take a connection and never answer on
    // it.
    const auto id = static_cast<pid_t>(process.processId());
    ::kill(id, SIGSTOP);
    const bool restarted = server(kind).restart();
    ::kill(id, SIGCONT);
    if (!restarted) {
        return QStringLiteral("no restart: ") + server(kind).errorOutput();
    }
    if (process.waitForFinished(patienceMs) && process.exitStatus() == QProcess::NormalExit) {
        result.status = process.exitCode();
    }
    result.output += process.readAllStandardOutput();
    result.errors = process.readAllStandardError();
    return difference(result, expected);
}

QString Transcript::compareAtOnce(const QString& program, const QStringList& arguments)
{
    QStringList given = arguments;
    given.replaceInStrings(QStringLiteral("%1"), m_registry.address());
    given.replaceInStrings(QStringLiteral("%2"), m_zooKeeper.address());
    const ProgramResult ran = runProgram(program, given);
    return ran.status == 0 ? QString() : QString::fromUtf8(ran.describe());
}

} // namespace ottla::test
