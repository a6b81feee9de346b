// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "interop/transcript.h"
#include "support/foreigntool.h"

#include <QMap>
#include <QTest>

using namespace ottla::test;

/// The protocol itself, message by message from a raw socket, against the registry and ZooKeeper:
/// what every client relies on, and what none would send.
class TestZooKeeperWire : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void saysWhatItSaysOfZooKeeper_data();
    void saysWhatItSaysOfZooKeeper();
    void doesAsNewerZooKeepers();
    void answersRandomRequestsAlike_data();
    void answersRandomRequestsAlike();

private:
    static QString file(const QString& script);

    Transcript m_transcript;
};

QString TestZooKeeperWire::file(const QString& script)
{
    static const QMap<QString, QString> files{
        {QStringLiteral("words"), QStringLiteral("rawgarbage.py")},
        {QStringLiteral("frames"), QStringLiteral("rawgarbage.py")},
        {QStringLiteral("nodes"), QStringLiteral("rawnodes.py")},
        {QStringLiteral("acl"), QStringLiteral("rawnodes.py")},
        {QStringLiteral("transactions"), QStringLiteral("rawnodes.py")},

    };
    return files.value(script, QStringLiteral("rawsessions.py"));
}

void TestZooKeeperWire::initTestCase()
{
    const QString failure = m_transcript.start();
    QVERIFY2(failure.isEmpty(), qPrintable(failure));
}

void TestZooKeeperWire::saysWhatItSaysOfZooKeeper_data()
{
    Transcript::addRows({QStringLiteral("words"), QStringLiteral("nodes"), QStringLiteral("acl"),
                         QStringLiteral("transactions"), QStringLiteral("watches"),
                         QStringLiteral("sessions"), QStringLiteral("ordering"),
                         QStringLiteral("reaping"), QStringLiteral("frames")});
}

void TestZooKeeperWire::doesAsNewerZooKeepers()
{
    const QString difference =
        m_transcript.compare(ZooKeeperServer::Kind::Registry, QStringLiteral("/usr/bin/python3"),
                             {QStringLiteral(OTTLA_INTEROP_SOURCES "/zookeeper/rawnodes.py"),
                              QStringLiteral("newer"), QStringLiteral("%1")},
                             QStringLiteral("raw-newer"));
    QVERIFY2(difference.isEmpty(), qPrintable(difference));
}

void TestZooKeeperWire::saysWhatItSaysOfZooKeeper()
{
    QFETCH(QString, script);
    OTTLA_COMPARE_TRANSCRIPT(
        m_transcript, QStringLiteral("/usr/bin/python3"),
        (QStringList{QStringLiteral(OTTLA_INTEROP_SOURCES "/zookeeper/") + file(script), script,
                     QStringLiteral("%1")}),
        QStringLiteral("raw-") + script);
}

void TestZooKeeperWire::answersRandomRequestsAlike_data()
{
    QTest::addColumn<int>("seed");
    for (const int seed : {1, 2, 3}) {
        QTest::addRow("seed %d", seed) << seed;
    }
}

void TestZooKeeperWire::answersRandomRequestsAlike()
{
    QFETCH(int, seed);
    OTTLA_NEED_TOOL(QStringLiteral("zookeeper"),
                    ZooKeeperServer::isAvailable(ZooKeeperServer::Kind::ZooKeeper));
    const QString difference = m_transcript.compareAtOnce(
        QStringLiteral("/usr/bin/python3"),
        {QStringLiteral(OTTLA_INTEROP_SOURCES "/zookeeper/rawrandom.py"), QString::number(seed),
         QStringLiteral("600"), QStringLiteral("%1"), QStringLiteral("%2")});
    QVERIFY2(difference.isEmpty(), qPrintable(difference));
}

QTEST_GUILESS_MAIN(TestZooKeeperWire)
#include "tst_zookeeperwire.moc"
