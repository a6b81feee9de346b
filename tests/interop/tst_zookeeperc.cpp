// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "interop/transcript.h"
#include "support/foreigntool.h"

#include <QFileInfo>
#include <QTest>

using namespace ottla::test;

/// ZooKeeper's C client 3.8 (libzookeeper-mt, and its shell cli_mt) against the registry and
/// ZooKeeper.
class TestZooKeeperC : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void saysWhatItSaysOfZooKeeper_data();
    void saysWhatItSaysOfZooKeeper();

private:
    Transcript m_transcript;
};

void TestZooKeeperC::initTestCase()
{
    const QString failure = m_transcript.start();
    QVERIFY2(failure.isEmpty(), qPrintable(failure));
}

void TestZooKeeperC::saysWhatItSaysOfZooKeeper_data()
{
    Transcript::addRows({QStringLiteral("library"), QStringLiteral("climt")});
}

void TestZooKeeperC::saysWhatItSaysOfZooKeeper()
{
    QFETCH(QString, script);
    if (script == QStringLiteral("library")) {
        const QString program = qEnvironmentVariable("OTTLA_ZOOKEEPER_CCLIENT");
        OTTLA_NEED_TOOL(QStringLiteral("libzookeeper-mt"), QFileInfo(program).isExecutable());
        OTTLA_COMPARE_TRANSCRIPT(m_transcript, program, {QStringLiteral("%1")},
                                 QStringLiteral("c-library"));
        return;
    }
    OTTLA_NEED_TOOL(QStringLiteral("zookeeper-bin"),
                    QFileInfo::exists(QStringLiteral("/usr/lib/zookeeper/bin/cli_mt")));
    OTTLA_COMPARE_TRANSCRIPT(
        m_transcript, QStringLiteral("/usr/bin/python3"),
        (QStringList{
            QStringLiteral(OTTLA_INTEROP_SOURCES "/zookeeper/drive.py"), QStringLiteral("climt"),
            QStringLiteral(OTTLA_INTEROP_SOURCES "/zookeeper/climt.script"), QStringLiteral("%1")}),
        QStringLiteral("c-climt"));
}

QTEST_GUILESS_MAIN(TestZooKeeperC)
#include "tst_zookeeperc.moc"
