// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "model/tasks/logmodel.h"
#include "model/tasks/taskmodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace ottla;

class TestTasks : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsAFailedTaskUntilItIsDismissed()
    {
        TaskModel model;
        const QAbstractItemModelTester tester(&model);
        Task* good = model.add(std::make_unique<Task>(QStringLiteral("good")));
        Task* bad = model.add(std::make_unique<Task>(QStringLiteral("bad")));
        QCOMPARE(model.runningCount(), 2);
        good->setProgress(0.5, QStringLiteral("1 MB/s"));
        QCOMPARE(model.index(1).data(TaskModel::ProgressRole).toDouble(), 0.5);
        good->finish();
        bad->fail({Errc::NoSpace, "The disk is full"});
        QTRY_COMPARE(model.rowCount(), 1);
        QCOMPARE(model.index(0).data(TaskModel::ErrorRole).toString(),
                 QStringLiteral("The disk is full"));
        model.dismiss(0);
        QCOMPARE(model.rowCount(), 0);
    }

    void asksTheWorkerToStopOnCancel()
    {
        TaskModel model;
        Task* task = model.add(std::make_unique<Task>(QStringLiteral("t")));
        const QSignalSpy asked(task, &Task::cancelRequested);
        task->cancel();
        QCOMPARE(asked.count(), 1);
        QTRY_COMPARE(model.rowCount(), 0);
    }

    void forgetsTheOldestLogLines()
    {
        LogModel model(2);
        const QAbstractItemModelTester tester(&model);
        for (int i = 0; i < 3; ++i) {
            model.add(LogModel::Level::Info, QStringLiteral("local"), QString::number(i));
        }
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.index(1, LogModel::TextColumn).data().toString(), QStringLiteral("2"));
    }

    // Three brokers without their registry, each of whose clients says so twice a second.
    void keepsOneLineOfWhatIsSaidOverAndOver()
    {
        LogModel model;
        const QAbstractItemModelTester tester(&model);
        for (int i = 0; i < 60; ++i) {
            model.add(LogModel::Level::Caution, QStringLiteral("local"),
                      QStringLiteral("2026-12-01 03:00:%1,123:%2(0x7f12ab00):ZOO_ERROR@handle: "
                                     "refused")
                          .arg(i, 2, 10, QLatin1Char('0'))
                          .arg(100 + i % 3));
            model.add(LogModel::Level::Caution, QStringLiteral("local"),
                      QStringLiteral("2026-12-01 03:00:%1.456 warning the connection is lost")
                          .arg(i, 2, 10, QLatin1Char('0')));
        }
        QCOMPARE(model.rowCount(), 2);
        const QString text = model.index(0, LogModel::TextColumn).data().toString();
        QVERIFY2(text.contains(QStringLiteral("60 times")), qPrintable(text));
        // Of another cluster, or in other words, it is another line.
        model.add(LogModel::Level::Caution, QStringLiteral("other"),
                  QStringLiteral("2026-12-01 03:01:00.456 warning the connection is lost"));
        model.add(LogModel::Level::Caution, QStringLiteral("local"), QStringLiteral("orders-1"));
        model.add(LogModel::Level::Caution, QStringLiteral("local"), QStringLiteral("orders-2"));
        QCOMPARE(model.rowCount(), 5);
    }

    void takesTheLevelOfABrokersLine_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<LogModel::Level>("level");
        const auto row = [](const char* line, LogModel::Level level) {
            QTest::newRow(line) << QString::fromUtf8(line) << level;
        };
        row("2026-12-01 03:00:00.123 info broker 1 serves", LogModel::Level::Info);
        row("2026-12-01 03:00:00.123 warning lost", LogModel::Level::Caution);
        row("2026-12-01 03:00:00.123 error orders-0 cannot be opened", LogModel::Level::Bad);
        row("broker 2: 2026-12-01 03:00:00.123 critical no more", LogModel::Level::Bad);
        row("2026-12-01 03:00:00,123:77(0x7f12ab00):ZOO_ERROR@handle: refused",
            LogModel::Level::Caution);
        row("2026-12-01 03:00:00.123 info an error of others", LogModel::Level::Info);
        row("something else", LogModel::Level::Info);
    }
    void takesTheLevelOfABrokersLine()
    {
        QFETCH(QString, line);
        QTEST(LogModel::levelOf(line), "level");
    }
};

QTEST_GUILESS_MAIN(TestTasks)
#include "tst_tasks.moc"
