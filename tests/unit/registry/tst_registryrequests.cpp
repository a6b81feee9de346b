// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "registrytesting.h"

#include <algorithm>

using namespace ottla;
using namespace ottla::test;
using namespace ottla::wire::jute;

/// Requests on the tree as a client sees them.
class TestRegistryRequests : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void nodesAreMadeReadChangedAndDeleted();
    void statTellsTheTruth();
    void sequentialNamesCountChildrenEverMade();
    void everyKindOfCreateAnswersAsZooKeepers();
    void badCreates_data();
    void badCreates();
    void errorsAreZooKeepers();
    void systemNodesCannotBeDeleted();
    void childrenAreListedAndCounted();
    void ephemeralsAreListed();
    void nullDataStaysNull();
    void pipelinedRequestsAreAnsweredInOrder();
    void failedRequestsTakeNoTransaction();
    void unknownRequestsAreUnimplemented_data();
    void unknownRequestsAreUnimplemented();
    void brokenBodiesAreMarshallingErrors();
    void framesThatAreTooLargeEndTheConnection();
    void connectionsFromOneAddressAreLimited();
    void manyOutstandingRequestsAreAllAnswered();
    void halfClosedConnectionsGetTheirAnswers();

private:
    std::unique_ptr<TestServer> m_server;
    std::unique_ptr<ZkClient> m_client;
};

void TestRegistryRequests::init()
{
    m_client.reset();
    m_server = std::make_unique<TestServer>();
    m_server->config.juteMaxBuffer = 100'000;
    m_server->config.maxClientCnxns = 5;
    m_server->config.globalOutstandingLimit = 50;
    m_server->start();
    m_client = std::make_unique<ZkClient>(m_server->port());
    QVERIFY(m_client->isConnected());
}

void TestRegistryRequests::nodesAreMadeReadChangedAndDeleted()
{
    ZkClient& zk = *m_client;
    std::string made;
    QCOMPARE(zk.create("/a", "one", 0, &made), 0);
    QCOMPARE(made, std::string("/a"));
    std::string data;
    QCOMPARE(zk.get("/a", &data), 0);
    QCOMPARE(data, std::string("one"));
    QCOMPARE(zk.set("/a", "two", 0), 0);
    QCOMPARE(zk.get("/a", &data), 0);
    QCOMPARE(data, std::string("two"));
    QCOMPARE(zk.exists("/a"), 0);
    QCOMPARE(zk.remove("/a", 1), 0);
    QCOMPARE(zk.exists("/a"), code(ZkError::NoNode));
    const auto synced = zk.call(OpCode::Sync, PathRequest{"/a"});
    QCOMPARE(synced.error, 0);
    QCOMPARE(synced.as<PathRequest>().path, std::string_view("/a"));
}

void TestRegistryRequests::statTellsTheTruth()
{
    ZkClient& zk = *m_client;
    const std::int64_t start = m_server->clock.wallMs();
    QCOMPARE(zk.create("/a", "x"), 0);
    const std::int64_t made = zk.lastZxid;
    m_server->clock.advance(std::chrono::seconds(5));
    QCOMPARE(zk.create("/a/b"), 0);
    const std::int64_t childMade = zk.lastZxid;
    Stat changed;
    QCOMPARE(zk.set("/a", "xyz", -1, &changed), 0);
    Stat stat;
    QCOMPARE(zk.exists("/a", false, &stat), 0);
    QVERIFY(stat == changed);
    const Stat expected{made, childMade + 1, start, start + 5000, 1, 1, 0, 0, 3, 1, childMade};
    QVERIFY(stat == expected);
    QCOMPARE(zk.create("/e", "", ephemeral), 0);
    QCOMPARE(zk.exists("/e", false, &stat), 0);
    QCOMPARE(stat.ephemeralOwner, zk.session);
}

void TestRegistryRequests::sequentialNamesCountChildrenEverMade()
{
    ZkClient& zk = *m_client;
    QCOMPARE(zk.create("/q"), 0);
    std::string made;
    QCOMPARE(zk.create("/q/n-", "", sequential, &made), 0);
    QCOMPARE(made, std::string("/q/n-0000000000"));
    QCOMPARE(zk.create("/q/other"), 0);
    QCOMPARE(zk.remove("/q/other"), 0);
    QCOMPARE(zk.create("/q/", "", sequential | ephemeral, &made), 0);
    QCOMPARE(made, std::string("/q/0000000002"));
}

void TestRegistryRequests::everyKindOfCreateAnswersAsZooKeepers()
{
    ZkClient& zk = *m_client;
    const CreateRequest plain{"/n", asBytes("d"), openAcl(), 0};
    auto reply = zk.call(OpCode::Create, plain);
    QCOMPARE(reply.error, 0);
    QCOMPARE(reply.body.size(), std::size_t{4 + 2});
    const auto stated = [&](const ZkClient::Reply& answer) {
        JuteReader read(asBytes(answer.body));
        PathRequest path;
        Stat stat;
        read(path);
        read(stat);
        return read.ok() && read.rest().empty() ? stat : Stat{.version = -7};
    };
    reply = zk.call(OpCode::Create2, CreateRequest{"/n2", asBytes("d"), openAcl(), 0});
    QCOMPARE(stated(reply).version, 0);
    QCOMPARE(stated(reply).czxid, reply.zxid);
    reply = zk.call(OpCode::CreateContainer, CreateRequest{"/c", {}, openAcl(), containerFlag});
    QCOMPARE(stated(reply).ephemeralOwner, 0);
    reply = zk.call(OpCode::CreateTtl, CreateTtlRequest{{"/t", {}, openAcl(), ttlFlag}, 5000});
    QCOMPARE(stated(reply).ephemeralOwner, 0);
    reply = zk.call(OpCode::CreateTtl, CreateTtlRequest{{"/t-", {}, openAcl(), 6}, 5000});
    QCOMPARE(reply.as<PathRequest>().path, std::string_view("/t-0000000004"));
}

void TestRegistryRequests::badCreates_data()
{
    QTest::addColumn<int>("type");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<int>("flags");
    QTest::addColumn<int>("ttl");
    QTest::addColumn<int>("error");
    const int make = static_cast<int>(OpCode::Create);
    const int makeTtl = static_cast<int>(OpCode::CreateTtl);
    const int bad = code(ZkError::BadArguments);
    QTest::newRow("no slash") << make << QByteArray("a") << 0 << 0 << bad;
    QTest::newRow("ends in slash") << make << QByteArray("/a/") << 0 << 0 << code(ZkError::NoNode);
    QTest::newRow("ends in slash below a node") << make << QByteArray("/there/") << 0 << 0 << bad;
    QTest::newRow("dots") << make << QByteArray("/..") << 0 << 0 << bad;
    QTest::newRow("unknown flags") << make << QByteArray("/a") << 9 << 0 << bad;
    QTest::newRow("negative flags") << make << QByteArray("/a") << -1 << 0 << bad;
    QTest::newRow("time to live without one") << make << QByteArray("/a") << ttlFlag << 0 << bad;
    QTest::newRow("time to live of 0") << makeTtl << QByteArray("/a") << ttlFlag << 0 << bad;
    QTest::newRow("time to live of a plain node") << makeTtl << QByteArray("/a") << 0 << 5 << bad;
    QTest::newRow("there already")
        << make << QByteArray("/there") << 0 << 0 << code(ZkError::NodeExists);
    QTest::newRow("the root") << make << QByteArray("/") << 0 << 0 << code(ZkError::NodeExists);
    QTest::newRow("no parent") << make << QByteArray("/x/y") << 0 << 0 << code(ZkError::NoNode);
    QTest::newRow("below an ephemeral")
        << make << QByteArray("/eph/x") << 0 << 0 << code(ZkError::NoChildrenForEphemerals);
}

void TestRegistryRequests::badCreates()
{
    QFETCH(int, type);
    QFETCH(QByteArray, path);
    QFETCH(int, flags);
    QFETCH(int, ttl);
    QFETCH(int, error);
    ZkClient& zk = *m_client;
    QCOMPARE(zk.create("/there"), 0);
    QCOMPARE(zk.create("/eph", "", ephemeral), 0);
    const CreateRequest request{std::string_view(path.constData(), std::size_t(path.size())),
                                Buffer(), openAcl(), flags};
    const auto reply = static_cast<OpCode>(type) == OpCode::Create
        ? zk.call(OpCode::Create, request)
        : zk.call(OpCode::CreateTtl, CreateTtlRequest{request, ttl});
    QCOMPARE(reply.error, error);
    QVERIFY(reply.body.empty());
}

void TestRegistryRequests::errorsAreZooKeepers()
{
    ZkClient& zk = *m_client;
    const std::int32_t noNode = code(ZkError::NoNode);
    QCOMPARE(zk.get("/x"), noNode);
    QCOMPARE(zk.get("/x/"), noNode);
    QCOMPARE(zk.set("/x", ""), noNode);
    QCOMPARE(zk.remove("/x"), noNode);
    QCOMPARE(zk.call(OpCode::GetChildren, PathWatchRequest{"/x", false}).error, noNode);
    QCOMPARE(zk.call(OpCode::GetChildren2, PathWatchRequest{"/x", false}).error, noNode);
    QCOMPARE(zk.call(OpCode::GetAcl, PathRequest{"/x"}).error, noNode);
    QCOMPARE(zk.call(OpCode::SetAcl, SetAclRequest{"/x", openAcl(), -1}).error, noNode);
    QCOMPARE(zk.call(OpCode::GetAllChildrenNumber, PathRequest{"/x"}).error, noNode);
    QCOMPARE(zk.set("x", ""), code(ZkError::BadArguments));
    QCOMPARE(zk.set("/x/", ""), code(ZkError::BadArguments));
    QCOMPARE(zk.remove("x"), code(ZkError::BadArguments));
    QCOMPARE(zk.exists(std::string_view("/\0", 2)), code(ZkError::BadArguments));
    QCOMPARE(zk.create("/a"), 0);
    QCOMPARE(zk.create("/a/b"), 0);
    QCOMPARE(zk.set("/a", "", 1), code(ZkError::BadVersion));
    QCOMPARE(zk.remove("/a", 1), code(ZkError::BadVersion));
    QCOMPARE(zk.remove("/a"), code(ZkError::NotEmpty));
    QCOMPARE(zk.create("/n", std::vector<Acl>{}), code(ZkError::InvalidAcl));
    QCOMPARE(zk.call(OpCode::Reconfig).error, code(ZkError::ReconfigDisabled));
    QCOMPARE(zk.get(""), 0); // ZooKeeper's root has that name too
}

void TestRegistryRequests::systemNodesCannotBeDeleted()
{
    for (const char* path : {"/", "/zookeeper", "/zookeeper/quota", "/zookeeper/config"}) {
        QCOMPARE(m_client->remove(path), code(ZkError::BadArguments));
    }
    QCOMPARE(m_client->set("/zookeeper/config", "x"), code(ZkError::NoAuth));
    Stat stat;
    QCOMPARE(m_client->exists("/zookeeper/config", false, &stat), 0);
    QCOMPARE(stat.aversion, -1);
}

void TestRegistryRequests::childrenAreListedAndCounted()
{
    ZkClient& zk = *m_client;
    for (const char* path : {"/a", "/a/x", "/a/y", "/a/x/deep", "/ab"}) {
        QCOMPARE(zk.create(path), 0);
    }
    QVERIFY((zk.children("/a") == std::vector<std::string>{"x", "y"}));
    QVERIFY((zk.children("/") == std::vector<std::string>{"a", "ab", "zookeeper"}));
    const auto reply = zk.call(OpCode::GetChildren2, PathWatchRequest{"/a", false});
    JuteReader read(asBytes(reply.body));
    std::vector<std::string_view> names;
    Stat stat;
    read(names);
    read(stat);
    QVERIFY(read.ok() && read.rest().empty());
    QCOMPARE(stat.numChildren, 2);
    const auto count = [&](std::string_view path) {
        const auto answer = zk.call(OpCode::GetAllChildrenNumber, PathRequest{path});
        return loadBigEndian<std::int32_t>(asBytes(answer.body).data());
    };
    QCOMPARE(count("/a"), 3);
    QCOMPARE(count("/"), 8);
}

void TestRegistryRequests::ephemeralsAreListed()
{
    ZkClient& zk = *m_client;
    ZkClient other(m_server->port());
    QCOMPARE(other.create("/others", "", ephemeral), 0);
    QCOMPARE(zk.create("/a"), 0);
    QCOMPARE(zk.create("/a/e", "", ephemeral), 0);
    QCOMPARE(zk.create("/e", "", ephemeral), 0);
    const auto list = [&](std::string_view prefix) {
        const auto reply = zk.call(OpCode::GetEphemerals, PathRequest{prefix});
        JuteReader read(asBytes(reply.body));
        std::vector<std::string> paths;
        read(paths);
        std::sort(paths.begin(), paths.end());
        return paths;
    };
    QVERIFY((list("/") == std::vector<std::string>{"/a/e", "/e"}));
    QVERIFY((list("/a") == std::vector<std::string>{"/a/e"}));
}

void TestRegistryRequests::nullDataStaysNull()
{
    ZkClient& zk = *m_client;
    const auto dataOf = [&](std::string_view path) {
        const auto reply = zk.call(OpCode::GetData, PathWatchRequest{path, false});
        return loadBigEndian<std::int32_t>(asBytes(reply.body).data());
    };
    QCOMPARE(zk.call(OpCode::Create, CreateRequest{"/null", Buffer(), openAcl(), 0}).error, 0);
    QCOMPARE(zk.create("/empty"), 0);
    m_client->disconnect();
    m_server->restart();
    QVERIFY(zk.connect(m_server->port()));
    QCOMPARE(dataOf("/null"), -1);
    QCOMPARE(dataOf("/empty"), 0);
}

void TestRegistryRequests::pipelinedRequestsAreAnsweredInOrder()
{
    ZkClient& zk = *m_client;
    std::vector<std::int32_t> sent;
    QCOMPARE(zk.create("/p"), 0);
    for (int i = 0; i < 300; ++i) {
        const std::string value = std::to_string(i);
        sent.push_back(zk.send(OpCode::SetData, SetDataRequest{"/p", asBytes(value), -1}));
        sent.push_back(zk.send(OpCode::GetData, PathWatchRequest{"/p", false}));
    }
    for (int i = 0; i < 300; ++i) {
        const auto set = zk.receive();
        QCOMPARE(set.xid, sent[std::size_t(2 * i)]);
        const auto get = zk.receive();
        QCOMPARE(get.xid, sent[std::size_t(2 * i + 1)]);
        JuteReader read(asBytes(get.body));
        Buffer data;
        read(data);
        QCOMPARE(asText(data.value_or(BytesView{})), std::string_view(std::to_string(i)));
    }
}

void TestRegistryRequests::failedRequestsTakeNoTransaction()
{
    ZkClient& zk = *m_client;
    QCOMPARE(zk.create("/a"), 0);
    const std::int64_t before = zk.lastZxid;
    QCOMPARE(zk.create("/a"), code(ZkError::NodeExists));
    QCOMPARE(zk.lastZxid, before);
}

void TestRegistryRequests::unknownRequestsAreUnimplemented_data()
{
    QTest::addColumn<int>("type");
    for (const int type : {0, 10, 23, 99, 108, 4711, -1, -10}) {
        QTest::addRow("%d", type) << type;
    }
}

void TestRegistryRequests::unknownRequestsAreUnimplemented()
{
    QFETCH(int, type);
    m_client->sendAs(77, type, PathRequest{"/"});
    const auto reply = m_client->receive();
    QCOMPARE(reply.xid, 77);
    QCOMPARE(reply.error, code(ZkError::Unimplemented));
    QVERIFY(m_client->waitForEnd());
}

void TestRegistryRequests::brokenBodiesAreMarshallingErrors()
{
    ZkClient& zk = *m_client;
    const std::int32_t broken = code(ZkError::MarshallingError);
    for (const OpCode type :
         {OpCode::Create,          OpCode::Delete,        OpCode::Exists,
          OpCode::GetData,         OpCode::SetData,       OpCode::GetAcl,
          OpCode::SetAcl,          OpCode::GetChildren,   OpCode::Sync,
          OpCode::GetChildren2,    OpCode::Check,         OpCode::Multi,
          OpCode::Create2,         OpCode::CheckWatches,  OpCode::RemoveWatches,
          OpCode::CreateContainer, OpCode::CreateTtl,     OpCode::MultiRead,
          OpCode::SetWatches,      OpCode::GetEphemerals, OpCode::GetAllChildrenNumber,
          OpCode::SetWatches2,     OpCode::AddWatch}) {
        QCOMPARE(zk.call(type, std::int32_t{1000}).error, broken);
    }
    QCOMPARE(zk.exists("/"), 0);
}

void TestRegistryRequests::framesThatAreTooLargeEndTheConnection()
{
    ZkClient& zk = *m_client;
    QCOMPARE(zk.create("/big", std::string(90'000, 'x')), 0);
    zk.create("/bigger", std::string(100'001, 'x'));
    QVERIFY(zk.waitForEnd());
    ZkClient negative(m_server->port());
    QVERIFY(negative.isConnected());
    negative.sendBytes(std::string("\xff\xff\xff\xff", 4));
    QVERIFY(negative.waitForEnd());
    ZkClient check(m_server->port());
    QCOMPARE(check.exists("/bigger"), code(ZkError::NoNode));
}

void TestRegistryRequests::connectionsFromOneAddressAreLimited()
{
    std::vector<std::unique_ptr<ZkClient>> clients;
    for (int i = 0; i < 4; ++i) {
        clients.push_back(std::make_unique<ZkClient>(m_server->port()));
        QVERIFY(clients.back()->isConnected());
    }
    ZkClient tooMany;
    QVERIFY(!tooMany.connect(m_server->port()));
    clients.front()->close();
    QVERIFY(clients.front()->waitForEnd());
    QVERIFY(tooMany.connect(m_server->port()));
}

void TestRegistryRequests::manyOutstandingRequestsAreAllAnswered()
{
    std::vector<std::unique_ptr<ZkClient>> clients;
    for (int i = 0; i < 4; ++i) {
        clients.push_back(std::make_unique<ZkClient>(m_server->port()));
        for (int n = 0; n < 500; ++n) { // ten times what may be outstanding
            const std::string path = "/" + std::to_string(i) + "-" + std::to_string(n);
            clients.back()->send(OpCode::Create, CreateRequest{path, Buffer(), openAcl(), 0});
        }
    }
    for (const auto& client : clients) {
        for (int n = 0; n < 500; ++n) {
            QCOMPARE(client->receive().error, 0);
        }
    }
    QCOMPARE(m_client->children("/").size(), std::size_t{2001});
}

void TestRegistryRequests::halfClosedConnectionsGetTheirAnswers()
{
    QCOMPARE(m_client->create("/a"), 0);
    for (int n = 0; n < 200; ++n) {
        m_client->send(OpCode::SetData, SetDataRequest{"/a", asBytes("x"), -1});
    }
    m_client->endInput();
    for (int n = 0; n < 200; ++n) {
        QVERIFY(m_client->receive().arrived);
    }
    QVERIFY(m_client->waitForEnd());
}

QTEST_APPLESS_MAIN(TestRegistryRequests)
#include "tst_registryrequests.moc"
