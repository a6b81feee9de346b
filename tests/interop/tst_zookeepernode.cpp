// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "interop/transcript.h"
#include "support/foreigntool.h"

#include <QFileInfo>
#include <QTest>

using namespace ottla::test;

/// node-zookeeper-client 1.1 against the registry and ZooKeeper. OTTLA_ZOOKEEPER_NODE names the
/// folder that holds its node_modules.
class TestZooKeeperNode : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void saysWhatItSaysOfZooKeeper_data();
    void saysWhatItSaysOfZooKeeper();

private:
    Transcript m_transcript;
};

void TestZooKeeperNode::initTestCase()
{
    const QString module = qEnvironmentVariable("OTTLA_ZOOKEEPER_NODE")
        + QStringLiteral("/node_modules/node-zookeeper-client");
    OTTLA_NEED_TOOL(QStringLiteral("node-zookeeper-client"),
                    QFileInfo::exists(module)
                        && !QStandardPaths::findExecutable(QStringLiteral("node")).isEmpty());
    const QString failure = m_transcript.start();
    QVERIFY2(failure.isEmpty(), qPrintable(failure));
}

void TestZooKeeperNode::saysWhatItSaysOfZooKeeper_data()
{
    Transcript::addRows({QStringLiteral("nodes"), QStringLiteral("transactions"),
                         QStringLiteral("acl"), QStringLiteral("watches")});
}

void TestZooKeeperNode::saysWhatItSaysOfZooKeeper()
{
    QFETCH(QString, script);
    OTTLA_COMPARE_TRANSCRIPT(
        m_transcript, QStringLiteral("node"),
        (QStringList{QStringLiteral(OTTLA_INTEROP_SOURCES "/zookeeper-node/client.js"), script,
                     QStringLiteral("%1")}),
        QStringLiteral("node-") + script);
}

QTEST_GUILESS_MAIN(TestZooKeeperNode)
#include "tst_zookeepernode.moc"
