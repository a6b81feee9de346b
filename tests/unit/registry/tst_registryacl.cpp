// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "registry/acl.h"
#include "registrytesting.h"

using namespace ottla;
using namespace ottla::test;
using namespace ottla::wire::jute;

class TestRegistryAcl : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void digestIsZooKeepers();
    void eachPermissionIsEnforced_data();
    void eachPermissionIsEnforced();
    void authMeansWhoAsks();
    void addressesAndNetworksMatch_data();
    void addressesAndNetworksMatch();
    void badListsAreInvalid_data();
    void badListsAreInvalid();
    void aclIsReadAndChanged();
    void hashesAreHiddenFromWhoMayNotChangeThem();
    void unknownSchemesFail();
    void whoAmITells();
    void superMayEverything();

private:
    std::unique_ptr<TestServer> m_server;
    std::unique_ptr<ZkClient> m_owner;
    std::unique_ptr<ZkClient> m_other;
};

void TestRegistryAcl::init()
{
    m_server = std::make_unique<TestServer>();
    m_server->config.superDigest = registry::digestId("super:power");
    m_server->start();
    m_owner = std::make_unique<ZkClient>(m_server->port());
    m_other = std::make_unique<ZkClient>(m_server->port());
    QCOMPARE(m_owner->authenticate("me:secret"), 0);
}

void TestRegistryAcl::digestIsZooKeepers()
{
    // The example of ZooKeeper's documentation of its super user.
    QCOMPARE(registry::digestId("super:admin"), std::string("super:xQJmxLMiHGwaqBvst5y6rkB6HQs="));
}

void TestRegistryAcl::eachPermissionIsEnforced_data()
{
    QTest::addColumn<int>("permission");
    QTest::newRow("read") << 1;
    QTest::newRow("write") << 2;
    QTest::newRow("create") << 4;
    QTest::newRow("delete") << 8;
    QTest::newRow("admin") << 16;
}

void TestRegistryAcl::eachPermissionIsEnforced()
{
    QFETCH(int, permission);
    QCOMPARE(m_owner->create(
                 "/n", std::vector<Acl>{{permission, {"world", "anyone"}}, {31, {"auth", ""}}}),
             0);
    QCOMPARE(m_owner->create("/n/child"), 0);
    const auto expect = [&](int needed, std::int32_t error) {
        return error == ((permission & needed) != 0 ? 0 : code(ZkError::NoAuth));
    };
    ZkClient& zk = *m_other;
    QVERIFY(expect(1, zk.get("/n")));
    QVERIFY(expect(1, zk.exists("/n")));
    QVERIFY(expect(1, zk.call(OpCode::GetChildren, PathWatchRequest{"/n", false}).error));
    QVERIFY(expect(1, zk.call(OpCode::GetChildren2, PathWatchRequest{"/n", false}).error));
    QVERIFY(expect(1, zk.call(OpCode::GetAllChildrenNumber, PathRequest{"/n"}).error));
    QVERIFY(expect(1, zk.call(OpCode::Check, PathNumberRequest{"/n", -1}).error));
    QVERIFY(expect(1 | 16, zk.call(OpCode::GetAcl, PathRequest{"/n"}).error));
    QVERIFY(expect(2, zk.set("/n", "x")));
    QVERIFY(expect(4, zk.create("/n/other")));
    QVERIFY(expect(8, zk.remove("/n/child"))); // it is the parent's that counts
    QVERIFY(expect(16, zk.call(OpCode::SetAcl, SetAclRequest{"/n", openAcl(), -1}).error));
}

void TestRegistryAcl::authMeansWhoAsks()
{
    QCOMPARE(m_owner->create("/n", std::vector<Acl>{{31, {"auth", ""}}}), 0);
    QCOMPARE(m_other->get("/n"), code(ZkError::NoAuth));
    QCOMPARE(m_other->authenticate("me:wrong"), 0); // it is just somebody else
    QCOMPARE(m_other->get("/n"), code(ZkError::NoAuth));
    QCOMPARE(m_other->authenticate("me:secret"), 0);
    QCOMPARE(m_other->get("/n"), 0);
    ZkClient nobody(m_server->port());
    QCOMPARE(nobody.create("/m", std::vector<Acl>{{31, {"auth", ""}}}), code(ZkError::InvalidAcl));
}

void TestRegistryAcl::addressesAndNetworksMatch_data()
{
    QTest::addColumn<QByteArray>("network");
    QTest::addColumn<bool>("matches");
    QTest::newRow("own address") << QByteArray("127.0.0.1") << true;
    QTest::newRow("own network") << QByteArray("127.0.0.0/8") << true;
    QTest::newRow("everywhere") << QByteArray("10.1.2.3/0") << true;
    QTest::newRow("another address") << QByteArray("127.0.0.2") << false;
    QTest::newRow("another network") << QByteArray("10.0.0.0/8") << false;
    QTest::newRow("own network, too narrow") << QByteArray("127.0.0.2/31") << false;
}

void TestRegistryAcl::addressesAndNetworksMatch()
{
    QFETCH(QByteArray, network);
    QFETCH(bool, matches);
    QCOMPARE(m_owner->create(
                 "/n",
                 std::vector<Acl>{
                     {31, {"ip", std::string_view(network.constData(), size_t(network.size()))}}}),
             0);
    QCOMPARE(m_other->get("/n"), matches ? 0 : code(ZkError::NoAuth));
}

void TestRegistryAcl::badListsAreInvalid_data()
{
    QTest::addColumn<QByteArray>("scheme");
    QTest::addColumn<QByteArray>("id");
    QTest::newRow("world, not anyone") << QByteArray("world") << QByteArray("someone");
    QTest::newRow("digest without hash") << QByteArray("digest") << QByteArray("me");
    QTest::newRow("digest with empty hash") << QByteArray("digest") << QByteArray("me:");
    QTest::newRow("digest with two colons") << QByteArray("digest") << QByteArray("a:b:c");
    QTest::newRow("not an address") << QByteArray("ip") << QByteArray("localhost");
    QTest::newRow("too many bits") << QByteArray("ip") << QByteArray("1.2.3.4/33");
    QTest::newRow("number too large") << QByteArray("ip") << QByteArray("1.2.3.256");
    QTest::newRow("unknown scheme") << QByteArray("magic") << QByteArray("wand");
    QTest::newRow("empty scheme") << QByteArray("") << QByteArray("");
}

void TestRegistryAcl::badListsAreInvalid()
{
    QFETCH(QByteArray, scheme);
    QFETCH(QByteArray, id);
    const std::string schemeText = scheme.toStdString();
    const std::string idText = id.toStdString();
    QCOMPARE(m_owner->create("/n", std::vector<Acl>{{31, {schemeText, idText}}}),
             code(ZkError::InvalidAcl));
}

void TestRegistryAcl::aclIsReadAndChanged()
{
    QCOMPARE(m_owner->create("/n"), 0);
    const std::string me = registry::digestId("me:secret");
    const std::vector<Acl> asked{
        {31, {"digest", me}}, {1, {"world", "anyone"}}, {31, {"auth", ""}}};
    auto reply = m_owner->call(OpCode::SetAcl, SetAclRequest{"/n", asked, 0});
    QCOMPARE(reply.error, 0);
    QCOMPARE(reply.as<Stat>().aversion, 1);
    QCOMPARE(m_owner->call(OpCode::SetAcl, SetAclRequest{"/n", asked, 0}).error,
             code(ZkError::BadVersion));
    for (int i = 0; i < 2; ++i) {
        reply = m_owner->call(OpCode::GetAcl, PathRequest{"/n"});
        JuteReader read(asBytes(reply.body));
        std::vector<Acl> acl;
        Stat stat;
        read(acl);
        read(stat);
        const std::vector<Acl> expected{{31, {"digest", me}}, {1, {"world", "anyone"}}};
        QVERIFY(acl == expected); // "auth" was the same once more
        QCOMPARE(stat.aversion, 1);
        m_server->restart();
        QVERIFY(m_owner->connect(m_server->port()));
        QCOMPARE(m_owner->authenticate("me:secret"), 0);
    }
}

void TestRegistryAcl::hashesAreHiddenFromWhoMayNotChangeThem()
{
    QCOMPARE(m_owner->create("/n", std::vector<Acl>{{1, {"world", "anyone"}}, {31, {"auth", ""}}}),
             0);
    const auto reply = m_other->call(OpCode::GetAcl, PathRequest{"/n"});
    JuteReader read(asBytes(reply.body));
    std::vector<Acl> acl;
    read(acl);
    QCOMPARE(acl.size(), std::size_t{2});
    QCOMPARE(acl[1].id.id, std::string_view("me:x"));
}

void TestRegistryAcl::unknownSchemesFail()
{
    m_other->sendAs(authXid, static_cast<std::int32_t>(OpCode::Auth),
                    AuthPacket{0, "magic", asBytes("wand")});
    const auto reply = m_other->receive();
    QCOMPARE(reply.xid, authXid);
    QCOMPARE(reply.error, code(ZkError::AuthFailed));
    QVERIFY(m_other->waitForEnd());
}

void TestRegistryAcl::whoAmITells()
{
    const auto reply = m_owner->call(OpCode::WhoAmI);
    QCOMPARE(reply.error, 0);
    JuteReader read(asBytes(reply.body));
    std::vector<Id> ids;
    read(ids);
    const std::vector<Id> expected{{"ip", "127.0.0.1"}, {"digest", "me"}};
    QVERIFY(ids == expected);
}

void TestRegistryAcl::superMayEverything()
{
    QCOMPARE(m_owner->create("/n", std::vector<Acl>{{31, {"auth", ""}}}), 0);
    QCOMPARE(m_other->authenticate("super:guess"), 0);
    QCOMPARE(m_other->get("/n"), code(ZkError::NoAuth));
    QCOMPARE(m_other->authenticate("super:power"), 0);
    QCOMPARE(m_other->get("/n"), 0);
}

QTEST_APPLESS_MAIN(TestRegistryAcl)
#include "tst_registryacl.moc"
