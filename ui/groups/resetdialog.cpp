// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/groups/resetdialog.h"

#include "model/cluster/clusterservice.h"
#include "ui/widgets/tableview.h"
#include "ui/widgets/themed.h"
#include "ui/widgets/timefield.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpressionValidator>
#include <QVBoxLayout>

namespace ottla {

using Kind = OffsetTarget::Kind;

ResetDialog::ResetDialog(ClusterService& service, const QString& group, QWidget* parent)
    : QDialog(parent)
    , m_service(service)
    , m_group(group)
    , m_kind(new QComboBox(this))
    , m_offset(new QLineEdit(QStringLiteral("0"), this))
    , m_time(new TimeField(QStringLiteral("-1h"), this))
    , m_timePart(withNote(m_time, this))
    , m_problem(new QLabel(this))
    , m_apply(nullptr)
{
    setWindowTitle(tr("Reset offsets of %1").arg(group));
    m_kind->setObjectName(QStringLiteral("resetKind"));
    m_offset->setObjectName(QStringLiteral("resetOffset"));
    m_time->setObjectName(QStringLiteral("resetTime"));
    m_problem->setObjectName(QStringLiteral("resetProblem"));
    m_kind->addItem(tr("Earliest"), QVariant::fromValue(static_cast<int>(Kind::Earliest)));
    m_kind->addItem(tr("Latest"), QVariant::fromValue(static_cast<int>(Kind::Latest)));
    m_kind->addItem(tr("Offset"), QVariant::fromValue(static_cast<int>(Kind::Offset)));
    m_kind->addItem(tr("Time"), QVariant::fromValue(static_cast<int>(Kind::Time)));
    m_offset->setValidator(
        new QRegularExpressionValidator(QRegularExpression(QStringLiteral("\\d{1,18}")), this));
    m_time->setAccessibleName(tr("Time to go to"));
    m_problem->setWordWrap(true);
    m_problem->hide();
    setTextRole(m_problem, ThemeRole::Bad);

    auto* table = new TableView(this);
    table->setObjectName(QStringLiteral("resetPreview"));
    table->setSource(&m_changes);
    table->setColumnWidth(OffsetChangesModel::Topic, 220);
    auto* bar = new QHBoxLayout;
    bar->setSpacing(8);
    bar->addWidget(new QLabel(tr("Go to"), this));
    bar->addWidget(m_kind);
    bar->addWidget(m_offset);
    bar->addWidget(m_timePart);
    bar->addStretch();
    auto* box = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_apply = box->addButton(tr("Reset"), QDialogButtonBox::AcceptRole);
    m_apply->setObjectName(QStringLiteral("applyReset"));
    makePrimary(m_apply);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->setSpacing(12);
    layout->addLayout(bar);
    layout->addWidget(table, 1);
    layout->addWidget(m_problem);
    layout->addWidget(box);
    resize(640, 420);

    connect(box, &QDialogButtonBox::accepted, this, &ResetDialog::apply);
    connect(box, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_kind, &QComboBox::currentIndexChanged, this, &ResetDialog::preview);
    connect(m_offset, &QLineEdit::textChanged, this, &ResetDialog::preview);
    connect(m_time, &QLineEdit::textChanged, this, &ResetDialog::preview);
    preview();
}

OffsetTarget ResetDialog::target() const
{
    OffsetTarget target{static_cast<Kind>(m_kind->currentData().toInt())};
    if (target.kind == Kind::Offset) {
        target.value = m_offset->text().toLongLong();
    } else if (target.kind == Kind::Time) {
        target.value = m_time->time().value_or(0);
    }
    return target;
}

void ResetDialog::preview()
{
    const OffsetTarget wanted = target();
    m_offset->setVisible(wanted.kind == Kind::Offset);
    m_timePart->setVisible(wanted.kind == Kind::Time);
    m_apply->setEnabled(false);
    const int asked = ++m_asked;
    if (wanted.kind == Kind::Time && !m_time->isUnderstood()) {
        m_changes.setRows({});
        m_apply->setText(tr("Reset"));
        return; // the line says why
    }
    m_service.run(
        this,
        [group = m_group.toStdString(), wanted](Client& client) {
            return previewReset(client, group, wanted);
        },
        [this, asked](const Result<std::vector<OffsetChange>>& changes) {
            if (asked != m_asked) {
                return;
            }
            showProblem(changes ? QString() : QString::fromStdString(changes.error().message));
            m_changes.setRows(changes.valueOr({}));
            const int count = m_changes.rowCount();
            m_apply->setEnabled(count > 0);
            m_apply->setText(tr("Reset %n partition(s)", nullptr, count));
        });
}

void ResetDialog::apply()
{
    m_apply->setEnabled(false);
    m_service.run(
        this,
        [group = m_group.toStdString(), changes = m_changes.rows()](Client& client) {
            return applyReset(client, group, changes);
        },
        [this](const Result<void>& applied) {
            if (applied) {
                accept();
            } else {
                showProblem(QString::fromStdString(applied.error().message));
                m_apply->setEnabled(true);
            }
        });
}

void ResetDialog::showProblem(const QString& problem)
{
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
}

} // namespace ottla
