// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include <QElapsedTimer>
#include <QTest>
#ifndef Q_MOC_RUN // moc does not read <concepts>
#include "ensemble.h"
#include "support/cuttableproxy.h"

#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <future>
#include <mutex>
#include <set>
#include <system_error>
#endif

using namespace ottla;
using namespace ottla::cluster;
using namespace ottla::test;

namespace {

/// What a store's listener was told so far.
class Told
{
public:
    explicit Told(MetadataStore& store)
        : m_store(store)
    {
        store.setListener([this](const std::vector<std::string>& paths) {
            const std::lock_guard lock(m_mutex);
            m_paths.insert(paths.begin(), paths.end());
        });
    }
    ~Told() { m_store.setListener({}); }
    Told(const Told&) = delete;
    Told& operator=(const Told&) = delete;
    [[nodiscard]] bool contains(const std::string& path)
    {
        const std::lock_guard lock(m_mutex);
        return m_paths.contains(path);
    }

private:
    MetadataStore& m_store;
    std::mutex m_mutex;
    std::set<std::string> m_paths;
};

std::string dataAt(const Store& store, const std::string& path)
{
    return store->get(path).value_or(Znode{"(missing)", -1, -1}).data;
}

} // namespace

/// The same against the embedded registry and against ZooKeeper.
class TestZookeeperMetadataStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsAtOnceWhatItWrote_data() { Ensemble::addRows(); }
    void showsAtOnceWhatItWrote();
    void followsWhatOthersWrite_data() { Ensemble::addRows(); }
    void followsWhatOthersWrite();
    void catchesUpWithOthers_data() { Ensemble::addRows(); }
    void catchesUpWithOthers();
    void saysWhyAChangeIsRefused_data() { Ensemble::addRows(); }
    void saysWhyAChangeIsRefused();
    void readsThreeThousandStatesInATrice_data() { Ensemble::addRows(); }
    void readsThreeThousandStatesInATrice();
    void goesOnAfterALostConnection_data() { Ensemble::addRows(); }
    void goesOnAfterALostConnection();
    void looksUpAWriteWhoseAnswerWasLost_data() { Ensemble::addRows(); }
    void looksUpAWriteWhoseAnswerWasLost();
    void beginsANewSessionAfterAnExpiry_data() { Ensemble::addRows(); }
    void beginsANewSessionAfterAnExpiry();
    void livesBelowAChroot_data() { Ensemble::addRows(); }
    void livesBelowAChroot();
    void keepsWhatItKnowsWhenTheRegistryLostIt();
    void reachesAnIpv6Address();
    void saysWhenNobodyAnswers();
    void readsAddresses();

private:
    std::unique_ptr<Ensemble> m_ensemble;
};

#define OTTLA_START()                                                                              \
    QFETCH(bool, isZooKeeper);                                                                     \
    m_ensemble = std::make_unique<Ensemble>(isZooKeeper ? Ensemble::Kind::ZooKeeper                \
                                                        : Ensemble::Kind::Registry);               \
    OTTLA_NEED_TOOL(QStringLiteral("zookeeper"), m_ensemble->isAvailable());                       \
    QVERIFY(m_ensemble->start())

void TestZookeeperMetadataStore::showsAtOnceWhatItWrote()
{
    OTTLA_START();
    const Store store = openStore(m_ensemble->address());
    QVERIFY(store);
    Told told(*store);
    QVERIFY(store
                ->apply({CreateZnode{"/brokers/topics/t", "data"},
                         CreateZnode{"/brokers/topics/t/partitions/0/state", "one"}})
                .ok());
    QCOMPARE(dataAt(store, "/brokers/topics/t"), std::string("data"));
    QCOMPARE(store->children("/brokers/topics/t/partitions"), std::vector<std::string>{"0"});
    QVERIFY(told.contains("/brokers/topics/t/partitions/0/state"));
    QVERIFY(store->apply({SetZnode{"/brokers/topics/t/partitions/0/state", "two", 0}}).ok());
    QCOMPARE(dataAt(store, "/brokers/topics/t/partitions/0/state"), std::string("two"));
    QCOMPARE(store->get("/brokers/topics/t/partitions/0/state")->version, 1);
    QVERIFY(store
                ->apply({DeleteZnode{"/brokers/topics/t/partitions/0/state", 1},
                         DeleteZnode{"/brokers/topics/t/partitions/0"}})
                .ok());
    QVERIFY(!store->get("/brokers/topics/t/partitions/0/state"));
    QVERIFY(store->children("/brokers/topics/t/partitions").empty());
}

void TestZookeeperMetadataStore::followsWhatOthersWrite()
{
    OTTLA_START();
    const Store one = openStore(m_ensemble->address());
    const Store other = openStore(m_ensemble->address());
    QVERIFY(one && other);
    Told told(*one);
    const std::string state = "/brokers/topics/t/partitions/0/state";
    for (int round = 0; round < 3; ++round) { // one-shot watches must be set again each time
        QVERIFY(
            other->apply({CreateZnode{state, "0"}, CreateZnode{"/controller", "me", true}}).ok());
        QVERIFY(eventually([&] { return dataAt(one, state) == "0"; }));
        for (int i = 1; i <= 20; ++i) {
            QVERIFY(other->apply({SetZnode{state, std::to_string(i)}}).ok());
        }
        QVERIFY(eventually([&] { return dataAt(one, state) == "20"; }));
        QVERIFY(eventually([&] { return dataAt(one, "/controller") == "me"; }));
        QVERIFY(other
                    ->apply({DeleteZnode{state}, DeleteZnode{"/brokers/topics/t/partitions/0"},
                             DeleteZnode{"/brokers/topics/t/partitions"},
                             DeleteZnode{"/brokers/topics/t"}, DeleteZnode{"/controller"}})
                    .ok());
        QVERIFY(eventually([&] {
            return !one->get(state) && !one->get("/controller")
                && one->children("/brokers/topics").empty();
        }));
    }
    QVERIFY(eventually([&] { return told.contains("/brokers/topics") && told.contains(state); }));
}

void TestZookeeperMetadataStore::catchesUpWithOthers()
{
    OTTLA_START();
    const Store one = openStore(m_ensemble->address());
    const Store other = openStore(m_ensemble->address());
    QVERIFY(one && other);
    Told told(*one);
    for (int id = 0; id < 20; ++id) {
        const std::string path = "/brokers/ids/" + std::to_string(id);
        QVERIFY(other->apply({CreateZnode{path, "here", true}}).ok());
        one->catchUp("/brokers/ids");
        QCOMPARE(dataAt(one, path), std::string("here"));
        QVERIFY(told.contains(path));
    }
}

void TestZookeeperMetadataStore::saysWhyAChangeIsRefused()
{
    OTTLA_START();
    const Store store = openStore(m_ensemble->address());
    QVERIFY(store);
    const std::string path = "/config/topics/t";
    const auto refused = [&](const std::vector<MetadataOperation>& operations) {
        const auto applied = store->apply(operations);
        return applied ? std::optional<Errc>() : applied.error().code;
    };
    QVERIFY(refused({SetZnode{path, "x"}}) == Errc::NotFound);
    QVERIFY(!refused({CreateZnode{path, "x"}}));
    QVERIFY(refused({CreateZnode{"/config/topics/u", "y"}, CreateZnode{path, "x"}})
            == Errc::AlreadyExists);
    QVERIFY(!store->get("/config/topics/u")); // all or nothing
    QVERIFY(refused({SetZnode{path, "y", 3}}) == Errc::Conflict);
    QVERIFY(refused({CheckZnode{path, 1}, CreateZnode{"/config/topics/u", "y"}}) == Errc::Conflict);
    QVERIFY(refused({DeleteZnode{"/config/topics"}}) == Errc::InvalidState);
    QVERIFY(refused({CreateZnode{"no slash", ""}}) == Errc::InvalidArgument);
    QVERIFY(refused({CreateZnode{path + "/", ""}}) == Errc::InvalidArgument);
    QVERIFY(refused({SetZnode{path, std::string(1'000'000, 'x')}}) == Errc::TooLarge);
    CreateZnode change{"/config/changes/config_change_", "z"};
    change.sequential = true;
    QVERIFY(!refused({change}));
    QCOMPARE(store->children("/config/changes"),
             std::vector<std::string>{"config_change_0000000000"});
}

void TestZookeeperMetadataStore::readsThreeThousandStatesInATrice()
{
    OTTLA_START();
    const Store writer = openStore(m_ensemble->address());
    QVERIFY(writer);
    constexpr int topics = 30;
    constexpr int partitions = 100;
    for (int topic = 0; topic < topics; ++topic) {
        const std::string path = "/brokers/topics/t" + std::to_string(topic);
        std::vector<MetadataOperation> operations{CreateZnode{path, "assignment"}};
        for (int partition = 0; partition < partitions; ++partition) {
            operations.emplace_back(CreateZnode{
                path + "/partitions/" + std::to_string(partition) + "/state",
                R"({"controller_epoch":1,"leader":0,"version":1,"leader_epoch":0,"isr":[0,1,2]})"});
        }
        QVERIFY(writer->apply(operations).ok());
    }
    QElapsedTimer timer;
    timer.start();
    const Store reader = openStore(m_ensemble->address());
    const auto elapsed = timer.elapsed();
    QVERIFY(reader);
    qInfo("%d states read in %lld ms", topics * partitions, static_cast<long long>(elapsed));
    for (int topic = 0; topic < topics; ++topic) {
        const std::string path = "/brokers/topics/t" + std::to_string(topic) + "/partitions";
        QCOMPARE(reader->children(path).size(), std::size_t{partitions});
        QVERIFY(reader->get(path + "/99/state"));
    }
    QVERIFY(elapsed < 3000); // a bound for busy machines: it is 0.1 s
}

void TestZookeeperMetadataStore::goesOnAfterALostConnection()
{
    OTTLA_START();
    CuttableProxy proxy(m_ensemble->port());
    const Store store = openStore("127.0.0.1:" + std::to_string(proxy.port()), 10'000);
    const Store other = openStore(m_ensemble->address());
    QVERIFY(store && other);
    QVERIFY(store
                ->apply({CreateZnode{"/config/topics/t", "before"},
                         CreateZnode{"/brokers/ids/1", "me", true}})
                .ok());
    proxy.cut();
    QCOMPARE(dataAt(store, "/config/topics/t"), std::string("before"));
    QVERIFY(other
                ->apply({SetZnode{"/config/topics/t", "meanwhile"},
                         CreateZnode{"/config/topics/u", "new"}})
                .ok());
    // What is asked for while the connection is lost waits until it is there again.
    auto waiting = std::async(std::launch::async, [&] {
        return store->apply({CreateZnode{"/config/topics/v", "waited"}}).ok();
    });
    proxy.heal();
    QVERIFY(waiting.get());
    QVERIFY(eventually([&] {
        return dataAt(store, "/config/topics/t") == "meanwhile"
            && dataAt(store, "/config/topics/u") == "new";
    }));
    QCOMPARE(dataAt(other, "/brokers/ids/1"), std::string("me")); // the session lives on
}

void TestZookeeperMetadataStore::looksUpAWriteWhoseAnswerWasLost()
{
    OTTLA_START();
    CuttableProxy proxy(m_ensemble->port());
    const Store store = openStore("127.0.0.1:" + std::to_string(proxy.port()), 10'000);
    const Store other = openStore(m_ensemble->address());
    QVERIFY(store && other);
    QVERIFY(store->apply({CreateZnode{"/config/topics/t", "before"}}).ok());
    proxy.swallowAnswers();
    auto writing = std::async(std::launch::async, [&] {
        return store->apply({SetZnode{"/config/topics/t", "after", 0}});
    });
    QVERIFY(eventually([&] { return dataAt(other, "/config/topics/t") == "after"; }));
    proxy.cut();
    proxy.heal();
    const auto written = writing.get();
    QVERIFY2(written.ok(), written.ok() ? "" : written.error().describe().c_str());
    QCOMPARE(store->get("/config/topics/t")->version, 1); // once
}

void TestZookeeperMetadataStore::beginsANewSessionAfterAnExpiry()
{
    OTTLA_START();
    CuttableProxy proxy(m_ensemble->port());
    const Store store = openStore("127.0.0.1:" + std::to_string(proxy.port()), 1000);
    const Store other = openStore(m_ensemble->address());
    QVERIFY(store && other);
    std::atomic<int> renewals = 0;
    store->setSessionListener([&] { ++renewals; });
    QVERIFY(
        store
            ->apply({CreateZnode{"/brokers/ids/1", "me", true}, CreateZnode{"/cluster/id", "ours"}})
            .ok());
    QVERIFY(eventually([&] { return other->get("/brokers/ids/1").has_value(); }));
    proxy.cut();
    QVERIFY(eventually([&] { return !other->get("/brokers/ids/1"); })); // it has expired
    QVERIFY(other->apply({CreateZnode{"/config/topics/t", "meanwhile"}}).ok());
    QVERIFY(store->get("/brokers/ids/1")); // the mirror stays as it was
    QElapsedTimer timer;
    timer.start();
    const auto failed = store->apply({CreateZnode{"/config/topics/u", "x"}});
    QVERIFY(!failed.ok());
    QVERIFY(failed.error().code == Errc::Network);
    QVERIFY(store->apply({CreateZnode{"/config/topics/u", "x"}}).error().code == Errc::Network);
    QVERIFY(timer.elapsed() < 6000); // bounded
    proxy.heal();
    QVERIFY(eventually([&] { return renewals == 1; }));
    QVERIFY(!store->get("/brokers/ids/1"));
    QCOMPARE(dataAt(store, "/config/topics/t"), std::string("meanwhile"));
    QVERIFY(store->apply({CreateZnode{"/brokers/ids/1", "again", true}}).ok());
    QVERIFY(other->apply({SetZnode{"/config/topics/t", "watched"}}).ok());
    QVERIFY(eventually([&] { return dataAt(store, "/config/topics/t") == "watched"; }));
    store->setSessionListener({});
}

void TestZookeeperMetadataStore::livesBelowAChroot()
{
    OTTLA_START();
    const Store one = openStore(m_ensemble->address() + "/kafka/blue");
    const Store other = openStore(m_ensemble->address() + "/kafka/blue/");
    const Store outside = openStore(m_ensemble->address());
    QVERIFY(one && other && outside);
    QVERIFY(one->apply({CreateZnode{"/controller", "one"}}).ok());
    QVERIFY(eventually([&] { return dataAt(other, "/controller") == "one"; }));
    QVERIFY(one->apply({SetZnode{"/controller", "two"}}).ok());
    QVERIFY(eventually([&] { return dataAt(other, "/controller") == "two"; }));
    QVERIFY(!outside->get("/controller"));
}

void TestZookeeperMetadataStore::keepsWhatItKnowsWhenTheRegistryLostIt()
{
    Ensemble ensemble(Ensemble::Kind::Registry);
    QVERIFY(ensemble.start());
    const Store store = openStore(ensemble.address(), 1000);
    QVERIFY(store);
    QVERIFY(store
                ->apply({CreateZnode{"/cluster/id", "ours"},
                         CreateZnode{"/brokers/topics/t", "precious"}})
                .ok());
    Told told(*store);
    QVERIFY(ensemble.loseData());
    const Store other = openStore(ensemble.address());
    QVERIFY(other);
    // A server that is behind what a client has seen refuses it; from then on it takes it for new.
    for (int i = 0; i < 30; ++i) {
        const std::string path = "/config/topics/t" + std::to_string(i);
        QVERIFY(other->apply({CreateZnode{path, {}}}).ok());
    }
    QVERIFY(other->apply({CreateZnode{"/cluster/id", "another"}}).ok());
    QVERIFY(eventually([&] { return store->isForeign(); }));
    QVERIFY(store->apply({SetZnode{"/cluster/id", "x"}}).error().code == Errc::Network);
    QCOMPARE(dataAt(store, "/cluster/id"), std::string("ours"));
    QCOMPARE(dataAt(other, "/cluster/id"), std::string("another"));
    QCOMPARE(dataAt(store, "/brokers/topics/t"), std::string("precious"));
    QVERIFY(!told.contains("/brokers/topics/t"));
}

void TestZookeeperMetadataStore::reachesAnIpv6Address()
{
    try {
        asio::io_context context;
        const asio::ip::tcp::acceptor probe(context, {asio::ip::address_v6::loopback(), 0});
    } catch (const std::system_error&) {
        QSKIP("this machine has no IPv6");
    }
    m_ensemble = std::make_unique<Ensemble>(Ensemble::Kind::Registry);
    QVERIFY(m_ensemble->start());
    const Store store = openStore("[::1]:" + std::to_string(m_ensemble->port()));
    QVERIFY(store);
    QVERIFY(store->apply({CreateZnode{"/brokers/topics/t", "data"}}).ok());
    QCOMPARE(dataAt(store, "/brokers/topics/t"), std::string("data"));
}

void TestZookeeperMetadataStore::saysWhenNobodyAnswers()
{
    const auto opened =
        ZookeeperMetadataStore::open({*ZookeeperAddress::parse("127.0.0.1:1"),
                                      std::chrono::seconds(1), std::chrono::milliseconds(200)});
    QVERIFY(!opened.ok());
    QVERIFY(opened.error().code == Errc::Network);
    QVERIFY(opened.error().message.find("127.0.0.1:1") != std::string::npos);
}

void TestZookeeperMetadataStore::readsAddresses()
{
    const auto address = ZookeeperAddress::parse("one:2181,two:2182/kafka/blue/");
    QVERIFY(address.ok());
    QCOMPARE(address->servers, std::string("one:2181,two:2182"));
    QCOMPARE(address->chroot, std::string("/kafka/blue"));
    QVERIFY(ZookeeperAddress::parse("one:2181/")->chroot.empty());
    for (const char* bad :
         {"", "one", "one:", ":2181", "one:x", "one:0", "one:65536", "one:2181,", "one:2181//a"}) {
        QVERIFY2(!ZookeeperAddress::parse(bad).ok(), bad);
    }
}

QTEST_GUILESS_MAIN(TestZookeeperMetadataStore)
#include "tst_zookeepermetadatastore.moc"
