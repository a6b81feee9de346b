// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "mockcluster.h"
#include "model/formats/savedmessages.h"
#include "model/messages/chunkmemory.h"
#include "model/messages/coverage.h"
#include "model/messages/messagebrowser.h"
#include "model/messages/messagechunk.h"
#include "model/messages/messageexport.h"
#include "model/messages/spillfile.h"
#include "model/messages/storescan.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <cstring>
#include <fstream>
#include <set>
#include <sys/resource.h>
#include <tuple>

using namespace ottla;

namespace {

const WriteGate writable(QStringLiteral("test"), false);

NewMessage message(const std::string& topic, std::int32_t partition, const std::string& value)
{
    return {
        .topic = topic, .partition = partition, .key = "k" + value, .value = value, .headers = {}};
}

bool ended(const MessageBrowser& browser)
{
    return !browser.active() && browser.progress().state != ReadProgress::State::Idle;
}

} // namespace

class TestMessageBrowser : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_cluster = std::make_unique<test::MockCluster>();
        m_cluster->createTopic("orders", 3);
        auto producer = MessageProducer::create(m_cluster->properties(), writable);
        QVERIFY(producer.ok());
        for (int i = 0; i < 30; ++i) {
            const auto stored = (*producer)->send(
                message("orders", i % 3, "value " + std::to_string(i)), std::chrono::seconds(10));
            QVERIFY2(stored.ok(), stored.ok() ? "" : stored.error().describe().c_str());
            QCOMPARE(stored->partition, i % 3);
            QCOMPARE(stored->offset, i / 3);
        }
    }

    void readsEveryMessageToTheEnd()
    {
        MessageBrowser browser(m_cluster->properties(), "orders", writable);
        QAbstractItemModelTester tester(browser.model());
        browser.start({.start = ReadRequest::Start::Beginning});
        QTRY_VERIFY_WITH_TIMEOUT(ended(browser) && browser.model()->upToDate(), 20'000);
        QCOMPARE(browser.progress().state, ReadProgress::State::Finished);
        QCOMPARE(browser.model()->rowCount(), 30);
        std::set<std::string> values;
        for (int row = 0; row < 30; ++row) {
            values.emplace(*browser.model()->message(row).value());
        }
        QCOMPARE(values.size(), 30U);
        const QString status = browser.statusText();
        QVERIFY2(status.startsWith(QStringLiteral("3 of 3 partitions read to the offsets of ")),
                 qPrintable(status));
        QVERIFY2(status.contains(QStringLiteral(" · 30 message")), qPrintable(status));
        QVERIFY2(!status.contains(QStringLiteral("unread")), qPrintable(status));
        QVERIFY(
            coverageText(browser.progress())
                .contains(QStringLiteral("Partition 1: offsets 0 to 10 asked for, read up to 10")));
    }

    void namesWhatWasNotReadAndWhy()
    {
        ReadProgress progress;
        progress.state = ReadProgress::State::Stopped;
        for (std::int32_t id = 0; id < 3; ++id) {
            PartitionProgress& partition = progress.partitions.emplace_back();
            partition.partition = id;
            partition.known = true;
            partition.end = 10;
            partition.limit = 10;
            partition.next = 10 - id * 3;
        }
        progress.partitions[2].error = "no leader";
        QCOMPARE(unreadOffsets(progress), 9);
        const QStringList lines = coverageText(progress).split(u'\n');
        QCOMPARE(lines.size(), 3);
        QVERIFY2(lines[0].endsWith(QStringLiteral("read up to 10")), qPrintable(lines[0]));
        QVERIFY2(lines[1].endsWith(QStringLiteral("3 unread: stopped")), qPrintable(lines[1]));
        QVERIFY2(lines[2].endsWith(QStringLiteral("6 unread: no leader")), qPrintable(lines[2]));
    }

    void showsTheNewestInTheOrderOfTime()
    {
        MessageBrowser browser(m_cluster->properties(), "orders", writable);
        using Age = std::tuple<std::int64_t, std::int32_t, std::int64_t>;
        const auto ages = [&browser] {
            std::vector<Age> all;
            for (int row = 0; row < browser.model()->rowCount(); ++row) {
                const StoredMessage m = browser.model()->message(row);
                all.emplace_back(m.timestamp(), m.partition(), m.offset());
            }
            return all;
        };
        browser.start({.start = ReadRequest::Start::Beginning});
        QTRY_VERIFY_WITH_TIMEOUT(ended(browser) && browser.model()->upToDate(), 20'000);
        std::vector<Age> expected = ages();
        std::sort(expected.begin(), expected.end());
        expected.erase(expected.begin(), expected.end() - 7);
        browser.start({.start = ReadRequest::Start::Newest, .count = 7});
        QTRY_VERIFY_WITH_TIMEOUT(ended(browser) && browser.model()->upToDate(), 20'000);
        QCOMPARE(ages(), expected);
    }

    void readsChosenPartitionsFromAnOffset()
    {
        MessageBrowser browser(m_cluster->properties(), "orders", writable);
        browser.start({.partitions = {2}, .start = ReadRequest::Start::Offset, .offset = 6});
        QTRY_VERIFY_WITH_TIMEOUT(ended(browser) && browser.model()->upToDate(), 20'000);
        QCOMPARE(browser.model()->rowCount(), 4);
        QCOMPARE(browser.model()->message(0).partition(), 2);
        QCOMPARE(browser.model()->message(0).offset(), 6);
    }

    void addedMessagesAppearInALiveView()
    {
        MessageBrowser browser(m_cluster->properties(), "orders", writable);
        browser.start({.start = ReadRequest::Start::End, .live = true});
        QTRY_COMPARE_WITH_TIMEOUT(browser.progress().state, ReadProgress::State::Live, 20'000);
        QSignalSpy added(&browser, &MessageBrowser::added);
        browser.add({.topic = {},
                     .partition = 1,
                     .key = std::nullopt,
                     .value = std::nullopt,
                     .headers = {{"trace", "42"}, {"none", std::nullopt}, {"empty", ""}}});
        QTRY_COMPARE_WITH_TIMEOUT(added.count(), 1, 20'000);
        QCOMPARE(added.at(0).at(0).toInt(), 1);
        QCOMPARE(added.at(0).at(1).toLongLong(), 10);
        QTRY_COMPARE_WITH_TIMEOUT(browser.model()->rowCount(), 1, 20'000);
        const StoredMessage stored = browser.model()->message(0);
        QVERIFY(!stored.key());
        QVERIFY(!stored.value());
        const std::vector<Header> headers{{"trace", "42"}, {"none", std::nullopt}, {"empty", ""}};
        QVERIFY(stored.headers() == headers);
        browser.stop();
        QTRY_VERIFY_WITH_TIMEOUT(ended(browser), 20'000);
        QCOMPARE(browser.progress().state, ReadProgress::State::Stopped);
    }

    void liveTakesOverWhereReadingEnded()
    {
        MessageBrowser browser(m_cluster->properties(), "orders", writable);
        browser.start({.start = ReadRequest::Start::Beginning});
        QTRY_VERIFY_WITH_TIMEOUT(ended(browser), 20'000);
        browser.add(message({}, 0, "while nobody reads"));
        QSignalSpy added(&browser, &MessageBrowser::added);
        QTRY_COMPARE_WITH_TIMEOUT(added.count(), 1, 20'000);
        browser.setLive(true);
        QTRY_COMPARE_WITH_TIMEOUT(browser.model()->rowCount(), 31, 20'000);
    }

    void saysHowFarALongSortIs()
    {
        constexpr int rows = 300'000;
        const QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("many.jsonl")).toStdString();
        {
            std::ofstream out(path);
            out << SavedMessagesWriter::firstLine();
            for (int i = 0; i < rows; ++i) {
                out << R"({"topic":"t","partition":0,"offset":)" << i
                    << R"(,"timestamp":0,"timestampType":"none","key":null,"value":"v")"
                    << R"(,"headers":[]})" << '\n';
            }
        }
        MessageBrowser browser(path);
        browser.start({});
        QTRY_VERIFY_WITH_TIMEOUT(ended(browser) && browser.model()->upToDate(), 60'000);
        const QString before = browser.statusText();
        QVERIFY2(before.startsWith(QStringLiteral("All 300,000 messages")), qPrintable(before));
        QStringList said;
        connect(&browser, &MessageBrowser::progressChanged, this,
                [&] { said << browser.statusText().mid(before.size()); });
        browser.model()->sort(MessagesModel::Offset, Qt::DescendingOrder);
        QTRY_VERIFY_WITH_TIMEOUT(browser.model()->upToDate(), 60'000);
        said.removeDuplicates();
        const QString first =
            QStringLiteral(" · sorting: the first %1 of 300,000 rows are in place");
        QCOMPARE(said,
                 (QStringList{first.arg(QStringLiteral("0")), first.arg(QStringLiteral("262,144")),
                              QString()}));
        QCOMPARE(browser.model()->message(0).offset(), rows - 1);
    }

    void filtersWhatStreamsIn()
    {
        MessageBrowser browser(m_cluster->properties(), "orders", writable);
        browser.model()->setFilter(MessageFilter::parse("VALUE 1").filter);
        browser.start({.start = ReadRequest::Start::Beginning});
        QTRY_VERIFY_WITH_TIMEOUT(ended(browser) && browser.model()->upToDate(), 20'000);
        QCOMPARE(browser.model()->rowCount(), 11); // 1, 10 to 19
        QVERIFY(browser.statusText().contains(QStringLiteral("11 of 30 match")));
        browser.model()->setFilter(nullptr);
        QTRY_COMPARE_WITH_TIMEOUT(browser.model()->rowCount(), 30, 5'000);
    }

    void refusesToWriteThroughAClosedGate()
    {
        MessageBrowser browser(m_cluster->properties(), "orders",
                               WriteGate(QStringLiteral("production"), true));
        QSignalSpy failed(&browser, &MessageBrowser::addFailed);
        browser.add(message({}, 0, "no"));
        QTRY_COMPARE(failed.count(), 1);
        QVERIFY(failed[0][0].toString().contains(QStringLiteral("read-only")));
    }

    void neverSaysThatThereIsNothingWhenNobodyAnswers()
    {
        MessageBrowser browser({{"bootstrap.servers", "127.0.0.1:1"}}, "orders", writable);
        browser.start({.start = ReadRequest::Start::Beginning});
        QTRY_VERIFY_WITH_TIMEOUT(!browser.progress().trouble.empty(), 20'000);
        QCOMPARE(browser.progress().state, ReadProgress::State::Connecting);
        browser.stop();
        QTRY_COMPARE_WITH_TIMEOUT(browser.progress().state, ReadProgress::State::Stopped, 20'000);
    }

    void savesAllLosslessly()
    {
        MessageBrowser browser(m_cluster->properties(), "orders", writable);
        browser.start({.start = ReadRequest::Start::Beginning});
        QTRY_VERIFY_WITH_TIMEOUT(ended(browser), 20'000);
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("orders.jsonl"));
        const auto task =
            saveRowsJob({.store = browser.model()->store()}, {.path = path.toStdString()});
        QSignalSpy saved(task.get(), &MessageJob::finished);
        task->start();
        QTRY_COMPARE_WITH_TIMEOUT(saved.count(), 1, 10'000);
        std::ifstream in(path.toStdString());
        SavedMessagesReader reader(in);
        for (std::size_t row = 0; row < 30; ++row) {
            const auto read = reader.next();
            QVERIFY(read.ok() && *read);
            QVERIFY(**read == browser.model()->store()->at(row).toMessage("orders"));
        }
        QVERIFY(!*reader.next());
    }

    void storeSpillsAndReadsBack()
    {
        MessageStore store({.memoryBudget = 1U << 16U, .chunkSize = 1U << 14U, .spillFolder = {}});
        for (int i = 0; i < 5000; ++i) {
            const std::string value = std::string(100, 'x') + std::to_string(i);
            QVERIFY(store.add({.partition = 1, .offset = i, .value = value}).ok());
        }
        const std::string big(1U << 17U, 'b'); // larger than a chunk, and than the budget
        QVERIFY(store.add({.offset = 5000, .value = big}).ok());
        store.batchAdded();
        QVERIFY(store.bytesSpilled() > 400'000);
        for (std::size_t i = 0; i < 5000; ++i) {
            QCOMPARE(store.at(i).offset(), static_cast<std::int64_t>(i));
            QVERIFY(store.at(i).value()->ends_with("x" + std::to_string(i)));
        }
        QVERIFY(store.at(5000).value() == big);
    }

    void spillsPastThePageCacheAndThroughIt()
    {
        constexpr std::size_t size = 10'001; // of no whole number of blocks
        const auto memory = std::make_shared<ChunkMemory>(size);
        auto file = SpillFile::open({});
        QVERIFY(file.ok());
        std::vector<std::shared_ptr<const MessageChunk>> mapped;
        for (char c = 'a'; c <= 'h'; ++c) {
            MessageChunk chunk(memory, size);
            std::memset(chunk.grow(size), c, size);
            auto written = (*file)->write(
                chunk, c % 2 == 0 ? SpillFile::Through::Directly : SpillFile::Through::PageCache);
            QVERIFY(written.ok());
            mapped.push_back(*written);
        }
        for (std::size_t i = 0; i < mapped.size(); ++i) {
            mapped[i]->fetch();
            QCOMPARE(std::string(mapped[i]->data(), mapped[i]->size()),
                     std::string(size, static_cast<char>('a' + i)));
        }
    }
    void scansWhatWasSpilled()
    {
        constexpr std::uint32_t many = 5000;
        MessageStore store({.memoryBudget = 1U << 16U, .chunkSize = 1U << 14U, .spillFolder = {}});
        const std::string value(100, 'x');
        for (std::int64_t i = 0; i < many; ++i) {
            QVERIFY(store.add({.offset = i, .value = value}).ok());
        }
        store.batchAdded();
        QVERIFY(store.bytesSpilled() > 0);
        const std::vector<std::uint32_t> farApart{0, 2000, many - 1};
        StoreScan all(store);
        StoreScan some(store, farApart);
        for (std::uint32_t i = 0; i < many; ++i) {
            QCOMPARE(all.at(i).offset(), std::int64_t{i});
        }
        for (const std::uint32_t row : farApart) {
            QCOMPARE(some.at(row).offset(), std::int64_t{row});
        }
        // Each chunk is asked for once.
        const std::size_t next = store.fetchAhead(0);
        QVERIFY(next > 0 && next < 200);
        QVERIFY(store.fetchAhead(next) > next);
        QCOMPARE(store.fetchAhead(many - 1), MessageStore::maxRows);
    }

    void storeSaysThatNoMoreFitsOnTheDisk()
    {
        // As on a full disk: the file may not grow beyond a limit.
        const QTemporaryDir folder;
        rlimit before{};
        QCOMPARE(getrlimit(RLIMIT_FSIZE, &before), 0);
        const auto ignored = std::signal(SIGXFSZ, SIG_IGN);
        const rlimit small{.rlim_cur = 1U << 20U, .rlim_max = before.rlim_max};
        QCOMPARE(setrlimit(RLIMIT_FSIZE, &small), 0);
        MessageStore store({.memoryBudget = 1U << 18U,
                            .chunkSize = 1U << 16U,
                            .spillFolder = folder.path().toStdString()});
        std::optional<Error> full;
        std::int64_t kept = 0;
        for (; !full && kept < 100'000; ++kept) {
            const std::string value = std::string(100, 'x') + std::to_string(kept);
            if (const auto added = store.add({.offset = kept, .value = value}); !added) {
                full = added.error();
                break;
            }
        }
        setrlimit(RLIMIT_FSIZE, &before);
        std::signal(SIGXFSZ, ignored);
        QVERIFY(full.has_value());
        QCOMPARE(full->code, Errc::NoSpace);
        const QString why = QString::fromStdString(full->describe());
        QVERIFY2(why.contains(folder.path()) && why.contains(QStringLiteral("1 MB are there")),
                 qPrintable(why));
        // What was there before is still there, and nothing stays behind in the folder.
        store.batchAdded();
        QCOMPARE(store.size(), static_cast<std::size_t>(kept));
        for (std::int64_t i = 0; i < kept; ++i) {
            QVERIFY(
                store.at(static_cast<std::size_t>(i)).value()->ends_with("x" + std::to_string(i)));
        }
        QVERIFY(QDir(folder.path()).isEmpty());
    }

    void storeDropsItsOldestRows()
    {
        MessageStore store({.memoryBudget = 1U << 16U, .chunkSize = 1U << 14U, .spillFolder = {}},
                           {"orders", "payments"});
        store.keepNewest(1000);
        const auto addUpTo = [&store](int to) {
            for (int i = static_cast<int>(store.size()); i < to; ++i) {
                QVERIFY(
                    store.add({.topic = 1, .offset = i, .value = "v" + std::to_string(i)}).ok());
            }
            store.batchAdded();
        };
        addUpTo(1000);
        QCOMPARE(store.first(), 0U);
        const StoredMessage pinned = store.at(0);
        addUpTo(400'000); // more than a block of rows
        QVERIFY(store.first() > 300'000 && store.first() <= 399'000);
        QCOMPARE(store.size(), 400'000U);
        QCOMPARE(store.at(0).offset(), -1);
        QVERIFY(!store.at(0).value());
        QVERIFY(pinned.value() == "v0");
        QCOMPARE(store.at(store.first()).offset(), static_cast<std::int64_t>(store.first()));
        QCOMPARE(store.topicOf(store.at(399'999)), std::string("payments"));
        QVERIFY(store.bytesInMemory() <= 1U << 16U);
    }

    void shownRowsGoWhenTheStoreDropsThem()
    {
        auto store = std::make_shared<MessageStore>(MessageStore::Options{
            .memoryBudget = 1U << 20U, .chunkSize = 1U << 14U, .spillFolder = {}});
        store->keepNewest(500);
        MessagesModel model;
        QAbstractItemModelTester tester(&model);
        for (const char* text : {"", "7"}) {
            const auto filter = MessageFilter::parse(text).filter;
            model.setFilter(filter);
            model.setStore(store);
            for (int batch = 0; batch < 10; ++batch) {
                for (int i = 0; i < 300; ++i) {
                    const auto offset = static_cast<std::int64_t>(store->size()) + i;
                    QVERIFY(store->add({.offset = offset, .value = std::to_string(offset)}).ok());
                }
                store->batchAdded();
                QTRY_VERIFY(model.upToDate());
            }
            QVERIFY(store->first() > 0);
            QTRY_COMPARE(model.message(0).value().has_value(), true);
            QVERIFY(model.message(0).offset() >= static_cast<std::int64_t>(store->first()));
            const std::int64_t last = static_cast<std::int64_t>(store->size()) - 1;
            QCOMPARE(model.message(model.rowCount() - 1).offset(), filter ? last - 2 : last);
        }
    }

private:
    std::unique_ptr<test::MockCluster> m_cluster;
};

QTEST_GUILESS_MAIN(TestMessageBrowser)
#include "tst_messagebrowser.moc"
