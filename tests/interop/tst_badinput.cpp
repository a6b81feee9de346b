// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "interop/program.h"
#include "support/brokerprocess.h"
#include "support/foreigntool.h"

#include <QDir>
#include <QFile>
#include <QRandomGenerator>
#include <QStorageInfo>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>
#include <QtEndian>
#include <unistd.h>

using namespace ottla::test;

/// What must not bring the broker down: bytes that are no Kafka, a full disk, missing rights.
class TestBadInput : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void closesConnectionsThatSendRandomBytes();
    void closesConnectionsThatNameAnAbsurdLength_data();
    void closesConnectionsThatNameAnAbsurdLength();
    void outlivesRequestsThatEndInTheMiddle();
    void refusesATopicNameWithASlash();
    void refusesAPortInUse();
    void refusesADataFolderInUse();
    void refusesADataFolderWithoutRights();
    void survivesAFullDisk();

private:
    /// Sends `bytes`; true when the broker then closes the connection without an answer.
    bool isClosedAfter(const QByteArray& bytes);
    bool brokerAnswers();
    ProgramResult startBroker(const QStringList& arguments, const QStringList& prefix = {});

    BrokerProcess m_broker;
};

void TestBadInput::initTestCase()
{
    OTTLA_NEED_TOOL(QStringLiteral("kcat"),
                    !QStandardPaths::findExecutable(QStringLiteral("kcat")).isEmpty());
    QVERIFY2(m_broker.start(), qPrintable(m_broker.errorOutput()));
    const auto stored =
        runProgram(QStringLiteral("kcat"),
                   {QStringLiteral("-b"), m_broker.bootstrap(), QStringLiteral("-P"),
                    QStringLiteral("-t"), QStringLiteral("kept")},
                   "kept\n");
    QVERIFY2(stored.status == 0, stored.describe().constData());
}

void TestBadInput::init()
{
    QVERIFY(brokerAnswers());
}

void TestBadInput::cleanup()
{
    QVERIFY2(brokerAnswers(), qPrintable(m_broker.errorOutput()));
}

bool TestBadInput::brokerAnswers()
{
    const auto read = runProgram(QStringLiteral("kcat"),
                                 {QStringLiteral("-b"), m_broker.bootstrap(), QStringLiteral("-C"),
                                  QStringLiteral("-t"), QStringLiteral("kept"),
                                  QStringLiteral("-e"), QStringLiteral("-q")});
    return read.output == "kept\n";
}

bool TestBadInput::isClosedAfter(const QByteArray& bytes)
{
    QTcpSocket socket;
    socket.connectToHost(QStringLiteral("127.0.0.1"),
                         m_broker.bootstrap().section(u':', -1).toUShort());
    if (!socket.waitForConnected()) {
        return false;
    }
    socket.write(bytes);
    while (socket.state() == QAbstractSocket::ConnectedState) {
        if (!socket.waitForReadyRead(10'000) && socket.state() == QAbstractSocket::ConnectedState) {
            return false;
        }
        if (socket.bytesAvailable() > 0) {
            socket.readAll();
        }
    }
    return true;
}

void TestBadInput::closesConnectionsThatSendRandomBytes()
{
    QRandomGenerator random(20'010);
    for (int i = 0; i < 50; ++i) {
        QByteArray frame(4 + random.bounded(1, 400), Qt::Uninitialized);
        for (char& byte : frame) {
            byte = static_cast<char>(random.bounded(256));
        }
        qToBigEndian(static_cast<qint32>(frame.size() - 4), frame.data());
        // An API key that does not exist, so that no answer is right.
        frame[4] = 0x7F;
        QVERIFY(isClosedAfter(frame));
    }
}

void TestBadInput::closesConnectionsThatNameAnAbsurdLength_data()
{
    QTest::addColumn<quint32>("length");
    QTest::newRow("2 GB") << 0x7FFF'FFFFU;
    QTest::newRow("negative") << 0xFFFF'FFFFU;
    QTest::newRow("zero") << 0U;
    QTest::newRow("an HTTP client") << 0x4745'5420U;
}

void TestBadInput::closesConnectionsThatNameAnAbsurdLength()
{
    QFETCH(quint32, length);
    QByteArray frame(8, '\0');
    qToBigEndian(length, frame.data());
    QVERIFY(isClosedAfter(frame));
}

void TestBadInput::outlivesRequestsThatEndInTheMiddle()
{
    // An ApiVersions v0 request with its client id, cut at every place.
    const QByteArray whole =
        QByteArray::fromHex("00000014001200000000000100047465737400000000000000");
    for (qsizetype size = 1; size < whole.size() - 1; ++size) {
        QTcpSocket socket;
        socket.connectToHost(QStringLiteral("127.0.0.1"),
                             m_broker.bootstrap().section(u':', -1).toUShort());
        QVERIFY(socket.waitForConnected());
        socket.write(whole.left(size));
        QVERIFY(socket.waitForBytesWritten());
        socket.disconnectFromHost();
    }
}

void TestBadInput::refusesATopicNameWithASlash()
{
    const auto sent = runProgram(QStringLiteral("kcat"),
                                 {QStringLiteral("-b"), m_broker.bootstrap(), QStringLiteral("-P"),
                                  QStringLiteral("-t"), QStringLiteral("../slash")},
                                 "x\n");
    QVERIFY(sent.status != 0);
    QVERIFY2(sent.errors.contains("nvalid topic"), sent.describe().constData());
    QVERIFY(!QDir(m_broker.dataFolder()).entryList(QDir::AllEntries).join(u' ').contains(u"slash"));
}

ProgramResult TestBadInput::startBroker(const QStringList& arguments, const QStringList& prefix)
{
    const QStringList command =
        prefix + QStringList{qEnvironmentVariable("OTTLA_BROKER"), QStringLiteral("node")};
    return runProgram(command.first(), command.mid(1) + arguments);
}

void TestBadInput::refusesAPortInUse()
{
    QTcpServer taken;
    QVERIFY(taken.listen(QHostAddress::LocalHost));
    const QTemporaryDir folder;
    const QString port = QString::number(taken.serverPort());
    const auto run =
        startBroker({QStringLiteral("--data"), folder.path(), QStringLiteral("--port"), port});
    QVERIFY(run.status > 0);
    QCOMPARE(run.output, QByteArray());
    const QByteArray last = run.errors.trimmed().split('\n').last();
    QVERIFY2(last.contains(port.toUtf8()) && last.contains("in use"), run.describe().constData());
}

void TestBadInput::refusesADataFolderInUse()
{
    const auto run = startBroker({QStringLiteral("--data"), m_broker.dataFolder(),
                                  QStringLiteral("--port"), QStringLiteral("0")});
    QVERIFY(run.status > 0);
    QVERIFY2(run.errors.contains(m_broker.dataFolder().toUtf8()) && run.errors.contains("in use"),
             run.describe().constData());
}

void TestBadInput::refusesADataFolderWithoutRights()
{
    const QTemporaryDir folder;
    const QString locked = folder.filePath(QStringLiteral("locked"));
    QVERIFY(QDir().mkdir(locked));
    QVERIFY(QFile::setPermissions(
        folder.path(), QFile::ReadOwner | QFile::ExeOwner | QFile::ReadOther | QFile::ExeOther));
    QVERIFY(QFile::setPermissions(locked, QFile::ReadOwner | QFile::ExeOwner));
    QStringList prefix;
    if (::geteuid() == 0) { // root is denied nothing
        OTTLA_NEED_TOOL(QStringLiteral("setpriv"),
                        !QStandardPaths::findExecutable(QStringLiteral("setpriv")).isEmpty());
        prefix = {QStringLiteral("setpriv"), QStringLiteral("--reuid=65534"),
                  QStringLiteral("--regid=65534"), QStringLiteral("--clear-groups")};
        if (runProgram(prefix.first(),
                       prefix.mid(1)
                           + QStringList{qEnvironmentVariable("OTTLA_BROKER"),
                                         QStringLiteral("--version")})
                .status
            != 0) {
            QSKIP("An unprivileged user cannot run the broker from this build folder");
        }
    }
    const auto run = startBroker(
        {QStringLiteral("--data"), locked, QStringLiteral("--port"), QStringLiteral("0")}, prefix);
    QVERIFY(run.status > 0);
    QVERIFY2(run.errors.contains(locked.toUtf8()) && run.errors.contains("ermission denied"),
             run.describe().constData());
}

void TestBadInput::survivesAFullDisk()
{
    const QTemporaryDir folder;
    const QString disk = folder.filePath(QStringLiteral("disk"));
    QVERIFY(QDir().mkdir(disk));
    const auto mounted =
        runProgram(QStringLiteral("mount"),
                   {QStringLiteral("-t"), QStringLiteral("tmpfs"), QStringLiteral("-o"),
                    QStringLiteral("size=4m"), QStringLiteral("tmpfs"), disk});
    if (mounted.status != 0) {
        QSKIP("A small tmpfs cannot be mounted here");
    }
    const auto unmount = qScopeGuard([&] {
        (void)runProgram(QStringLiteral("umount"), {QStringLiteral("-l"), disk});
    });

    BrokerProcess broker;
    broker.setDataFolder(disk + QStringLiteral("/data"));
    QVERIFY2(broker.start(), qPrintable(broker.errorOutput()));
    const auto kcat = [&](const QStringList& arguments, const QByteArray& input = {}) {
        return runProgram(QStringLiteral("kcat"),
                          QStringList{QStringLiteral("-b"), broker.bootstrap(),
                                      QStringLiteral("-t"), QStringLiteral("filled")}
                              + arguments,
                          input);
    };
    QVERIFY(kcat({QStringLiteral("-P")}, "first\n").status == 0);
    QByteArray much;
    while (much.size() < 8 << 20) {
        much += QByteArray(50'000, 'x') + '\n';
    }
    const auto refused = kcat(
        {QStringLiteral("-P"), QStringLiteral("-X"), QStringLiteral("message.timeout.ms=3000")},
        much);
    QVERIFY(refused.status != 0);
    const auto read = kcat({QStringLiteral("-C"), QStringLiteral("-e"), QStringLiteral("-q"),
                            QStringLiteral("-c"), QStringLiteral("1")});
    QVERIFY2(read.output == "first\n", read.describe().constData());
    QVERIFY2(broker.errorOutput().contains(QStringLiteral("No space left")),
             qPrintable(broker.errorOutput()));
    broker.kill();
    QVERIFY2(broker.restart(), qPrintable(broker.errorOutput()));
    const auto again = kcat({QStringLiteral("-C"), QStringLiteral("-e"), QStringLiteral("-q"),
                             QStringLiteral("-c"), QStringLiteral("1")});
    QVERIFY2(again.output == "first\n", again.describe().constData());
}

QTEST_GUILESS_MAIN(TestBadInput)
#include "tst_badinput.moc"
