// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/messages/savedfiltersdialog.h"

#include "model/filters/savedfilters.h"
#include "model/messages/messagefilter.h"
#include "ui/widgets/themed.h"

#include <QDialogButtonBox>
#include <QFontDatabase>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSet>
#include <QSignalBlocker>
#include <QTableWidget>
#include <QVBoxLayout>

namespace ottla {

SavedFiltersDialog::SavedFiltersDialog(SavedFilters& saved, QWidget* parent)
    : QDialog(parent)
    , m_saved(saved)
    , m_table(new QTableWidget(0, 2, this))
    , m_problem(new QLabel(this))
{
    setObjectName(QStringLiteral("savedFiltersDialog"));
    setWindowTitle(tr("Saved filters"));
    m_table->setObjectName(QStringLiteral("savedFilters"));
    m_table->setAccessibleName(tr("Saved filters"));
    m_table->setHorizontalHeaderLabels({tr("Name"), tr("Filter")});
    m_table->verticalHeader()->hide();
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->setColumnWidth(0, 160);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    m_table->setAlternatingRowColors(true);
    m_problem->setObjectName(QStringLiteral("savedFiltersProblem"));
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    m_problem->hide();
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    m_use = buttons->addButton(tr("Use"), QDialogButtonBox::ActionRole);
    m_use->setObjectName(QStringLiteral("useFilter"));
    m_remove = buttons->addButton(tr("Remove"), QDialogButtonBox::DestructiveRole);
    m_remove->setObjectName(QStringLiteral("removeFilter"));
    for (QAbstractButton* button : buttons->buttons()) {
        // Enter ends the editing of a cell.
        static_cast<QPushButton*>(button)->setAutoDefault(false);
    }
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->setSpacing(8);
    layout->addWidget(m_table);
    layout->addWidget(m_problem);
    layout->addWidget(buttons);
    resize(560, 320);

    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_use, &QPushButton::clicked, this, &SavedFiltersDialog::useCurrent);
    connect(m_remove, &QPushButton::clicked, this, &SavedFiltersDialog::remove);
    connect(m_table, &QTableWidget::itemChanged, this, &SavedFiltersDialog::store);
}

void SavedFiltersDialog::openWith(const QString& added)
{
    {
        const QSignalBlocker quiet(m_table);
        m_table->setRowCount(0);
        for (const SavedFilters::Named& filter : m_saved.saved()) {
            addRow(filter.name, filter.text);
        }
        if (!added.isEmpty()) {
            addRow(QString(), added);
        }
    }
    m_problem->hide();
    show();
    raise();
    activateWindow();
    if (m_table->rowCount() > 0) {
        const int row = added.isEmpty() ? 0 : m_table->rowCount() - 1;
        m_table->setCurrentCell(row, 0);
        m_table->setFocus();
        if (!added.isEmpty()) {
            m_table->editItem(m_table->item(row, 0));
        }
    }
    store();
}

void SavedFiltersDialog::addRow(const QString& name, const QString& text)
{
    const int row = m_table->rowCount();
    m_table->insertRow(row);
    m_table->setItem(row, 0, new QTableWidgetItem(name));
    auto* filter = new QTableWidgetItem(text);
    filter->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_table->setItem(row, 1, filter);
}

void SavedFiltersDialog::remove()
{
    if (m_table->currentRow() >= 0) {
        m_table->removeRow(m_table->currentRow());
        store();
    }
}

void SavedFiltersDialog::store()
{
    QList<SavedFilters::Named> filters;
    QSet<QString> names;
    QString problem;
    for (int row = 0; row < m_table->rowCount(); ++row) {
        const QString name = m_table->item(row, 0)->text().trimmed();
        const QString text = m_table->item(row, 1)->text();
        const ParsedFilter parsed = MessageFilter::parse(text.toStdString());
        if (name.isEmpty()) {
            problem = tr("A name is missing: type one for %1").arg(text);
        } else if (names.contains(name)) {
            problem = tr("There are two filters called %1").arg(name);
        } else if (parsed.error) {
            problem = tr("%1: %2").arg(name, QString::fromStdString(parsed.error->message));
        } else if (!parsed.filter) {
            problem = tr("The filter %1 is empty").arg(name);
        } else {
            names.insert(name);
            filters.append({name, text});
        }
    }
    m_use->setEnabled(m_table->rowCount() > 0);
    m_remove->setEnabled(m_table->rowCount() > 0);
    m_problem->setVisible(!problem.isEmpty());
    m_problem->setText(problem);
    setTextRole(m_problem, ThemeRole::Bad);
    // Nothing that was kept is lost because of what is not whole yet.
    if (problem.isEmpty()) {
        m_saved.setSaved(filters);
    }
}

void SavedFiltersDialog::useCurrent()
{
    if (m_table->currentRow() >= 0) {
        Q_EMIT chosen(m_table->item(m_table->currentRow(), 1)->text());
        accept();
    }
}

} // namespace ottla
