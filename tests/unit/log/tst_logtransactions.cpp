// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "log/abortedtransactions.h"
#include "log/log.h"
#include "support/faultyfilesystem.h"
#include "support/manualclock.h"
#include "support/segmentwriter.h"

#include <QTest>

using namespace ottla;
using namespace ottla::test;
using log::AbortedTransaction;
using log::Log;
using log::LogConfig;

/// What a log knows of the transactions in it: the open, of which the oldest holds read_committed
/// consumers back, and the aborted.
class TestLogTransactions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_files = std::make_unique<FaultyFileSystem>();
        m_writer = {};
        m_log = open(false);
    }

    void openTransactionsHoldBack()
    {
        write(plain);
        QVERIFY(!m_log->firstOpenTransaction());
        write(first);
        write(second);
        QCOMPARE(m_log->firstOpenTransaction()->value, 3);
        end(first, true);
        QCOMPARE(m_log->firstOpenTransaction()->value, 6);
        end(second, false);
        QVERIFY(!m_log->firstOpenTransaction());
    }

    void tellsWhatWasAborted()
    {
        abortTwice();
        const auto all = m_log->abortedTransactions(Offset{0}, m_log->endOffset());
        const std::vector<AbortedTransaction> expected{
            {ProducerId{2}, Offset{3}, Offset{9}, Offset{6}},
            {ProducerId{2}, Offset{11}, Offset{14}, Offset{15}}};
        QVERIFY(all == expected);
        QCOMPARE(m_log->abortedTransactions(Offset{10}, m_log->endOffset()).size(), 1U);
        QCOMPARE(m_log->abortedTransactions(Offset{0}, Offset{5}).size(), 1U);
        QCOMPARE(m_log->abortedTransactions(Offset{15}, Offset{100}).size(), 0U);
    }

    void knowsThemAfterwards_data()
    {
        QTest::addColumn<bool>("clean");
        QTest::newRow("after a clean end") << true;
        QTest::newRow("after a kill") << false;
    }
    void knowsThemAfterwards()
    {
        QFETCH(bool, clean);
        abortTwice();
        write(first);
        const auto before = m_log->abortedTransactions(Offset{0}, m_log->endOffset());
        const auto open = m_log->firstOpenTransaction();
        if (clean) {
            QVERIFY(m_log->close().ok());
        }
        m_log.reset();
        m_log = this->open(clean);
        QVERIFY(m_log->abortedTransactions(Offset{0}, m_log->endOffset()) == before);
        QVERIFY(open.has_value() && m_log->firstOpenTransaction() == open);
        // And goes on from there.
        end(first, false);
        QCOMPARE(m_log->abortedTransactions(Offset{0}, m_log->endOffset()).size(), 3U);
    }

    void forgetsWhatIsCutOrDeleted()
    {
        abortTwice();
        QVERIFY(m_log->truncateTo(Offset{14}).ok()); // the second marker
        QCOMPARE(m_log->abortedTransactions(Offset{0}, Offset{100}).size(), 1U);
        QCOMPARE(m_log->firstOpenTransaction()->value, 11);
        m_log.reset();
        m_log = open(false);
        QCOMPARE(m_log->abortedTransactions(Offset{0}, Offset{100}).size(), 1U);
        QVERIFY(m_log->advanceStart(Offset{10}).ok());
        QCOMPARE(m_log->abortedTransactions(Offset{0}, Offset{100}).size(), 0U);
    }

    /// An aborted record stands for nothing, so that none goes on its account; and of a transaction
    /// that is open nobody knows.
    void compactionHeedsThem()
    {
        LogConfig config;
        config.segmentBytes = 600;
        config.cleanupCompact = true;
        m_log->setConfig(config);
        const auto compactAll = [this] {
            QVERIFY(
                m_log->compact(m_log->firstOpenTransaction().value_or(m_log->endOffset())).ok());
        };
        write(plain);
        write(first);
        while (m_log->endOffset().value < 60) { // segments to compact
            write(second);
        }
        compactAll();
        QCOMPARE(firstBatchBelow(Offset{3}), 2); // as it was: the first transaction is open
        end(first, false);
        end(second, false);
        write(third);
        end(third, false);
        while (m_log->endOffset().value < 80) {
            const std::size_t from = m_writer.position();
            m_writer.add({{1000, "other", "v"}});
            append(from);
        }
        compactAll();
        QCOMPARE(firstBatchBelow(Offset{3}), 2);
    }

private:
    /// The last offset of the batch that holds the first record of all; -1 when it is at `end` or
    /// behind.
    std::int64_t firstBatchBelow(Offset end)
    {
        const auto read = m_log->read(Offset{0}, 1, m_log->endOffset(), true);
        Bytes bytes(read.value().regions.front().size);
        (void)read->regions.front().file->read(read->regions.front().position, bytes).ok();
        const auto header = wire::RecordBatchView::parse(bytes)->header();
        return header.baseOffset < end && header.recordCount > 0 ? header.lastOffset().value : -1;
    }
    static constexpr SegmentWriter::Transaction third{.producerId = 3, .epoch = 0};
    static constexpr SegmentWriter::Transaction plain{.producerId = -1, .epoch = -1};
    static constexpr SegmentWriter::Transaction first{.producerId = 1, .epoch = 0};
    static constexpr SegmentWriter::Transaction second{.producerId = 2, .epoch = 0};

    std::unique_ptr<Log> open(bool clean)
    {
        LogConfig config;
        config.segmentBytes = 600; // a few segments
        auto opened = Log::open(*m_files, m_clock, "/log", config, clean, Offset{0});
        return opened ? std::move(*opened) : nullptr;
    }
    void append(std::size_t from)
    {
        QVERIFY(m_log->appendAsFollower(m_writer.bytes().subspan(from)).ok());
    }
    void write(SegmentWriter::Transaction transaction)
    {
        const std::size_t from = m_writer.position();
        const std::vector<SegmentWriter::Record> three(3, {1000, "k", "v"});
        if (transaction.producerId < 0) {
            m_writer.add(three);
        } else {
            m_writer.add(three, transaction);
        }
        append(from);
    }
    void end(SegmentWriter::Transaction transaction, bool commit)
    {
        const std::size_t from = m_writer.position();
        m_writer.end(transaction, commit, 1000);
        append(from);
    }
    // 0 plain, 3 second, 6 first, 9 aborts second, 10 commits first, 11 second, 14 aborts second.
    void abortTwice()
    {
        write(plain);
        write(second);
        write(first);
        end(second, false);
        end(first, true);
        write(second);
        end(second, false);
    }

    ManualClock m_clock;
    std::unique_ptr<FaultyFileSystem> m_files;
    SegmentWriter m_writer;
    std::unique_ptr<Log> m_log;
};

QTEST_GUILESS_MAIN(TestLogTransactions)
#include "tst_logtransactions.moc"
