// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/connectionactions.h"

#include "model/cluster/workspace.h"
#include "ui/connections/connectiondialog.h"

#include <QMenu>
#include <QMessageBox>
#include <QPushButton>

namespace ottla {

ConnectionActions::ConnectionActions(Workspace& workspace, QWidget* window)
    : QObject(window)
    , m_workspace(workspace)
    , m_window(window)
{ }

void ConnectionActions::add()
{
    auto* dialog = new ConnectionDialog(m_workspace.store(), Connection{}, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this,
            [this, dialog] { Q_EMIT added(m_workspace.store().add(dialog->connection())); });
    dialog->open();
}

void ConnectionActions::edit(const QString& id)
{
    const auto connection = m_workspace.store().find(id);
    if (!connection) {
        return;
    }
    auto* dialog = new ConnectionDialog(m_workspace.store(), *connection, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, id] {
        const ClusterService* service = m_workspace.service(id);
        const bool wasOpen =
            service != nullptr && service->state() != ClusterService::State::Disconnected;
        m_workspace.store().update(dialog->connection());
        if (wasOpen) {
            connectTo(id);
        }
    });
    dialog->open();
}

void ConnectionActions::duplicate(const QString& id)
{
    if (auto connection = m_workspace.store().find(id)) {
        connection->id.clear();
        connection->name = tr("%1 (copy)").arg(connection->name);
        Q_EMIT added(m_workspace.store().add(*connection));
    }
}

void ConnectionActions::remove(const QString& id)
{
    const auto connection = m_workspace.store().find(id);
    if (!connection) {
        return;
    }
    auto* question = new QMessageBox(QMessageBox::Question, tr("Remove connection"),
                                     tr("Remove %1?\n\nIts address (%2), properties and passwords "
                                        "are forgotten. Nothing changes "
                                        "in the cluster.")
                                         .arg(connection->name, connection->bootstrapServers),
                                     QMessageBox::Cancel, m_window);
    question->setObjectName(QStringLiteral("confirmRemoval"));
    question->setAttribute(Qt::WA_DeleteOnClose);
    QPushButton* yes =
        question->addButton(tr("Remove %1").arg(connection->name), QMessageBox::DestructiveRole);
    yes->setObjectName(QStringLiteral("removeConnectionButton"));
    connect(question, &QMessageBox::buttonClicked, this,
            [this, yes, id](const QAbstractButton* clicked) {
                if (clicked == yes) {
                    m_workspace.store().remove(id);
                }
            });
    question->open();
}

void ConnectionActions::connectTo(const QString& id)
{
    if (ClusterService* service = m_workspace.service(id)) {
        service->open();
    }
}

void ConnectionActions::disconnectFrom(const QString& id)
{
    if (ClusterService* service = m_workspace.service(id)) {
        service->close();
    }
}

void ConnectionActions::showMenu(const QString& id, const QPoint& at)
{
    const ClusterService* service = m_workspace.service(id);
    if (service == nullptr) {
        return;
    }
    const bool open = service->state() != ClusterService::State::Disconnected;
    QMenu menu(m_window);
    menu.setObjectName(QStringLiteral("connectionMenu"));
    if (open) {
        menu.addAction(tr("Disconnect"), this, [this, id] { disconnectFrom(id); });
    } else {
        menu.addAction(tr("Connect"), this, [this, id] { connectTo(id); });
    }
    menu.addSeparator();
    menu.addAction(tr("Edit…"), this, [this, id] { edit(id); });
    menu.addAction(tr("Duplicate"), this, [this, id] { duplicate(id); });
    menu.addAction(tr("Remove…"), this, [this, id] { remove(id); });
    menu.exec(at);
}

} // namespace ottla
