// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "interop/program.h"
#include "interop/transcript.h"
#include "support/foreigntool.h"

#include <QTest>

using namespace ottla::test;

/// kazoo 2.8 against the registry and ZooKeeper.
class TestKazoo : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void saysWhatItSaysOfZooKeeper_data();
    void saysWhatItSaysOfZooKeeper();
    void keepsItsSessionOverAKilledServer_data();
    void keepsItsSessionOverAKilledServer();

private:
    Transcript m_transcript;
};

void TestKazoo::initTestCase()
{
    const auto imported = runProgram(QStringLiteral("/usr/bin/python3"),
                                     {QStringLiteral("-c"), QStringLiteral("import kazoo")});
    OTTLA_NEED_TOOL(QStringLiteral("kazoo"), imported.status == 0);
    const QString failure = m_transcript.start();
    QVERIFY2(failure.isEmpty(), qPrintable(failure));
}

void TestKazoo::saysWhatItSaysOfZooKeeper_data()
{
    Transcript::addRows({QStringLiteral("words"), QStringLiteral("nodes"), QStringLiteral("acl"),
                         QStringLiteral("transactions"), QStringLiteral("watches"),
                         QStringLiteral("sessions"), QStringLiteral("recipes")});
}

void TestKazoo::saysWhatItSaysOfZooKeeper()
{
    QFETCH(QString, script);
    OTTLA_COMPARE_TRANSCRIPT(
        m_transcript, QStringLiteral("/usr/bin/python3"),
        (QStringList{QStringLiteral(OTTLA_INTEROP_SOURCES "/zookeeper/kazooclient.py"), script,
                     QStringLiteral("%1")}),
        QStringLiteral("kazoo-") + script);
}

void TestKazoo::keepsItsSessionOverAKilledServer_data()
{
    Transcript::addRows({QStringLiteral("restart")});
}

void TestKazoo::keepsItsSessionOverAKilledServer()
{
    QFETCH(ZooKeeperServer::Kind, server);
    OTTLA_NEED_TOOL(QStringLiteral("zookeeper"), ZooKeeperServer::isAvailable(server));
    const QString difference = m_transcript.compareOverARestart(
        server, QStringLiteral("/usr/bin/python3"),
        {QStringLiteral(OTTLA_INTEROP_SOURCES "/zookeeper/kazooclient.py"),
         QStringLiteral("restart"), QStringLiteral("%1")},
        QStringLiteral("kazoo-restart"));
    QVERIFY2(difference.isEmpty(), qPrintable(difference));
}

QTEST_GUILESS_MAIN(TestKazoo)
#include "tst_kazoo.moc"
