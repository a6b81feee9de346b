// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "registrytesting.h"

using namespace ottla;
using namespace ottla::test;
using namespace ottla::wire::jute;

class TestRegistryWatches : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void dataWatchFiresOnce();
    void existsWatchSeesTheNodeCome();
    void childWatchSeesChildrenAndTheEnd();
    void deletionIsToldOnce();
    void eventComesBeforeTheNewData();
    void ownEventComesBeforeTheAnswer();
    void persistentWatchStays();
    void recursiveWatchSeesEverythingBelow();
    void plainWatchDoesNotEndAPersistentOne();
    void watchesAreSetAgainAfterReconnection();
    void watchesAreCheckedAndRemoved();
    void whoMayNotReadIsNotTold();
    void watchesAreLimited();
    void watchesGoWithTheConnection();

private:
    std::unique_ptr<TestServer> m_server;
    std::unique_ptr<ZkClient> m_watcher;
    std::unique_ptr<ZkClient> m_other;
};

void TestRegistryWatches::init()
{
    m_server = std::make_unique<TestServer>();
    m_server->config.maxWatches = 20;
    m_server->start();
    m_watcher = std::make_unique<ZkClient>(m_server->port());
    m_other = std::make_unique<ZkClient>(m_server->port());
    QCOMPARE(m_other->create("/a", "x"), 0);
}

void TestRegistryWatches::dataWatchFiresOnce()
{
    QCOMPARE(m_watcher->get("/a", nullptr, nullptr, true), 0);
    QCOMPARE(m_other->set("/a", "y"), 0);
    QCOMPARE(m_other->set("/a", "z"), 0);
    OTTLA_EVENTS(m_watcher->takeEvents(), {{eventChanged, "/a", 0}});
    OTTLA_EVENTS(m_watcher->eventsSoFar(), {});
    // A child is no change of the data.
    QCOMPARE(m_watcher->get("/a", nullptr, nullptr, true), 0);
    QCOMPARE(m_other->create("/a/b"), 0);
    OTTLA_EVENTS(m_watcher->eventsSoFar(), {});
}

void TestRegistryWatches::existsWatchSeesTheNodeCome()
{
    QCOMPARE(m_watcher->exists("/b", true), code(ZkError::NoNode));
    // Reading what is not there leaves no watch.
    QCOMPARE(m_watcher->get("/c", nullptr, nullptr, true), code(ZkError::NoNode));
    QCOMPARE(m_other->create("/c"), 0);
    QCOMPARE(m_other->create("/b"), 0);
    OTTLA_EVENTS(m_watcher->eventsSoFar(), {{eventCreated, "/b", 0}});
}

void TestRegistryWatches::childWatchSeesChildrenAndTheEnd()
{
    m_watcher->children("/a", true);
    QCOMPARE(m_other->set("/a", "y"), 0);
    OTTLA_EVENTS(m_watcher->eventsSoFar(), {});
    QCOMPARE(m_other->create("/a/b"), 0);
    OTTLA_EVENTS(m_watcher->takeEvents(), {{eventChildren, "/a", 0}});
    m_watcher->children("/a", true);
    QCOMPARE(m_other->remove("/a/b"), 0);
    OTTLA_EVENTS(m_watcher->takeEvents(), {{eventChildren, "/a", 0}});
    m_watcher->children("/a", true);
    m_watcher->children("/", true);
    QCOMPARE(m_other->remove("/a"), 0);
    OTTLA_EVENTS(m_watcher->eventsSoFar(), {{eventDeleted, "/a", 0}, {eventChildren, "/", 0}});
}

void TestRegistryWatches::deletionIsToldOnce()
{
    m_watcher->get("/a", nullptr, nullptr, true);
    m_watcher->children("/a", true);
    QCOMPARE(m_other->remove("/a"), 0);
    OTTLA_EVENTS(m_watcher->eventsSoFar(), {{eventDeleted, "/a", 0}});
}

void TestRegistryWatches::eventComesBeforeTheNewData()
{
    for (int i = 0; i < 50; ++i) {
        m_watcher->get("/a", nullptr, nullptr, true);
        const std::string value = std::to_string(i);
        m_other->send(OpCode::SetData, SetDataRequest{"/a", asBytes(value), -1});
        std::string seen;
        while (seen != value) {
            QCOMPARE(m_watcher->get("/a", &seen), 0);
        }
        OTTLA_EVENTS(m_watcher->eventsSoFar(), {{eventChanged, "/a", 0}}); // it came on the way
        QCOMPARE(m_other->receive().error, 0);
    }
}

void TestRegistryWatches::ownEventComesBeforeTheAnswer()
{
    m_other->get("/a", nullptr, nullptr, true);
    m_other->send(OpCode::SetData, SetDataRequest{"/a", asBytes("n"), -1});
    const auto events = m_other->takeEvents(); // would meet the answer first
    OTTLA_EVENTS(events, {{eventChanged, "/a", 0}});
    QCOMPARE(m_other->receive().error, 0);
}

void TestRegistryWatches::persistentWatchStays()
{
    const auto reply = m_watcher->call(OpCode::AddWatch, PathNumberRequest{"/a", 0});
    QCOMPARE(reply.error, 0);
    QCOMPARE(reply.body, std::string(4, '\0'));
    m_other->set("/a", "1");
    m_other->set("/a", "2");
    m_other->create("/a/b");
    m_other->set("/a/b", "not told");
    m_other->remove("/a/b");
    m_other->remove("/a");
    m_other->create("/a");
    OTTLA_EVENTS(m_watcher->eventsSoFar(),
                 {{eventChanged, "/a", 0},
                  {eventChanged, "/a", 0},
                  {eventChildren, "/a", 0},
                  {eventChildren, "/a", 0},
                  {eventDeleted, "/a", 0},
                  {eventCreated, "/a", 0}});
}

void TestRegistryWatches::recursiveWatchSeesEverythingBelow()
{
    QCOMPARE(m_watcher->call(OpCode::AddWatch, PathNumberRequest{"/a", 1}).error, 0);
    m_other->create("/a/b");
    m_other->create("/a/b/c");
    m_other->set("/a/b/c", "x");
    m_other->create("/ab");
    m_other->remove("/a/b/c");
    m_other->set("/a", "x");
    OTTLA_EVENTS(m_watcher->eventsSoFar(),
                 {{eventCreated, "/a/b", 0},
                  {eventCreated, "/a/b/c", 0},
                  {eventChanged, "/a/b/c", 0},
                  {eventDeleted, "/a/b/c", 0},
                  {eventChanged, "/a", 0}});
    QCOMPARE(m_watcher->call(OpCode::AddWatch, PathNumberRequest{"/", 1}).error, 0);
    m_other->set("/a", "x"); // two watches, one event
    OTTLA_EVENTS(m_watcher->eventsSoFar(), {{eventChanged, "/a", 0}});
}

void TestRegistryWatches::plainWatchDoesNotEndAPersistentOne()
{
    QCOMPARE(m_watcher->call(OpCode::AddWatch, PathNumberRequest{"/a", 0}).error, 0);
    QCOMPARE(m_watcher->get("/a", nullptr, nullptr, true), 0);
    m_other->set("/a", "1");
    m_other->set("/a", "2");
    OTTLA_EVENTS(m_watcher->eventsSoFar(), {{eventChanged, "/a", 0}, {eventChanged, "/a", 0}});
}

void TestRegistryWatches::watchesAreSetAgainAfterReconnection()
{
    for (const char* path : {"/same", "/parent", "/quiet"}) {
        QCOMPARE(m_other->create(path), 0);
    }
    QCOMPARE(m_watcher->exists("/same"), 0);
    m_watcher->disconnect();
    const std::int64_t seen = m_watcher->lastZxid;
    QCOMPARE(m_other->set("/a", "changed"), 0);
    QCOMPARE(m_other->create("/parent/child"), 0);
    QCOMPARE(m_other->create("/came"), 0);
    QVERIFY(m_watcher->connect(m_server->port()));
    m_watcher->sendAs(
        setWatchesXid, static_cast<std::int32_t>(OpCode::SetWatches2),
        SetWatches2Request{
            {seen, {"/a", "/same", "/none"}, {"/came", "/later"}, {"/parent", "/quiet", "/lost"}},
            {"/persistent"},
            {"/recursive"}});
    const auto reply = m_watcher->receive();
    QCOMPARE(reply.xid, setWatchesXid);
    QCOMPARE(reply.error, 0);
    OTTLA_EVENTS(m_watcher->eventsSoFar(),
                 {{eventChanged, "/a", 0},
                  {eventDeleted, "/none", 0},
                  {eventCreated, "/came", 0},
                  {eventChildren, "/parent", 0},
                  {eventDeleted, "/lost", 0}});
    m_other->set("/same", "x");
    m_other->create("/later");
    m_other->create("/quiet/child");
    m_other->create("/persistent");
    m_other->create("/recursive");
    m_other->create("/recursive/deep");
    OTTLA_EVENTS(m_watcher->eventsSoFar(),
                 {{eventChanged, "/same", 0},
                  {eventCreated, "/later", 0},
                  {eventChildren, "/quiet", 0},
                  {eventCreated, "/persistent", 0},
                  {eventCreated, "/recursive", 0},
                  {eventCreated, "/recursive/deep", 0}});
}

void TestRegistryWatches::watchesAreCheckedAndRemoved()
{
    constexpr std::int32_t childrenKind = 1;
    constexpr std::int32_t dataKind = 2;
    constexpr std::int32_t anyKind = 3;
    const auto call = [&](OpCode type, std::int32_t kind) {
        return m_watcher->call(type, PathNumberRequest{"/a", kind}).error;
    };
    const std::int32_t none = code(ZkError::NoWatcher);
    QCOMPARE(call(OpCode::CheckWatches, anyKind), none);
    QCOMPARE(call(OpCode::RemoveWatches, anyKind), none);
    m_watcher->get("/a", nullptr, nullptr, true);
    QCOMPARE(call(OpCode::CheckWatches, dataKind), 0);
    QCOMPARE(call(OpCode::CheckWatches, anyKind), 0);
    QCOMPARE(call(OpCode::CheckWatches, childrenKind), none);
    QCOMPARE(call(OpCode::RemoveWatches, childrenKind), none);
    QCOMPARE(call(OpCode::RemoveWatches, dataKind), 0);
    m_watcher->children("/a", true);
    m_watcher->get("/a", nullptr, nullptr, true);
    QCOMPARE(call(OpCode::RemoveWatches, anyKind), 0);
    m_other->set("/a", "x");
    m_other->create("/a/b");
    OTTLA_EVENTS(m_watcher->eventsSoFar(), {});
}

void TestRegistryWatches::whoMayNotReadIsNotTold()
{
    QCOMPARE(m_watcher->call(OpCode::AddWatch, PathNumberRequest{"/", 1}).error, 0);
    QCOMPARE(m_other->authenticate("me:secret"), 0);
    QCOMPARE(m_other->create("/mine", std::vector<Acl>{{31, {"auth", ""}}}), 0);
    QCOMPARE(m_other->set("/mine", "x"), 0);
    QCOMPARE(m_other->remove("/mine"), 0);
    QCOMPARE(m_other->create("/ours"), 0);
    OTTLA_EVENTS(m_watcher->eventsSoFar(), {{eventCreated, "/ours", 0}});
}

void TestRegistryWatches::watchesAreLimited()
{
    for (int i = 0; i < 20; ++i) {
        m_watcher->exists("/w" + std::to_string(i), true);
    }
    QCOMPARE(m_watcher->exists("/one-more", true), code(ZkError::SystemError));
    QCOMPARE(m_watcher->exists("/one-more"), code(ZkError::NoNode));
    QCOMPARE(m_watcher->call(OpCode::AddWatch, PathNumberRequest{"/a", 0}).error,
             code(ZkError::SystemError));
    QCOMPARE(m_watcher->call(OpCode::SetWatches, SetWatchesRequest{0, {}, {"/one-more"}, {}}).error,
             code(ZkError::SystemError));
}

void TestRegistryWatches::watchesGoWithTheConnection()
{
    for (int i = 0; i < 20; ++i) {
        m_watcher->exists("/w" + std::to_string(i), true);
    }
    QCOMPARE(m_watcher->close(), 0);
    QVERIFY(m_watcher->waitForEnd());
    QCOMPARE(m_other->exists("/there-is-room", true), code(ZkError::NoNode));
}

QTEST_APPLESS_MAIN(TestRegistryWatches)
#include "tst_registrywatches.moc"
