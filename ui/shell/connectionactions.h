// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QPoint>

class QWidget;

namespace ottla {

class Workspace;

/// What can be done with connections: add, edit, duplicate, remove, connect, disconnect.
class ConnectionActions : public QObject
{
    Q_OBJECT

public:
    /// Dialogs belong to `window`.
    ConnectionActions(Workspace& workspace, QWidget* window);

    void add();
    void edit(const QString& id);
    void duplicate(const QString& id);
    /// Asks first, naming what is lost.
    void remove(const QString& id);
    void connectTo(const QString& id);
    void disconnectFrom(const QString& id);
    /// The menu of a connection in the tree.
    void showMenu(const QString& id, const QPoint& at);

Q_SIGNALS:
    void added(const QString& id);

private:
    Workspace& m_workspace;
    QWidget* m_window;
};

} // namespace ottla
