// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QPointer>
#include <QStringList>

namespace ottla {

class ClusterService;
class MainWindow;
class Task;
class Workspace;

/// `--demo`: starts the local cluster, makes the sample topics that it does not have yet, fills
/// them, gives a consumer group a place in them, and opens one. All through the same services as
/// a person's clicks.
class Demo : public QObject
{
    Q_OBJECT

public:
    /// Both must outlive it.
    Demo(Workspace& workspace, MainWindow& window, QObject* parent = nullptr);

    void start();

Q_SIGNALS:
    /// The sample data are there, and their topic is open.
    void ready();
    void failed(const QString& why);

private:
    void connected(ClusterService& service);
    void fill(ClusterService& service);

    Workspace& m_workspace;
    MainWindow& m_window;
    QString m_connection;
    QPointer<Task> m_task;
    bool m_begun = false;
};

} // namespace ottla
