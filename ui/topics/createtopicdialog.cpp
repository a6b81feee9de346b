// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/topics/createtopicdialog.h"

#include "model/cluster/clusterservice.h"
#include "model/topics/topicname.h"
#include "ui/widgets/themed.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

namespace ottla {

namespace {
constexpr int mostPartitions = 10'000;
constexpr int usualReplicas = 3;
} // namespace

CreateTopicDialog::CreateTopicDialog(ClusterService& service, QWidget* parent)
    : QDialog(parent)
    , m_service(service)
    , m_name(new QLineEdit(this))
    , m_partitions(new QSpinBox(this))
    , m_replicas(new QSpinBox(this))
    , m_problem(new QLabel(this))
    , m_create(nullptr)
{
    setWindowTitle(tr("Create topic on %1").arg(service.connection().name));
    m_name->setObjectName(QStringLiteral("topicName"));
    m_partitions->setObjectName(QStringLiteral("partitionCount"));
    m_replicas->setObjectName(QStringLiteral("replicationFactor"));
    m_problem->setObjectName(QStringLiteral("topicProblem"));
    m_partitions->setRange(1, mostPartitions);
    // As many as the cluster can keep, up to what is usual, until a person chooses.
    const auto takeBrokers = [this, &service] {
        const int brokers = std::max<int>(1, static_cast<int>(service.cluster().brokers.size()));
        const bool untouched = m_replicas->value() == m_offeredReplicas;
        m_replicas->setRange(1, brokers);
        if (untouched) {
            m_offeredReplicas = std::min(brokers, usualReplicas);
            m_replicas->setValue(m_offeredReplicas);
        }
    };
    takeBrokers();
    connect(&service, &ClusterService::refreshed, this, takeBrokers);
    m_problem->setWordWrap(true);
    setTextRole(m_problem, ThemeRole::Bad);
    m_problem->hide();

    auto* form = new QFormLayout;
    form->setSpacing(8);
    form->addRow(tr("&Name"), m_name);
    form->addRow(tr("&Partitions"), m_partitions);
    form->addRow(tr("&Replicas of each"), m_replicas);
    auto* box = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_create = box->addButton(tr("Create topic"), QDialogButtonBox::AcceptRole);
    m_create->setObjectName(QStringLiteral("createTopicButton"));
    makePrimary(m_create);
    connect(box, &QDialogButtonBox::accepted, this, &CreateTopicDialog::create);
    connect(box, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_name, &QLineEdit::textChanged, this, &CreateTopicDialog::validate);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->setSpacing(12);
    layout->addLayout(form);
    layout->addWidget(m_problem);
    layout->addWidget(box);
    resize(420, sizeHint().height());
    m_create->setEnabled(false);
    m_name->setFocus();
}

void CreateTopicDialog::validate()
{
    const QString problem = topicNameProblem(m_name->text());
    m_create->setEnabled(problem.isEmpty());
    showProblem(m_name->text().isEmpty() ? QString() : problem);
}

void CreateTopicDialog::showProblem(const QString& problem)
{
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
}

void CreateTopicDialog::create()
{
    m_create->setEnabled(false);
    const QString name = m_name->text();
    m_service.createTopic(
        this,
        {name.toStdString(), m_partitions->value(), static_cast<std::int16_t>(m_replicas->value())},
        [this, name](const Result<void>& result) {
            if (!result) {
                m_create->setEnabled(true);
                showProblem(QString::fromStdString(result.error().message));
                return;
            }
            Q_EMIT created(name);
            accept();
        });
}

} // namespace ottla
