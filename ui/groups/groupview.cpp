// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/groups/groupview.h"

#include "model/cluster/clusterservice.h"
#include "model/groups/groupsmodel.h"
#include "ui/groups/resetdialog.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/statepanel.h"
#include "ui/widgets/tableview.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStackedLayout>
#include <QVBoxLayout>

namespace ottla {

namespace {
constexpr int refreshMs = 2000;
}

GroupView::GroupView(ClusterService& service, const QString& group, QWidget* parent)
    : QWidget(parent)
    , m_service(service)
    , m_group(group)
    , m_state(new ElidedLabel(this))
    , m_members(new QLabel(this))
    , m_reset(new QPushButton(tr("Reset offsets…"), this))
    , m_content(new QWidget(this))
    , m_failure(new StatePanel(this))
    , m_stack(new QStackedLayout(this))
{
    m_state->setObjectName(QStringLiteral("groupState"));
    m_members->setObjectName(QStringLiteral("groupMembers"));
    m_reset->setObjectName(QStringLiteral("resetOffsets"));
    m_members->setWordWrap(true);
    m_members->setTextInteractionFlags(Qt::TextSelectableByMouse);
    if (service.connection().readOnly) {
        m_reset->setEnabled(false);
        m_reset->setToolTip(tr("This connection is read-only"));
    }
    auto* table = new TableView(this);
    table->setObjectName(QStringLiteral("groupOffsets"));
    table->setSource(&m_offsets);
    table->setColumnWidth(GroupOffsetsModel::Topic, 200);
    table->setColumnWidth(GroupOffsetsModel::Note, 160);
    table->setColumnWidth(GroupOffsetsModel::Member, 200);
    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(12, 8, 12, 8);
    bar->addWidget(m_state, 1);
    bar->addWidget(m_reset);
    auto* layout = new QVBoxLayout(m_content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(bar);
    layout->addWidget(table, 1);
    m_members->setContentsMargins(12, 8, 12, 8);
    layout->addWidget(m_members);
    m_stack->addWidget(m_content);
    m_stack->addWidget(m_failure);

    connect(m_reset, &QPushButton::clicked, this, &GroupView::resetOffsets);
    m_timer.setInterval(refreshMs);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        if (isVisible()) {
            refresh();
        }
    });
    m_timer.start();
    refresh();
}

void GroupView::refresh()
{
    if (!m_service.client() || std::exchange(m_refreshing, true)) {
        return;
    }
    m_service.run(
        this,
        [group = m_group.toStdString()](Client& client) {
            return readGroupSnapshot(client, group);
        },
        [this](const Result<GroupSnapshot>& snapshot) {
            m_refreshing = false;
            take(snapshot);
        });
}

void GroupView::take(const Result<GroupSnapshot>& snapshot)
{
    if (!snapshot) {
        m_failure->showFailure(tr("The group could not be read"), snapshot.error());
        m_stack->setCurrentWidget(m_failure);
        return;
    }
    m_stack->setCurrentWidget(m_content);
    m_offsets.setRows(snapshot->offsets);
    const bool unknownType = snapshot->group.isOfUnknownType();
    m_state->setText((unknownType ? GroupsModel::stateText(snapshot->group)
                                  : tr("%1 · %n member(s)", nullptr,
                                       static_cast<int>(snapshot->group.members.size()))
                                        .arg(GroupsModel::stateText(snapshot->group)))
                     + QStringLiteral(" · ") + snapshot->lag().text());
    m_reset->setEnabled(!m_service.connection().readOnly && !unknownType);
    if (!m_service.connection().readOnly) {
        m_reset->setToolTip(
            unknownType ? tr("It cannot be told here whether the group has members, which would "
                             "overwrite its offsets")
                        : QString());
    }
    QStringList lines;
    for (const MemberInfo& member : snapshot->group.members) {
        lines.append(
            tr("%1 at %2: %n partition(s)", nullptr, static_cast<int>(member.assignment.size()))
                .arg(QString::fromStdString(member.clientId), QString::fromStdString(member.host)));
    }
    m_members->setText(lines.join(u'\n'));
    m_members->setVisible(!lines.isEmpty());
}

void GroupView::resetOffsets()
{
    auto* dialog = new ResetDialog(m_service, m_group, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, &GroupView::refresh);
    dialog->open();
}

} // namespace ottla
