// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "interop/zookeeperserver.h"
#include "model/registry/znodetreemodel.h"
#include "support/clusterprocess.h"
#include "support/foreigntool.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace ottla;
using namespace ottla::test;

namespace {

constexpr int patienceMs = 20'000;

/// Opens a znode as a person does: level by level.
QModelIndex open(ZnodeTreeModel& model, const QString& path)
{
    QString at;
    for (const QString& name : path.split(u'/', Qt::SkipEmptyParts)) {
        const QPersistentModelIndex parent = at.isEmpty() ? model.rootIndex() : model.indexOf(at);
        model.read(parent);
        at += u'/' + name;
        const auto isShown = [&] {
            if (model.canFetchMore(parent)) {
                model.fetchMore(parent);
            }
            return model.indexOf(at).isValid();
        };
        if (!QTest::qWaitFor(isShown, patienceMs)) {
            return {};
        }
    }
    return model.indexOf(path);
}

} // namespace

/// The znodes of a registry and of a ZooKeeper, as they are shown.
class TestZnodeTree : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsDataAndStat();
    void followsWhatComesAndGoes();
    void showsARealZooKeeper();
    void saysThatNobodyAnswers();
};

void TestZnodeTree::showsDataAndStat()
{
    ClusterProcess cluster;
    QVERIFY2(cluster.start(1), cluster.errorOutput().constData());
    ZnodeTreeModel model(cluster.registry());
    const QAbstractItemModelTester tester(&model);
    QTRY_VERIFY_WITH_TIMEOUT(model.info(model.rootIndex()).has_value(), patienceMs);
    const QModelIndex broker = open(model, QStringLiteral("/brokers/ids/0"));
    QVERIFY(broker.isValid());
    QCOMPARE(broker.data(ZnodeTreeModel::PathRole).toString(), QStringLiteral("/brokers/ids/0"));
    model.read(broker);
    QTRY_VERIFY_WITH_TIMEOUT(model.info(broker).has_value(), patienceMs);
    const ZnodeInfo info = *model.info(broker);
    QVERIFY2(info.data.contains("\"endpoints\""), info.data.constData());
    QVERIFY(info.stat.ephemeralOwner != 0);
    QCOMPARE(info.stat.version, 0);
}

void TestZnodeTree::followsWhatComesAndGoes()
{
    ClusterProcess cluster;
    QVERIFY2(cluster.start(2), cluster.errorOutput().constData());
    ZnodeTreeModel model(cluster.registry());
    const QAbstractItemModelTester tester(&model);
    QTRY_VERIFY_WITH_TIMEOUT(model.info(model.rootIndex()).has_value(), patienceMs);
    const QString path = QStringLiteral("/brokers/ids/1");
    QVERIFY(open(model, path).isValid());
    const auto isThere = [&] {
        model.refresh(); // what it reads in the background is there with a later look
        return model.indexOf(path).isValid();
    };
    cluster.command("kill 1");
    QTRY_VERIFY_WITH_TIMEOUT(!isThere(), patienceMs); // when the session has ended
    cluster.command("start 1");
    QTRY_VERIFY_WITH_TIMEOUT(isThere(), patienceMs);
}

void TestZnodeTree::showsARealZooKeeper()
{
    OTTLA_NEED_TOOL(QStringLiteral("zookeeper"),
                    ZooKeeperServer::isAvailable(ZooKeeperServer::Kind::ZooKeeper));
    ZooKeeperServer server(ZooKeeperServer::Kind::ZooKeeper);
    server.launch();
    QVERIFY2(server.waitUntilReady(), qPrintable(server.errorOutput()));
    ZnodeTreeModel model(server.address());
    QTRY_VERIFY_WITH_TIMEOUT(model.info(model.rootIndex()).has_value(), patienceMs);
    QVERIFY(open(model, QStringLiteral("/zookeeper/quota")).isValid());
    ZnodeTreeModel below(server.address() + QStringLiteral("/zookeeper")); // a chroot
    QTRY_VERIFY_WITH_TIMEOUT(below.info(below.rootIndex()).has_value(), patienceMs);
    QVERIFY(open(below, QStringLiteral("/quota")).isValid());
}

void TestZnodeTree::saysThatNobodyAnswers()
{
    ZnodeTreeModel model(QStringLiteral("127.0.0.1:1"));
    std::string said;
    connect(&model, &ZnodeTreeModel::failed, this,
            [&said](const Error& error) { said = error.describe(); });
    QTRY_VERIFY_WITH_TIMEOUT(!said.empty(), patienceMs);
    QVERIFY2(said.find("127.0.0.1:1") != std::string::npos, said.c_str());
}

QTEST_GUILESS_MAIN(TestZnodeTree)
#include "tst_znodetree.moc"
