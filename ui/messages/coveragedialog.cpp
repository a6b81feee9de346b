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
    , m_undecodableTitle(new QLabel(this))
    , m_undecodableTable(new TableView(this))
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
    m_undecodableTitle->setObjectName(QStringLiteral("undecodableTitle"));
    m_undecodableTitle->setWordWrap(true);
    m_undecodableTable->setObjectName(QStringLiteral("undecodableTable"));
    m_undecodableTable->setAccessibleName(tr("Messages that could not be decoded"));
    m_undecodableTable->setSource(&m_undecodable);
    m_undecodableTable->horizontalHeader()->setStretchLastSection(true);
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
    layout->addWidget(m_undecodableTitle);
    layout->addWidget(m_undecodableTable, 1);
    layout->addWidget(m_troublesTitle);
    layout->addWidget(m_troubles);
    layout->addWidget(buttons);
    resize(860, 460);

    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(copy, &QPushButton::clicked, this,
            [this] { QApplication::clipboard()->setText(allText()); });
    connect(&m_browser, &MessageBrowser::progressChanged, this, &CoverageDialog::refresh);
    refresh();
    m_table->resizeColumnsToContents();
}

void CoverageDialog::refresh()
{
    const ReadProgress& progress = m_browser.progress();
    m_model.setProgress(progress);
    m_table->setColumnHidden(CoverageModel::Topic, progress.topics.size() < 2);
    const QString times = m_browser.timesText();
    m_summary->setText(m_browser.statusText() + (times.isEmpty() ? times : u'\n' + times));
    showUndecodable();
    const bool any = progress.troubleCount > 0;
    m_troublesTitle->setText(
        any ? tr("What went wrong on the way: %1")
                  .arg(QLocale().toString(static_cast<qlonglong>(progress.troubleCount)))
            : tr("Nothing went wrong on the way"));
    m_troubles->setVisible(any);
    const QString troubles = troubleTexts(progress).join(u'\n');
    if (m_troubles->toPlainText() != troubles) {
        m_troubles->setPlainText(troubles);
    }
}

void CoverageDialog::showUndecodable()
{
    const std::uint64_t count = m_browser.undecodableCount();
    m_undecodableTitle->setVisible(count > 0);
    m_undecodableTable->setVisible(count > 0);
    if (count == m_undecodableShown) {
        return;
    }
    m_undecodableShown = count;
    const UndecodableMessages undecodable = m_browser.undecodable();
    std::vector<UndecodableRow> rows;
    for (const UndecodableMessage& message : undecodable.listed()) {
        rows.push_back({QString::fromStdString(m_browser.topicName(message.topic)),
                        message.partition, message.offset, QString::fromStdString(message.why)});
    }
    const QLocale locale;
    QString title = tr("Could not be decoded, so that it is not known whether they match: %1")
                        .arg(locale.toString(static_cast<qulonglong>(count)));
    if (rows.size() < count) {
        title += tr(" (the first %1 are listed)")
                     .arg(locale.toString(static_cast<qulonglong>(rows.size())));
    }
    m_undecodableTitle->setText(title);
    m_undecodable.setRows(std::move(rows));
    m_undecodableTable->setColumnHidden(UndecodableModel::Topic,
                                        m_browser.progress().topics.size() < 2);
    m_undecodableTable->resizeColumnsToContents();
}

QString CoverageDialog::allText() const
{
    QStringList lines{m_summary->text(), coverageText(m_browser.progress())};
    if (m_undecodable.rowCount() > 0) {
        lines << m_undecodableTitle->text();
    }
    for (const UndecodableRow& row : m_undecodable.rows()) {
        lines << tr("%1 partition %2 offset %3: %4")
                     .arg(row.topic, QString::number(row.partition), QString::number(row.offset),
                          row.why);
    }
    return lines.join(u'\n');
}

} // namespace ottla
