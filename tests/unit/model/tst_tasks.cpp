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
};

QTEST_GUILESS_MAIN(TestTasks)
#include "tst_tasks.moc"
