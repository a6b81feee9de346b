// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/topics/topicconfigview.h"

#include "model/cluster/clusterservice.h"
#include "ui/widgets/tableview.h"
#include "ui/widgets/themed.h"

#include <QHBoxLayout>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace ottla {

TopicConfigView::TopicConfigView(ClusterService& service, const QString& topic, QWidget* parent)
    : QWidget(parent)
    , m_service(service)
    , m_topic(topic)
    , m_table(new TableView(this))
    , m_change(new QPushButton(tr("Change…"), this))
    , m_reset(new QPushButton(tr("Back to default"), this))
    , m_problem(new QLabel(this))
{
    m_table->setObjectName(QStringLiteral("configTable"));
    m_change->setObjectName(QStringLiteral("changeConfig"));
    m_reset->setObjectName(QStringLiteral("resetConfig"));
    m_problem->setObjectName(QStringLiteral("configProblem"));
    m_problem->setWordWrap(true);
    m_problem->setContentsMargins(12, 0, 12, 8);
    m_problem->hide();
    setTextRole(m_problem, ThemeRole::Bad);
    m_table->setSource(&m_model);
    m_table->setColumnWidth(TopicConfigModel::Name, 320);
    m_table->setColumnWidth(TopicConfigModel::Value, 280);
    auto* filter = new QLineEdit(this);
    filter->setObjectName(QStringLiteral("configFilter"));
    filter->setPlaceholderText(tr("Filter properties"));
    filter->setClearButtonEnabled(true);
    filter->setMaximumWidth(280);
    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(12, 8, 12, 8);
    bar->setSpacing(8);
    bar->addWidget(filter);
    bar->addStretch();
    bar->addWidget(m_reset);
    bar->addWidget(m_change);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(bar);
    layout->addWidget(m_problem);
    layout->addWidget(m_table);

    connect(filter, &QLineEdit::textChanged, m_table, &TableView::setFilter);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &TopicConfigView::selectionChanged);
    connect(m_table, &QTableView::activated, m_change, &QPushButton::click);
    connect(m_change, &QPushButton::clicked, this, &TopicConfigView::change);
    connect(m_reset, &QPushButton::clicked, this, [this] {
        if (const TopicConfigRow* row = current()) {
            alter(row->name, std::nullopt);
        }
    });
    selectionChanged();
    read();
}

const TopicConfigRow* TopicConfigView::current() const
{
    const auto rows = m_table->selectedSourceRows();
    return rows.isEmpty() ? nullptr : &m_model.rowAt(rows.first());
}

void TopicConfigView::read()
{
    m_service.run(
        this, [topic = m_topic.toStdString()](Client& client) { return client.topicConfig(topic); },
        [this](const Result<std::vector<ConfigEntry>>& entries) {
            if (!entries) {
                showProblem(QString::fromStdString(entries.error().message));
                return;
            }
            std::vector<TopicConfigRow> rows;
            for (const ConfigEntry& entry : *entries) {
                rows.push_back({entry});
            }
            m_model.setRows(std::move(rows));
            selectionChanged();
        });
}

void TopicConfigView::selectionChanged()
{
    const TopicConfigRow* row = current();
    const bool readOnly = m_service.connection().readOnly;
    m_change->setEnabled(!readOnly && row != nullptr && !row->isReadOnly);
    m_reset->setEnabled(!readOnly && row != nullptr && row->isOwn);
    for (QPushButton* button : {m_change, m_reset}) {
        button->setToolTip(readOnly ? tr("This connection is read-only") : QString());
    }
}

void TopicConfigView::change()
{
    const TopicConfigRow* row = current();
    if (row == nullptr) {
        return;
    }
    auto* dialog = new QInputDialog(this);
    dialog->setObjectName(QStringLiteral("configDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Configuration of %1").arg(m_topic));
    dialog->setLabelText(QString::fromStdString(row->name));
    dialog->setTextValue(QString::fromStdString(row->value.value_or("")));
    dialog->setOkButtonText(tr("Change"));
    connect(dialog, &QInputDialog::textValueSelected, this,
            [this, name = row->name](const QString& value) { alter(name, value.toStdString()); });
    dialog->open();
}

void TopicConfigView::alter(const std::string& name, const std::optional<std::string>& value)
{
    m_service.run(
        this,
        [topic = m_topic.toStdString(), name, value](Client& client) {
            return client.alterTopicConfig(topic, name, value);
        },
        [this](const Result<void>& altered) {
            showProblem(altered ? QString() : QString::fromStdString(altered.error().message));
            read();
        });
}

void TopicConfigView::showProblem(const QString& problem)
{
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
}

} // namespace ottla
