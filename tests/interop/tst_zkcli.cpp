// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "interop/transcript.h"
#include "support/foreigntool.h"

#include <QTest>

using namespace ottla::test;

/// ZooKeeper's Java client 3.8, through its shell zkCli, against the registry and ZooKeeper.
class TestZkCli : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void saysWhatItSaysOfZooKeeper_data();
    void saysWhatItSaysOfZooKeeper();

private:
    Transcript m_transcript;
};

void TestZkCli::initTestCase()
{
    OTTLA_NEED_TOOL(QStringLiteral("zookeeper"),
                    ZooKeeperServer::isAvailable(ZooKeeperServer::Kind::ZooKeeper));
    const QString failure = m_transcript.start();
    QVERIFY2(failure.isEmpty(), qPrintable(failure));
}

void TestZkCli::saysWhatItSaysOfZooKeeper_data()
{
    Transcript::addRows({QStringLiteral("shell")});
}

void TestZkCli::saysWhatItSaysOfZooKeeper()
{
    QFETCH(QString, script);
    OTTLA_COMPARE_TRANSCRIPT(
        m_transcript, QStringLiteral("/usr/bin/python3"),
        (QStringList{
            QStringLiteral(OTTLA_INTEROP_SOURCES "/zookeeper/drive.py"), QStringLiteral("zkcli"),
            QStringLiteral(OTTLA_INTEROP_SOURCES "/zookeeper/zkcli.script"), QStringLiteral("%1")}),
        QStringLiteral("zkcli-") + script);
}

QTEST_GUILESS_MAIN(TestZkCli)
#include "tst_zkcli.moc"
