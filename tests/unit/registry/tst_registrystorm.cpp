// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "registry/paths.h"
#include "registry/snapshotfile.h"
#include "registry/snapshotwriter.h"
#include "registry/store.h"
#include "support/faultyfilesystem.h"

#include <QTest>
#include <array>
#include <random>

using namespace ottla;
using namespace ottla::test;
using namespace ottla::registry;

namespace {

/// Small, so that the storm does not spend its time copying zeros, and above zero, so that it has
/// some.
constexpr std::size_t reserved = 512;

constexpr std::array lossKinds{Loss::Nothing, Loss::Unsynced, Loss::TornLast, Loss::GarbledLast,
                               Loss::Scattered};
const std::filesystem::path folder = "/data/registry";

#ifdef OTTLA_STORM_MUST_NOTICE
constexpr bool syncs = false;
#else
constexpr bool syncs = true;
#endif

/// All that must come back.
std::string describe(const Database& database)
{
    std::map<std::string, std::string> nodes;
    std::vector<const Znode*> open{database.find("/")};
    while (!open.empty()) {
        const Znode& node = *open.back();
        open.pop_back();
        std::string& text = nodes[node.path];
        wire::jute::JuteWriter write(text);
        write(node.buffer());
        write(node.acl->entries);
        write(node.wireStat());
        open.insert(open.end(), node.children.begin(), node.children.end());
    }
    std::string all;
    wire::jute::JuteWriter write(all);
    for (const auto& [path, text] : nodes) {
        write(std::string_view(path));
        write(std::string_view(text));
    }
    for (const auto& [id, session] : database.sessions()) {
        write(id);
        write(session.timeoutMs);
        write(wire::jute::Buffer(BytesView(session.password)));
    }
    return all;
}

/// A random but repeatable life of a registry's data; at each change of the disk `onStep` may look
/// at what a crash would leave.
class Storm
{
public:
    explicit Storm(std::uint64_t seed)
        : m_random(seed)
    { }

    void run(int steps, const std::function<void(Storm&)>& onStep);

    FaultyFileSystem files;
    std::vector<std::string> states; ///< After each transaction, by its zxid.
    std::int64_t acknowledged = 0;

private:
    void reopen();
    void change();
    void changeOnce(bool several);
    void commit();
    void snapshot();
    Znode& anyNode();

    std::mt19937_64 m_random;
    Store m_store;
    std::unique_ptr<SnapshotWriter> m_writer;
    std::unique_ptr<SnapshotFile> m_file;
    int m_names = 0;
};

void Storm::reopen()
{
    m_writer.reset();
    m_file.reset();
    m_store = {};
    auto opened = openStore(files, folder, {syncs, reserved});
    QVERIFY2(opened.ok(), opened.ok() ? "" : opened.error().describe().c_str());
    m_store = std::move(*opened);
    const auto zxid = static_cast<std::size_t>(m_store.database->lastZxid());
    states.resize(std::max(states.size(), zxid + 1));
    if (states[0].empty()) {
        states[0] = describe(*m_store.database);
    }
    QVERIFY(zxid >= static_cast<std::size_t>(acknowledged));
    QVERIFY(describe(*m_store.database) == states[zxid]);
    // What was written but never acknowledged is there now, and will be built upon.
    states.resize(zxid + 1);
    acknowledged = static_cast<std::int64_t>(zxid);
}

Znode& Storm::anyNode()
{
    Znode* node = m_store.database->find("/");
    for (std::uint64_t depth = m_random() % 4; depth > 0 && !node->children.empty(); --depth) {
        Znode* child = node->children[m_random() % node->children.size()];
        if (isSystemPath(child->path)) {
            break;
        }
        node = child;
    }
    return *node;
}

void Storm::changeOnce(bool several)
{
    Database& database = *m_store.database;
    const std::string data(m_random() % 100, static_cast<char>('a' + m_random() % 26));
    Znode& node = anyNode();
    const bool isRoot = node.path == "/";
    switch (m_random() % (several ? 6 : 8)) {
    case 0:
    case 1:
    case 2: {
        if (ownerKind(node.stat.ephemeralOwner) == OwnerKind::Session) {
            return;
        }
        std::int64_t owner = 0;
        if (!database.sessions().empty() && m_random() % 3 == 0) {
            owner = database.sessions().begin()->first;
        }
        database.create(node, (isRoot ? "" : node.path) + "/n" + std::to_string(m_names++),
                        asBytes(data), database.acls().open(), owner);
        break;
    }
    case 3:
        if (!isRoot && node.children.empty()) {
            database.remove(node);
        }
        break;
    case 4:
    case 5:
        database.setData(node, asBytes(data));
        break;
    case 6:
        if (!isRoot) {
            database.setAcl(node,
                            database.acls().intern({{1 + static_cast<std::int32_t>(m_random() % 30),
                                                     {"digest", "me:" + data}}}));
        }
        break;
    default:
        if (database.sessions().size() < 3) {
            database.createSession({1000, {}});
        } else {
            database.closeSession({});
        }
        break;
    }
}

void Storm::change()
{
    Database& database = *m_store.database;
    const bool several = m_random() % 4 == 0;
    std::int64_t session = database.lastSessionId() + 1;
    if (database.sessions().size() >= 3) {
        session = database.sessions().begin()->first;
    }
    database.begin(session, static_cast<std::int64_t>(m_random() % 1'000'000), several);
    changeOnce(several);
    if (several) {
        changeOnce(true);
        changeOnce(true);
        if (m_random() % 3 == 0) {
            database.rollback();
            return;
        }
    }
    const std::string_view record = database.commit();
    m_store.log->append(record, database.lastZxid());
    states.push_back(describe(database));
}

void Storm::commit()
{
    auto batch = m_store.log->takeBatch();
    const std::int64_t zxid = m_store.database->lastZxid();
    QVERIFY(m_store.log->write(batch));
    acknowledged = zxid;
}

/// Begins one, or goes on with it.
void Storm::snapshot()
{
    if (!m_writer) {
        m_store.log->roll();
        m_writer = std::make_unique<SnapshotWriter>(*m_store.database);
        m_file = std::move(SnapshotFile::create(files, folder, m_writer->zxid()).value());
        return;
    }
    const bool more = m_writer->step(5);
    QVERIFY(m_file->append(m_writer->takeBytes()));
    if (!more) {
        QVERIFY(m_file->finish(2));
        m_writer.reset();
        m_file.reset();
    }
}

void Storm::run(int steps, const std::function<void(Storm&)>& onStep)
{
    QVERIFY(files.createDirectories("/data"));
    QVERIFY(files.syncDirectory("/"));
    reopen();
    files.setObserver([&] { onStep(*this); });
    for (int i = 0; i < steps && !QTest::currentTestFailed(); ++i) {
        const std::uint64_t dice = m_random() % 100;
        if (dice < 60) {
            change();
        } else if (dice < 80) {
            commit();
        } else if (dice < 97) {
            snapshot();
        } else { // killed
            reopen();
        }
    }
    files.setObserver({});
}

/// What is wrong with the disk that a crash left; empty when nothing is.
std::string verify(FaultyFileSystem& files, const Storm& storm)
{
    std::int64_t zxid = 0;
    {
        auto store = openStore(files, folder, {true, reserved});
        if (!store) {
            return "it does not open: " + store.error().describe();
        }
        Database& database = *store->database;
        zxid = database.lastZxid();
        if (zxid < storm.acknowledged) {
            return "the last transaction is " + std::to_string(zxid) + ", "
                + std::to_string(storm.acknowledged) + " was acknowledged";
        }
        if (zxid >= static_cast<std::int64_t>(storm.states.size())
            || describe(database) != storm.states[static_cast<std::size_t>(zxid)]) {
            return "transaction " + std::to_string(zxid) + " left something else";
        }
        // Life goes on.
        database.begin(0, 5);
        database.setData(*database.find("/"), asBytes("after the crash"));
        const std::string_view record = database.commit();
        store->log->append(record, database.lastZxid());
        auto batch = store->log->takeBatch();
        if (auto written = store->log->write(batch); !written) {
            return "it cannot be written to: " + written.error().describe();
        }
    }
    const auto disk = files.afterCrash(Loss::Unsynced, 1);
    auto store = openStore(*disk, folder, {true, reserved});
    if (!store || store->database->lastZxid() != zxid + 1) {
        return "what was written after the crash is lost";
    }
    return {};
}

} // namespace

class TestRegistryStorm : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void survivesCrashAtEveryChange_data();
    void survivesCrashAtEveryChange();
};

void TestRegistryStorm::survivesCrashAtEveryChange_data()
{
    QTest::addColumn<int>("seed");
#ifdef OTTLA_STORM_MUST_NOTICE
    QTest::newRow("without sync") << 1;
#else
    for (int seed = 1; seed <= 4; ++seed) {
        QTest::addRow("seed %d", seed) << seed;
    }
#endif
}

void TestRegistryStorm::survivesCrashAtEveryChange()
{
    QFETCH(int, seed);
    Storm storm(static_cast<std::uint64_t>(seed));
    int crashes = 0;
    int wrong = 0;
    storm.run(900, [&](Storm& now) {
        for (const Loss loss : lossKinds) {
            const auto number = static_cast<std::uint64_t>(crashes++);
            const auto disk = now.files.afterCrash(loss, number);
            const std::string problem = verify(*disk, now);
            if (problem.empty()) {
                continue;
            }
            ++wrong;
#ifndef OTTLA_STORM_MUST_NOTICE
            QFAIL(qPrintable(QStringLiteral("crash %1, loss %2: %3")
                                 .arg(number)
                                 .arg(static_cast<int>(loss))
                                 .arg(QString::fromStdString(problem))));
#endif
        }
    });
    qInfo("%d crashes, %zu transactions", crashes, storm.states.size());
    QVERIFY(crashes > 1000);
#ifdef OTTLA_STORM_MUST_NOTICE
    QVERIFY2(wrong > 0, "a log that does not sync went unnoticed");
#endif
}

QTEST_GUILESS_MAIN(TestRegistryStorm)
#include "tst_registrystorm.moc"
