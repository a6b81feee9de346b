// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "registrytesting.h"

using namespace ottla;
using namespace ottla::test;
using namespace ottla::wire::jute;

namespace {

/// A request of several operations, being put together.
class Multi
{
public:
    template <typename Record>
    Multi& add(OpCode type, const Record& record)
    {
        m_write(MultiHeader{static_cast<std::int32_t>(type), false, -1});
        m_write(record);
        return *this;
    }
    Multi& create(std::string_view path, std::int32_t flags = 0)
    {
        return add(OpCode::Create, CreateRequest{path, Buffer(), openAcl(), flags});
    }
    Multi& check(std::string_view path, std::int32_t version)
    {
        return add(OpCode::Check, PathNumberRequest{path, version});
    }
    Multi& remove(std::string_view path)
    {
        return add(OpCode::Delete, PathNumberRequest{path, -1});
    }
    Multi& set(std::string_view path, std::string_view data, std::int32_t version = -1)
    {
        return add(OpCode::SetData, SetDataRequest{path, asBytes(data), version});
    }

    struct Body
    {
        std::string_view bytes;
        static void fields(auto& f, auto& m) { m.write(f); }
        void write(auto& f) const
        {
            for (const char c : bytes) {
                f(static_cast<std::uint8_t>(c));
            }
        }
    };
    ZkClient::Reply call(ZkClient& client, OpCode type = OpCode::Multi)
    {
        m_write(MultiHeader{-1, true, -1});
        return client.call(type, Body{m_bytes});
    }

private:
    std::string m_bytes;
    JuteWriter m_write{m_bytes};
};

/// What a result is, in a word: its type, and of an error its code.
std::vector<std::string> results(const ZkClient::Reply& reply)
{
    std::vector<std::string> words;
    JuteReader read(asBytes(reply.body));
    MultiHeader header;
    for (read(header); read.ok() && !header.done; read(header)) {
        std::string word = std::to_string(header.type);
        PathRequest path;
        Stat stat;
        Buffer data;
        std::vector<std::string_view> names;
        std::int32_t error = 0;
        switch (static_cast<OpCode>(header.type)) {
        case OpCode::Create:
            read(path);
            word += " " + std::string(path.path);
            break;
        case OpCode::Create2:
            read(path);
            read(stat);
            word += " " + std::string(path.path);
            break;
        case OpCode::SetData:
            read(stat);
            word += " v" + std::to_string(stat.version);
            break;
        case OpCode::GetData:
            read(data);
            read(stat);
            word += " " + std::string(asText(data.value_or(BytesView{})));
            break;
        case OpCode::GetChildren:
            read(names);
            word += " " + std::to_string(names.size());
            break;
        case OpCode::Error:
            read(error);
            word = error == header.error ? "error " + std::to_string(error) : "contradiction";
            break;
        default:
            break;
        }
        words.push_back(word);
    }
    if (!read.ok() || !read.rest().empty() || header.type != -1 || header.error != -1) {
        words.emplace_back("malformed");
    }
    return words;
}

using Words = std::vector<std::string>;

} // namespace

class TestRegistryMulti : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void doesAll();
    void doesNothingWhenOneFails();
    void laterOperationsSeeEarlierOnes();
    void sequenceGoesOnAfterAFailure();
    void watchesAreTriggeredOnlyByWhatHappened();
    void unreadableMultiDoesNothing();
    void emptyMultiIsAnswered();
    void multiReadAnswersEachByItself();
    void survivesARestart();

private:
    std::unique_ptr<TestServer> m_server;
    std::unique_ptr<ZkClient> m_client;
};

void TestRegistryMulti::init()
{
    m_client.reset();
    m_server = std::make_unique<TestServer>();
    m_server->start();
    m_client = std::make_unique<ZkClient>(m_server->port());
    QVERIFY(m_client->isConnected());
}

void TestRegistryMulti::doesAll()
{
    ZkClient& zk = *m_client;
    QCOMPARE(zk.create("/old"), 0);
    const std::int64_t before = zk.lastZxid;
    Multi multi;
    multi.create("/a").create("/a/n-", sequential).check("/a", 0).set("/a", "x").remove("/old");
    multi.add(OpCode::Create2, CreateRequest{"/b", Buffer(), openAcl(), ephemeral});
    multi.add(OpCode::CreateContainer, CreateRequest{"/c", Buffer(), openAcl(), containerFlag});
    multi.add(OpCode::CreateTtl, CreateTtlRequest{{"/t", Buffer(), openAcl(), ttlFlag}, 1000});
    const auto reply = multi.call(zk);
    QCOMPARE(reply.error, 0);
    QVERIFY((results(reply)
             == Words{"1 /a", "1 /a/n-0000000000", "13", "5 v1", "2", "15 /b", "15 /c", "15 /t"}));
    QCOMPARE(reply.zxid, before + 1); // one transaction
    Stat stat;
    QCOMPARE(zk.exists("/t", false, &stat), 0);
    QCOMPARE(stat.czxid, before + 1);
    QCOMPARE(zk.exists("/old"), code(ZkError::NoNode));
}

void TestRegistryMulti::doesNothingWhenOneFails()
{
    ZkClient& zk = *m_client;
    QCOMPARE(zk.create("/a", "old"), 0);
    QCOMPARE(zk.create("/gone", "kept"), 0);
    Stat before;
    QCOMPARE(zk.exists("/", false, &before), 0);
    const auto reply =
        Multi().create("/n").set("/a", "new").remove("/gone").check("/a", 7).create("/m").call(zk);
    QCOMPARE(reply.error, 0);
    QVERIFY((results(reply) == Words{"error 0", "error 0", "error 0", "error -103", "error -2"}));
    std::string data;
    Stat stat;
    QCOMPARE(zk.get("/a", &data, &stat), 0);
    QCOMPARE(data, std::string("old"));
    QCOMPARE(stat.version, 0);
    QCOMPARE(zk.get("/gone", &data), 0);
    QCOMPARE(data, std::string("kept"));
    QCOMPARE(zk.exists("/n"), code(ZkError::NoNode));
    Stat after;
    QCOMPARE(zk.exists("/", false, &after), 0);
    QVERIFY(before == after);
}

void TestRegistryMulti::laterOperationsSeeEarlierOnes()
{
    ZkClient& zk = *m_client;
    auto reply = Multi().create("/a").set("/a", "1", 0).set("/a", "2", 1).check("/a", 2).call(zk);
    QVERIFY((results(reply) == Words{"1 /a", "5 v1", "5 v2", "13"}));
    reply = Multi().remove("/a").create("/a").check("/a", 0).call(zk);
    QVERIFY((results(reply) == Words{"2", "1 /a", "13"}));
    reply = Multi().create("/x").remove("/x").call(zk);
    QVERIFY((results(reply) == Words{"1 /x", "2"}));
    QCOMPARE(zk.exists("/x"), code(ZkError::NoNode));
}

void TestRegistryMulti::sequenceGoesOnAfterAFailure()
{
    ZkClient& zk = *m_client;
    QCOMPARE(zk.create("/q"), 0);
    Multi().create("/q/n-", sequential).check("/none", 0).call(zk);
    std::string made;
    QCOMPARE(zk.create("/q/n-", "", sequential, &made), 0);
    QCOMPARE(made, std::string("/q/n-0000000000"));
}

void TestRegistryMulti::watchesAreTriggeredOnlyByWhatHappened()
{
    ZkClient& zk = *m_client;
    QCOMPARE(zk.create("/a"), 0);
    zk.exists("/a", true);
    zk.exists("/n", true);
    Multi().set("/a", "x").create("/n").check("/none", 0).call(zk);
    OTTLA_EVENTS(zk.eventsSoFar(), {});
    Multi().set("/a", "x").create("/n").call(zk);
    OTTLA_EVENTS(zk.eventsSoFar(), {{eventChanged, "/a", 0}, {eventCreated, "/n", 0}});
}

void TestRegistryMulti::unreadableMultiDoesNothing()
{
    ZkClient& zk = *m_client;
    Multi multi;
    multi.create("/a");
    multi.add(OpCode::GetData, PathWatchRequest{"/", false});
    QCOMPARE(multi.call(zk).error, code(ZkError::MarshallingError));
    QCOMPARE(zk.exists("/a"), code(ZkError::NoNode));
}

void TestRegistryMulti::emptyMultiIsAnswered()
{
    const auto reply = Multi().call(*m_client);
    QCOMPARE(reply.error, 0);
    QVERIFY(results(reply).empty());
}

void TestRegistryMulti::multiReadAnswersEachByItself()
{
    ZkClient& zk = *m_client;
    QCOMPARE(zk.create("/a", "data"), 0);
    Multi multi;
    multi.add(OpCode::GetData, PathWatchRequest{"/a", false});
    multi.add(OpCode::GetData, PathWatchRequest{"/none", false});
    multi.add(OpCode::GetChildren, PathWatchRequest{"/", false});
    const auto reply = multi.call(zk, OpCode::MultiRead);
    QCOMPARE(reply.error, 0);
    QVERIFY((results(reply) == Words{"4 data", "error -101", "8 2"}));
    Multi wrong;
    wrong.create("/b");
    QCOMPARE(wrong.call(zk, OpCode::MultiRead).error, code(ZkError::MarshallingError));
}

void TestRegistryMulti::survivesARestart()
{
    ZkClient& zk = *m_client;
    Multi().create("/a").create("/a/b").set("/a", "x").remove("/a/b").check("/a", 1).call(zk);
    Stat before;
    QCOMPARE(zk.exists("/a", false, &before), 0);
    m_server->restart();
    QVERIFY(zk.connect(m_server->port()));
    Stat after;
    QCOMPARE(zk.exists("/a", false, &after), 0);
    QVERIFY(before == after);
}

QTEST_APPLESS_MAIN(TestRegistryMulti)
#include "tst_registrymulti.moc"
