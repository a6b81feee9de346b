// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QPointer>
#include <QString>

namespace ottla {

class ClusterService;
class MainWindow;
class Task;
class Workspace;

/// Sample data, when they are asked for (`--demo`, or the welcome page's button) and never else:
/// starts the local cluster where it does not run, makes the sample topics that it does not have,
/// fills them, gives a consumer group that is not there a place in them, and opens one. What there
/// is already is left alone. All through the same services as a person's clicks.
class Demo : public QObject
{
    Q_OBJECT

public:
    /// Both must outlive it.
    Demo(Workspace& workspace, MainWindow& window, QObject* parent = nullptr);

    /// `brokers` is for a cluster that has to be started. Nothing while it is at work.
    void start(int brokers);

Q_SIGNALS:
    /// The sample data are there, and their topic is open.
    void ready();
    void failed(const QString& why);

private:
    enum class Step
    {
        Idle,
        Waiting, ///< For the cluster.
        Filling
    };

    void follow();
    void look(ClusterService& service);
    void fill(ClusterService& service);
    void end(const QString& why);

    Workspace& m_workspace;
    MainWindow& m_window;
    QPointer<Task> m_task;
    Step m_step = Step::Idle;
};

} // namespace ottla
