// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "support/foreigntool.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

/// The application as a process of its own, with its local cluster: what is left when it is killed.
class TestProcess : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void leavesNoBrokerBehindAndFindsItsMessagesAgain();

private:
    static QList<qint64> childrenOf(qint64 process);
    static bool isAlive(qint64 process);
    /// A free port, which the application finds in its settings as the one that it had last.
    static quint16 chooseBrokerPort(const QString& profile);
    static bool accepts(quint16 port);
    static QByteArray messagesAt(quint16 port);
};

QList<qint64> TestProcess::childrenOf(qint64 process)
{
    QList<qint64> children;
    const QStringList tasks = QDir(QStringLiteral("/proc/%1/task").arg(process))
                                  .entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    for (const QString& task : tasks) {
        QFile file(QStringLiteral("/proc/%1/task/%2/children").arg(process).arg(task));
        if (file.open(QIODevice::ReadOnly)) {
            for (const QByteArray& id : file.readAll().simplified().split(' ')) {
                if (!id.isEmpty()) {
                    children.append(id.toLongLong());
                }
            }
        }
    }
    return children;
}

bool TestProcess::isAlive(qint64 process)
{
    QFile status(QStringLiteral("/proc/%1/stat").arg(process));
    return status.open(QIODevice::ReadOnly) && !status.readAll().contains(") Z ");
}

quint16 TestProcess::chooseBrokerPort(const QString& profile)
{
    QTcpServer probe;
    if (!probe.listen(QHostAddress::LocalHost)) {
        return 0;
    }
    const quint16 port = probe.serverPort();
    QDir().mkpath(profile + QStringLiteral("/config"));
    QFile settings(profile + QStringLiteral("/config/settings.json"));
    const QByteArray content =
        R"({"version":1,"settings":{"local/port":)" + QByteArray::number(port) + "}}";
    return settings.open(QIODevice::WriteOnly) && settings.write(content) == content.size() ? port
                                                                                            : 0;
}

bool TestProcess::accepts(quint16 port)
{
    QTcpSocket socket;
    socket.connectToHost(QStringLiteral("127.0.0.1"), port);
    return port != 0 && socket.waitForConnected(1000);
}

QByteArray TestProcess::messagesAt(quint16 port)
{
    QProcess kcat;
    kcat.start(QStringLiteral("kcat"),
               {QStringLiteral("-b"), QStringLiteral("127.0.0.1:%1").arg(port),
                QStringLiteral("-C"), QStringLiteral("-t"), QStringLiteral("orders"),
                QStringLiteral("-e"), QStringLiteral("-q")});
    kcat.waitForFinished(20'000);
    return kcat.readAllStandardOutput();
}

void TestProcess::leavesNoBrokerBehindAndFindsItsMessagesAgain()
{
    OTTLA_NEED_TOOL(QStringLiteral("kcat"),
                    !QStandardPaths::findExecutable(QStringLiteral("kcat")).isEmpty());
    const QString application = qEnvironmentVariable("OTTLA_APPLICATION");
    QVERIFY2(QFileInfo(application).isExecutable(), qPrintable(application));
    const QTemporaryDir profile;
    const QStringList arguments{QStringLiteral("--profile"), profile.path(),
                                QStringLiteral("--demo")};

    const quint16 port = chooseBrokerPort(profile.path());
    QVERIFY(port != 0);
    QProcess first;
    first.start(application, arguments);
    QVERIFY(first.waitForStarted());
    QTRY_VERIFY_WITH_TIMEOUT(!childrenOf(first.processId()).isEmpty(), 20'000);
    const qint64 broker = childrenOf(first.processId()).first();
    QTRY_VERIFY_WITH_TIMEOUT(accepts(port), 20'000);
    QByteArray messages;
    QTRY_VERIFY_WITH_TIMEOUT(!(messages = messagesAt(port)).isEmpty(), 20'000);

    first.kill();
    QVERIFY(first.waitForFinished());
    QTRY_VERIFY_WITH_TIMEOUT(!isAlive(broker), 10'000);

    QProcess second;
    second.start(application, arguments);
    QVERIFY(second.waitForStarted());
    QTRY_VERIFY_WITH_TIMEOUT(accepts(port), 20'000);
    const QList<QByteArray> found = messagesAt(port).split('\n');
    for (const QByteArray& message : messages.split('\n')) {
        QVERIFY2(found.contains(message), message.constData());
    }
    const qint64 again = childrenOf(second.processId()).value(0);
    second.terminate();
    QVERIFY(second.waitForFinished(15'000));
    QTRY_VERIFY_WITH_TIMEOUT(!isAlive(again), 10'000);
}

QTEST_GUILESS_MAIN(TestProcess)
#include "tst_process.moc"
