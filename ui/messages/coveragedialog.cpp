// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/messages/coveragedialog.h"

#include "model/messages/coverage.h"
#include "model/messages/messagebrowser.h"
#include "ui/shell/theme.h"
#include "ui/widgets/tableview.h"

#include <QApplication>
#include <QClipboard>
#include <QDialogButtonBox>
#include <QFontDatabase>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

namespace ottla {

namespace {

/// What is unread stands out by its colour beside its words.
class CoverageDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        if (index.column() >= CoverageModel::Unread
            && !index.data(CoverageModel::WholeRole).toBool()) {
            option->palette.setColor(QPalette::Text,
                                     themeColor(ThemeRole::Caution, option->palette));
        }
        if (index.column() != CoverageModel::Topic && index.column() != CoverageModel::Why) {
            option->font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
        }
    }
};

} // namespace

CoverageDialog::CoverageDialog(const MessageBrowser& browser, QWidget* parent)
    : QDialog(parent)
    , m_browser(browser)
    , m_summary(new QLabel(this))
    , m_table(new TableView(this))
    , m_troublesTitle(new QLabel(this))
    , m_troubles(new QPlainTextEdit(this))
{
    setObjectName(QStringLiteral("coverageDialog"));
    setWindowTitle(tr("What was read of %1").arg(QString::fromStdString(browser.topic())));
    m_summary->setObjectName(QStringLiteral("coverageSummary"));
    m_summary->setWordWrap(true);
    m_summary->setTextFormat(Qt::PlainText);
    m_summary->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_table->setObjectName(QStringLiteral("coverageTable"));
    m_table->setAccessibleName(tr("Partitions"));
    m_table->setSource(&m_model);
    m_table->setItemDelegate(new CoverageDelegate(m_table));
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_troublesTitle->setBuddy(m_troubles);
    m_troubles->setObjectName(QStringLiteral("coverageTroubles"));
    m_troubles->setReadOnly(true);
    m_troubles->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_troubles->setMaximumHeight(120);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    QPushButton* copy = buttons->addButton(tr("Copy all"), QDialogButtonBox::ActionRole);
    copy->setObjectName(QStringLiteral("copyCoverage"));

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->setSpacing(8);
    layout->addWidget(m_summary);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_troublesTitle);
    layout->addWidget(m_troubles);
    layout->addWidget(buttons);
    resize(860, 460);

    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(copy, &QPushButton::clicked, this, [this] {
        QApplication::clipboard()->setText(m_browser.statusText() + u'\n'
                                           + coverageText(m_browser.progress()));
    });
    connect(&m_browser, &MessageBrowser::progressChanged, this, &CoverageDialog::refresh);
    refresh();
    m_table->resizeColumnsToContents();
}

void CoverageDialog::refresh()
{
    const ReadProgress& progress = m_browser.progress();
    m_model.setProgress(progress);
    m_table->setColumnHidden(CoverageModel::Topic, progress.topics.size() < 2);
    m_summary->setText(m_browser.statusText());
    const bool any = progress.troubleCount > 0;
    m_troublesTitle->setText(
        any ? tr("Went wrong on the way, %1 times")
                  .arg(QLocale().toString(static_cast<qlonglong>(progress.troubleCount)))
            : tr("Nothing went wrong on the way"));
    m_troubles->setVisible(any);
    const QString troubles = troubleTexts(progress).join(u'\n');
    if (m_troubles->toPlainText() != troubles) {
        m_troubles->setPlainText(troubles);
    }
}

} // namespace ottla
