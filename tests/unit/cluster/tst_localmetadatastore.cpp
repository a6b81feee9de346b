// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include <QTest>
#ifndef Q_MOC_RUN // moc does not read <concepts>
#include "cluster/localmetadatastore.h"
#include "cluster/producerids.h"
#include "support/faultyfilesystem.h"
#endif

using namespace ottla;
using namespace ottla::cluster;
using test::FaultyFileSystem;
using test::Loss;

namespace {

const std::filesystem::path logPath = "/data/metadata.log";

std::unique_ptr<LocalMetadataStore> openStore(FileSystem& files)
{
    auto store = LocalMetadataStore::open(files, logPath);
    return store ? std::move(*store) : nullptr;
}

std::string dataAt(const MetadataStore& store, const std::string& path)
{
    const auto znode = store.get(path);
    return znode ? znode->data : "(none)";
}

} // namespace

class TestLocalMetadataStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void keepsZnodesOverAReopening();
    void listsChildrenOnly();
    void appliesAllOrNothing();
    void checksVersions();
    void refusesToDeleteAParent();
    void refusesABadPath_data();
    void refusesABadPath();
    void cutsATornTail();
    void refusesDamageBeforeTheLastEntry();
    void refusesANewerFormat();
    void refusesAForeignFile();
    void changesNothingOnAFullDisk();
    void takesChangesAgainAfterAnyFailure();
    void staysSmallWhenRewrittenOften();
    void isWholeAfterACrashAtAnyPoint_data();
    void isWholeAfterACrashAtAnyPoint();
    void givesProducerIdsOnceOverCrashes();
    void storesProducerIdsAsKafkaDoes();
    void givesNoProducerIdThatIsNotReserved();
    void refusesAForeignProducerIdBlock();

private:
    std::unique_ptr<FaultyFileSystem> m_files;
};

void TestLocalMetadataStore::init()
{
    m_files = std::make_unique<FaultyFileSystem>();
    QVERIFY(m_files->createDirectories("/data").ok());
    QVERIFY(m_files->syncDirectory("/").ok());
}

void TestLocalMetadataStore::keepsZnodesOverAReopening()
{
    {
        const auto store = openStore(*m_files);
        QVERIFY(store->apply({CreateZnode{"/brokers/topics/t", "one"}}).ok());
        QVERIFY(store->apply({SetZnode{"/brokers/topics/t", "two"}}).ok());
        QVERIFY(store->apply({CreateZnode{"/gone", ""}}).ok());
        QVERIFY(store->apply({DeleteZnode{"/gone"}}).ok());
    }
    const auto store = openStore(*m_files);
    QCOMPARE(dataAt(*store, "/brokers/topics/t"), std::string("two"));
    QCOMPARE(store->get("/brokers/topics/t")->version, 1);
    QCOMPARE(dataAt(*store, "/brokers"), std::string());
    QVERIFY(!store->get("/gone"));
}

void TestLocalMetadataStore::listsChildrenOnly()
{
    const auto store = openStore(*m_files);
    QVERIFY(store
                ->apply({CreateZnode{"/a/c/deep", ""}, CreateZnode{"/a/b", ""},
                         CreateZnode{"/a/b-b", ""}, CreateZnode{"/a.b/x", ""}})
                .ok());
    QCOMPARE(store->children("/a"), (std::vector<std::string>{"b", "b-b", "c"}));
    QVERIFY(store->children("/none").empty());
}

void TestLocalMetadataStore::appliesAllOrNothing()
{
    const auto store = openStore(*m_files);
    QVERIFY(store->apply({CreateZnode{"/a", "1"}}).ok());
    const auto applied =
        store->apply({SetZnode{"/a", "2"}, CreateZnode{"/b", ""}, CreateZnode{"/a", "again"}});
    QVERIFY(applied.error().code == Errc::AlreadyExists);
    QCOMPARE(dataAt(*store, "/a"), std::string("1"));
    QVERIFY(!store->get("/b"));
    QVERIFY(store->apply({SetZnode{"/none", ""}}).error().code == Errc::NotFound);
    QVERIFY(store->apply({DeleteZnode{"/none"}}).error().code == Errc::NotFound);
}

void TestLocalMetadataStore::checksVersions()
{
    const auto store = openStore(*m_files);
    QVERIFY(store->apply({CreateZnode{"/a", "0"}}).ok());
    QVERIFY(store->apply({CheckZnode{"/a", 0}, SetZnode{"/a", "1", 0}}).ok());
    QVERIFY(store->apply({CheckZnode{"/a", 0}, CreateZnode{"/b", ""}}).error().code
            == Errc::Conflict);
    QVERIFY(store->apply({SetZnode{"/a", "x", 0}}).error().code == Errc::Conflict);
    QVERIFY(store->apply({DeleteZnode{"/a", 0}}).error().code == Errc::Conflict);
    QVERIFY(store->apply({DeleteZnode{"/a", 1}}).ok());
    QVERIFY(!store->get("/b"));
}

void TestLocalMetadataStore::refusesToDeleteAParent()
{
    const auto store = openStore(*m_files);
    QVERIFY(store->apply({CreateZnode{"/a/b", ""}}).ok());
    QVERIFY(store->apply({DeleteZnode{"/a"}}).error().code == Errc::InvalidState);
    QVERIFY(store->apply({DeleteZnode{"/a/b"}, DeleteZnode{"/a"}}).ok());
}

void TestLocalMetadataStore::refusesABadPath_data()
{
    QTest::addColumn<QString>("path");
    QTest::newRow("empty") << QString();
    QTest::newRow("relative") << QStringLiteral("a/b");
    QTest::newRow("ends in a slash") << QStringLiteral("/a/");
}

void TestLocalMetadataStore::refusesABadPath()
{
    QFETCH(QString, path);
    const auto store = openStore(*m_files);
    QVERIFY(store->apply({CreateZnode{path.toStdString(), ""}}).error().code
            == Errc::InvalidArgument);
}

void TestLocalMetadataStore::cutsATornTail()
{
    QVERIFY(openStore(*m_files)->apply({CreateZnode{"/a", "1"}}).ok());
    const Bytes whole = m_files->readAll(logPath).value();
    QVERIFY(openStore(*m_files)->apply({CreateZnode{"/b", std::string(200, 'x')}}).ok());
    const Bytes longer = m_files->readAll(logPath).value();
    for (std::size_t size = whole.size(); size < longer.size(); ++size) {
        QVERIFY(m_files->replace(logPath, BytesView(longer).first(size)).ok());
        const auto store = openStore(*m_files);
        QVERIFY(store);
        QCOMPARE(dataAt(*store, "/a"), std::string("1"));
        QVERIFY(!store->get("/b"));
        QVERIFY(m_files->readAll(logPath).value() == whole);
    }
}

void TestLocalMetadataStore::refusesDamageBeforeTheLastEntry()
{
    const auto store = openStore(*m_files);
    QVERIFY(store->apply({CreateZnode{"/a", "1"}}).ok());
    const std::size_t damaged = m_files->readAll(logPath)->size();
    QVERIFY(store->apply({CreateZnode{"/b", "2"}}).ok());
    const std::size_t end = m_files->readAll(logPath)->size();
    QVERIFY(store->apply({CreateZnode{"/c", "3"}}).ok());
    const Bytes good = m_files->readAll(logPath).value();
    for (std::size_t at = damaged; at < end; ++at) {
        Bytes bad = good;
        bad[at] ^= std::byte{0x40};
        QVERIFY(m_files->replace(logPath, bad).ok());
        const auto opened = LocalMetadataStore::open(*m_files, logPath);
        QVERIFY(!opened.ok());
        QVERIFY(opened.error().code == Errc::Corrupt);
        QCOMPARE(opened.error().context, "/data/metadata.log at " + std::to_string(damaged));
    }
}

void TestLocalMetadataStore::refusesANewerFormat()
{
    QVERIFY(openStore(*m_files));
    const std::array<std::byte, 4> version{std::byte{0}, std::byte{0}, std::byte{0}, std::byte{2}};
    m_files->corrupt(logPath, 8, version);
    const auto opened = LocalMetadataStore::open(*m_files, logPath);
    QVERIFY(opened.error().code == Errc::Unsupported);
    QVERIFY(opened.error().message.find("version 2") != std::string::npos);
    QVERIFY(opened.error().message.find("/data/metadata.log") != std::string::npos);
}

void TestLocalMetadataStore::refusesAForeignFile()
{
    QVERIFY(m_files->replace(logPath, asBytes("version=0\nbroker.id=1\n")).ok());
    QVERIFY(LocalMetadataStore::open(*m_files, logPath).error().code == Errc::Corrupt);
    QVERIFY(m_files->replace(logPath, {}).ok());
    QVERIFY(LocalMetadataStore::open(*m_files, logPath).error().code == Errc::Corrupt);
}

void TestLocalMetadataStore::changesNothingOnAFullDisk()
{
    const auto store = openStore(*m_files);
    QVERIFY(store->apply({CreateZnode{"/a", "1"}}).ok());
    const Bytes before = m_files->readAll(logPath).value();
    m_files->setQuota(m_files->usedBytes() + 10);
    QVERIFY(store->apply({SetZnode{"/a", std::string(100, 'x')}}).error().code == Errc::NoSpace);
    QCOMPARE(dataAt(*store, "/a"), std::string("1"));
    QVERIFY(m_files->readAll(logPath).value() == before);
    m_files->setQuota(1 << 20);
    QVERIFY(store->apply({SetZnode{"/a", "2"}}).ok());
    QCOMPARE(dataAt(*openStore(*m_files), "/a"), std::string("2"));
}

/// Fails each single operation of a run that also rewrites the file, and then all for a while.
void TestLocalMetadataStore::takesChangesAgainAfterAnyFailure()
{
    const std::string big(40'000, 'x');
    for (std::size_t failing = 0; failing < 40; ++failing) {
        init();
        const auto store = openStore(*m_files);
        QVERIFY(store->apply({CreateZnode{"/a", "0"}}).ok());
        QVERIFY(store->apply({CreateZnode{"/n", "0"}}).ok());
        m_files->failAfter(failing, Errc::Io);
        std::string expected = "0";
        for (int i = 1; i < 16; ++i) {
            // The big values go at once, so that the file is soon worth writing anew.
            const std::string value = std::to_string(i);
            const bool done =
                store->apply({SetZnode{"/a", big}, SetZnode{"/a", "small"}, SetZnode{"/n", value}})
                    .ok();
            expected = done ? value : expected;
            QCOMPARE(dataAt(*store, "/n"), expected);
        }
        m_files->failAfter(1'000'000, Errc::Io);
        m_files->failAll(Errc::Io);
        QVERIFY(!store->apply({SetZnode{"/n", "lost"}}).ok());
        QVERIFY(!store->apply({SetZnode{"/n", "lost"}}).ok());
        m_files->failAll(std::nullopt);
        QCOMPARE(dataAt(*store, "/n"), expected);
        QVERIFY(store->apply({SetZnode{"/n", "last"}}).ok());
        for (const Loss loss : {Loss::Nothing, Loss::Unsynced, Loss::Scattered}) {
            const auto after = m_files->afterCrash(loss, failing);
            const auto reopened = openStore(*after);
            QVERIFY(reopened);
            QCOMPARE(dataAt(*reopened, "/n"), std::string("last"));
        }
    }
}

void TestLocalMetadataStore::staysSmallWhenRewrittenOften()
{
    const auto store = openStore(*m_files);
    QVERIFY(store->apply({CreateZnode{"/a", ""}}).ok());
    for (int i = 0; i < 500; ++i) {
        QVERIFY(store->apply({SetZnode{"/a", std::string(5000, 'x')}}).ok());
    }
    QVERIFY(m_files->readAll(logPath)->size() < 400'000);
    QCOMPARE(openStore(*m_files)->get("/a")->version, 500);
}

void TestLocalMetadataStore::isWholeAfterACrashAtAnyPoint_data()
{
    QTest::addColumn<int>("loss");
    QTest::newRow("killed") << static_cast<int>(Loss::Nothing);
    QTest::newRow("power cut") << static_cast<int>(Loss::Unsynced);
    QTest::newRow("torn write") << static_cast<int>(Loss::TornLast);
    QTest::newRow("garbled write") << static_cast<int>(Loss::GarbledLast);
    QTest::newRow("some of what was not synced") << static_cast<int>(Loss::Scattered);
}

/// Two znodes always change together: after a crash they agree, and nothing acknowledged is lost.
void TestLocalMetadataStore::isWholeAfterACrashAtAnyPoint()
{
    QFETCH(int, loss);
    int acknowledged = -1;
    std::uint64_t seed = 0;
    m_files->setObserver([&] {
        for (int round = 0; round < 3; ++round) {
            const auto after = m_files->afterCrash(static_cast<Loss>(loss), ++seed);
            const auto opened = LocalMetadataStore::open(*after, logPath);
            QVERIFY2(opened.ok(), opened.ok() ? "" : opened.error().describe().c_str());
            const std::string first = dataAt(**opened, "/first");
            QCOMPARE(dataAt(**opened, "/second"), first);
            const int found = first == "(none)" ? -1 : std::stoi(first);
            QVERIFY(found == acknowledged || found == acknowledged + 1);
            QVERIFY((*opened)->apply({CreateZnode{"/next", ""}}).ok());
        }
    });
    const auto store = openStore(*m_files);
    const std::string big(60'000, 'x');
    QVERIFY(store
                ->apply({CreateZnode{"/first", "0"}, CreateZnode{"/second", "0"},
                         CreateZnode{"/big", ""}})
                .ok());
    for (acknowledged = 0; acknowledged < 12; ++acknowledged) {
        const std::string value = std::to_string(acknowledged + 1);
        QVERIFY(store
                    ->apply({SetZnode{"/first", value}, SetZnode{"/big", big}, SetZnode{"/big", ""},
                             SetZnode{"/second", value}})
                    .ok());
    }
    m_files->setObserver({});
    QVERIFY(m_files->readAll(logPath)->size() < 600'000); // it was written anew on the way
}

void TestLocalMetadataStore::givesProducerIdsOnceOverCrashes()
{
    std::int64_t last = -1;
    for (int life = 0; life < 5; ++life) {
        const auto store = openStore(*m_files);
        ProducerIds ids(*store, NodeId{1});
        for (int i = 0; i < 1100; ++i) {
            const auto id = ids.next();
            QVERIFY(id.ok());
            QVERIFY(id->value > last);
            last = id->value;
        }
        m_files = m_files->afterCrash(Loss::Unsynced, 1);
    }
}

void TestLocalMetadataStore::storesProducerIdsAsKafkaDoes()
{
    const auto store = openStore(*m_files);
    ProducerIds ids(*store, NodeId{3});
    QCOMPARE(ids.next()->value, std::int64_t{0});
    QCOMPARE(dataAt(*store, "/latest_producer_id_block"),
             std::string(R"({"version":1,"broker":3,"block_start":"0","block_end":"999"})"));
}

void TestLocalMetadataStore::givesNoProducerIdThatIsNotReserved()
{
    const auto store = openStore(*m_files);
    ProducerIds ids(*store, NodeId{1});
    m_files->failAll(Errc::NoSpace);
    QVERIFY(ids.next().error().code == Errc::NoSpace);
    m_files->failAll(std::nullopt);
    QCOMPARE(ids.next()->value, std::int64_t{0});
}

void TestLocalMetadataStore::refusesAForeignProducerIdBlock()
{
    const auto store = openStore(*m_files);
    QVERIFY(store->apply({CreateZnode{"/latest_producer_id_block", "{\"version\":1}"}}).ok());
    ProducerIds ids(*store, NodeId{1});
    QVERIFY(ids.next().error().code == Errc::Corrupt);
}

QTEST_GUILESS_MAIN(TestLocalMetadataStore)
#include "tst_localmetadatastore.moc"
