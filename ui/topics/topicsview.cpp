// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/topics/topicsview.h"

#include "model/cluster/clusterservice.h"
#include "ui/shell/icons.h"
#include "ui/topics/createtopicdialog.h"
#include "ui/widgets/statepanel.h"
#include "ui/widgets/tableview.h"
#include "ui/widgets/themed.h"

#include <QHBoxLayout>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace ottla {

namespace {
constexpr qsizetype namesShown = 12;
}

TopicsView::TopicsView(ClusterService& service, QWidget* parent)
    : QWidget(parent)
    , m_service(service)
    , m_table(new TableView(this))
    , m_filter(new QLineEdit(this))
    , m_create(new QPushButton(tr("Create topic…"), this))
    , m_delete(new QPushButton(tr("Delete…"), this))
    , m_problem(new QLabel(this))
    , m_stack(new QStackedWidget(this))
    , m_empty(new StatePanel(this))
{
    setFocusProxy(m_table);
    m_table->setObjectName(QStringLiteral("topicsTable"));
    m_filter->setObjectName(QStringLiteral("topicsFilter"));
    m_create->setObjectName(QStringLiteral("createTopic"));
    m_delete->setObjectName(QStringLiteral("deleteTopics"));
    m_problem->setObjectName(QStringLiteral("topicsProblem"));
    m_filter->setPlaceholderText(tr("Filter topics"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setMaximumWidth(280);
    m_problem->setWordWrap(true);
    m_problem->hide();
    m_table->setSource(service.topicsModel());
    m_table->setColumnWidth(TopicsModel::Name, 320);
    m_empty->showEmpty(QStringLiteral("topic"), tr("This cluster has no topics yet"),
                       tr("A topic is where messages are kept."));
    QPushButton* first = m_empty->addAction(tr("Create topic…"));
    first->setObjectName(QStringLiteral("createFirstTopic"));

    const bool readOnly = service.connection().readOnly;
    for (QPushButton* button : {m_create, m_delete, first}) {
        button->setEnabled(!readOnly);
        button->setToolTip(readOnly ? tr("This connection is read-only") : QString());
    }
    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(12, 8, 12, 8);
    bar->setSpacing(8);
    bar->addWidget(m_filter);
    bar->addStretch();
    bar->addWidget(m_delete);
    bar->addWidget(m_create);
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_empty);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(bar);
    layout->addWidget(m_problem);
    layout->addWidget(m_stack);

    connect(m_filter, &QLineEdit::textChanged, m_table, &TableView::setFilter);
    connect(m_create, &QPushButton::clicked, this, &TopicsView::createTopic);
    connect(first, &QPushButton::clicked, this, &TopicsView::createTopic);
    connect(m_delete, &QPushButton::clicked, this, &TopicsView::deleteSelected);
    connect(m_table, &QTableView::activated, this, [this] {
        if (const int row = m_table->currentSourceRow(); row >= 0) {
            Q_EMIT topicOpened(m_service.topicsModel()->rowAt(row).name);
        }
    });
    connect(m_table, &TableView::menuAboutToShow, this, &TopicsView::fillMenu);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &TopicsView::refresh);
    connect(&m_service, &ClusterService::refreshed, this, &TopicsView::refresh);
    refresh();
}

QStringList TopicsView::selectedTopics() const
{
    QStringList names;
    for (const int row : m_table->selectedSourceRows()) {
        names.append(m_service.topicsModel()->rowAt(row).name);
    }
    return names;
}

void TopicsView::refresh()
{
    const bool readOnly = m_service.connection().readOnly;
    m_stack->setCurrentWidget(m_service.topicsModel()->rowCount() > 0
                                  ? static_cast<QWidget*>(m_table)
                                  : static_cast<QWidget*>(m_empty));
    m_delete->setEnabled(!readOnly && m_table->selectionModel()->hasSelection());
}

void TopicsView::fillMenu(QMenu* menu)
{
    const bool readOnly = m_service.connection().readOnly;
    menu->addAction(tr("Open"), this, [this] {
        for (const QString& topic : selectedTopics()) {
            Q_EMIT topicOpened(topic);
        }
    });
    QAction* create = menu->addAction(tr("Create topic…"), this, &TopicsView::createTopic);
    QAction* gone = menu->addAction(tr("Delete…"), this, &TopicsView::deleteSelected);
    gone->setObjectName(QStringLiteral("menuDeleteTopics"));
    for (QAction* action : {create, gone}) {
        action->setEnabled(!readOnly);
        action->setToolTip(readOnly ? tr("This connection is read-only") : QString());
    }
    menu->addSeparator();
}

void TopicsView::createTopic()
{
    auto* dialog = new CreateTopicDialog(m_service, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &CreateTopicDialog::created, this, &TopicsView::topicCreated);
    dialog->open();
}

bool TopicsView::confirmDeletion(const QStringList& topics)
{
    const QString verb = tr("Delete %n topic(s)", nullptr, static_cast<int>(topics.size()));
    if (m_service.connection().production) {
        QInputDialog question(this);
        question.setObjectName(QStringLiteral("confirmByName"));
        question.setWindowTitle(verb);
        question.setLabelText(tr("%1 is marked as production, and deleted messages cannot be "
                                 "brought back.\nType the name "
                                 "of the first topic (%2) to delete:\n%3")
                                  .arg(m_service.connection().name, topics.first(),
                                       topics.mid(0, namesShown).join(u'\n')));
        question.setOkButtonText(verb);
        return question.exec() == QDialog::Accepted && question.textValue() == topics.first();
    }
    QMessageBox question(
        QMessageBox::Warning, verb,
        tr("All messages of these topics on %1 will be lost:\n\n%2")
            .arg(m_service.connection().name,
                 topics.mid(0, namesShown).join(u'\n')
                     + (topics.size() > namesShown ? QStringLiteral("\n…") : QString())),
        QMessageBox::Cancel, this);
    question.setObjectName(QStringLiteral("confirmDeletion"));
    QPushButton* button = question.addButton(verb, QMessageBox::DestructiveRole);
    button->setObjectName(QStringLiteral("confirmDelete"));
    question.exec();
    return question.clickedButton() == button;
}

void TopicsView::deleteSelected()
{
    const QStringList topics = selectedTopics();
    if (topics.isEmpty() || !confirmDeletion(topics)) {
        return;
    }
    std::vector<std::string> names;
    for (const QString& topic : topics) {
        names.push_back(topic.toStdString());
    }
    m_service.deleteTopics(this, names, [this](const Result<void>& deleted) {
        m_problem->setVisible(!deleted.ok());
        if (!deleted) {
            setTextRole(m_problem, ThemeRole::Bad);
            m_problem->setContentsMargins(12, 0, 12, 8);
            m_problem->setText(QString::fromStdString(deleted.error().message));
        }
    });
}

} // namespace ottla
