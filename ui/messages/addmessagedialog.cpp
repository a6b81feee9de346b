// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/messages/addmessagedialog.h"

#include "model/messages/messagebrowser.h"
#include "ui/shell/theme.h"
#include "ui/widgets/codeview.h"
#include "ui/widgets/statepanel.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QShortcut>
#include <QSpinBox>
#include <QTableWidget>
#include <QVBoxLayout>

namespace ottla {

namespace {
constexpr int automatic = -1;
}

AddMessageDialog::AddMessageDialog(MessageBrowser& browser, int partitions, QWidget* parent)
    : QDialog(parent)
    , m_browser(browser)
    , m_key(new QLineEdit(this))
    , m_nullKey(new QCheckBox(tr("No key"), this))
    , m_value(new CodeView(this))
    , m_tombstone(new QCheckBox(
          tr("Tombstone: no value, which deletes the key in a compacted topic"), this))
    , m_headers(new QTableWidget(0, 2, this))
    , m_partition(new QSpinBox(this))
    , m_outcome(new QLabel(this))
    , m_send(nullptr)
{
    setWindowTitle(tr("Add message to %1").arg(QString::fromStdString(browser.topic())));
    m_key->setObjectName(QStringLiteral("messageKey"));
    m_nullKey->setObjectName(QStringLiteral("nullKey"));
    m_value->setObjectName(QStringLiteral("messageValue"));
    m_tombstone->setObjectName(QStringLiteral("tombstone"));
    m_headers->setObjectName(QStringLiteral("messageHeaders"));
    m_partition->setObjectName(QStringLiteral("messagePartition"));
    m_outcome->setObjectName(QStringLiteral("sendOutcome"));
    m_nullKey->setChecked(true);
    m_key->setEnabled(false);
    m_value->setFrameShape(QFrame::StyledPanel);
    m_value->setBody({}, BodyFormat::Json);
    m_value->setMinimumHeight(160);
    m_headers->setHorizontalHeaderLabels({tr("Header"), tr("Value")});
    m_headers->horizontalHeader()->setStretchLastSection(true);
    m_headers->setColumnWidth(0, 180);
    m_headers->verticalHeader()->hide();
    m_headers->setMaximumHeight(110);
    m_partition->setRange(automatic, partitions - 1);
    m_partition->setValue(automatic);
    m_partition->setSpecialValueText(tr("Automatic"));
    m_outcome->setWordWrap(true);
    m_outcome->setTextInteractionFlags(Qt::TextSelectableByMouse);

    auto* keyRow = new QHBoxLayout;
    keyRow->addWidget(m_key, 1);
    keyRow->addWidget(m_nullKey);
    auto* addHeader = new QPushButton(tr("Add header"), this);
    addHeader->setObjectName(QStringLiteral("addHeader"));
    addHeader->setAutoDefault(false);
    auto* removeHeader = new QPushButton(tr("Remove header"), this);
    removeHeader->setObjectName(QStringLiteral("removeHeader"));
    removeHeader->setAutoDefault(false);
    auto* headerButtons = new QHBoxLayout;
    headerButtons->addWidget(addHeader);
    headerButtons->addWidget(removeHeader);
    headerButtons->addStretch();
    auto* form = new QFormLayout;
    form->setSpacing(8);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->addRow(tr("Key"), keyRow);
    form->addRow(tr("&Value"), m_value);
    form->addRow(QString(), m_tombstone);
    form->addRow(tr("&Headers"), m_headers);
    form->addRow(QString(), headerButtons);
    form->addRow(tr("&Partition"), m_partition);
    auto* box = new QDialogButtonBox(QDialogButtonBox::Close, this);
    box->button(QDialogButtonBox::Close)->setAutoDefault(false);
    m_send = box->addButton(tr("Send"), QDialogButtonBox::ActionRole);
    m_send->setObjectName(QStringLiteral("sendMessage"));
    m_send->setToolTip(tr("Ctrl+Enter"));
    makePrimary(m_send);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->setSpacing(12);
    layout->addLayout(form, 1);
    layout->addWidget(m_outcome);
    layout->addWidget(box);
    resize(640, 560);

    connect(m_nullKey, &QCheckBox::toggled, m_key, &QWidget::setDisabled);
    connect(m_tombstone, &QCheckBox::toggled, m_value, &QWidget::setDisabled);
    connect(addHeader, &QPushButton::clicked, this, [this] {
        const int row = m_headers->rowCount();
        m_headers->insertRow(row);
        m_headers->setItem(row, 0, new QTableWidgetItem);
        m_headers->setItem(row, 1, new QTableWidgetItem);
        m_headers->setCurrentCell(row, 0);
        m_headers->editItem(m_headers->item(row, 0));
    });
    connect(removeHeader, &QPushButton::clicked, this,
            [this] { m_headers->removeRow(m_headers->currentRow()); });
    connect(m_send, &QPushButton::clicked, this, &AddMessageDialog::send);
    for (const auto key : {Qt::Key_Return, Qt::Key_Enter}) {
        connect(new QShortcut(QKeySequence(Qt::CTRL | key), this), &QShortcut::activated, this,
                &AddMessageDialog::send);
    }
    connect(box, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(&m_browser, &MessageBrowser::added, this, [this](int partition, qlonglong offset) {
        showOutcome(tr("Stored in partition %1 at offset %2")
                        .arg(partition)
                        .arg(QLocale().toString(offset)),
                    true);
    });
    connect(&m_browser, &MessageBrowser::addFailed, this,
            [this](const QString& problem) { showOutcome(problem, false); });
    m_value->setFocus();
}

NewMessage AddMessageDialog::message() const
{
    NewMessage message;
    message.topic = m_browser.topic();
    if (m_partition->value() != automatic) {
        message.partition = m_partition->value();
    }
    if (!m_nullKey->isChecked()) {
        message.key = m_key->text().toStdString();
    }
    if (!m_tombstone->isChecked()) {
        message.value = m_value->text().toStdString();
    }
    for (int row = 0; row < m_headers->rowCount(); ++row) {
        const QString name = m_headers->item(row, 0)->text();
        if (!name.isEmpty()) {
            message.headers.push_back(
                {name.toStdString(), m_headers->item(row, 1)->text().toStdString()});
        }
    }
    return message;
}

void AddMessageDialog::send()
{
    if (!m_send->isEnabled()) {
        return;
    }
    m_send->setEnabled(false);
    m_outcome->setText(tr("Sending…"));
    m_browser.add(message());
}

void AddMessageDialog::showOutcome(const QString& text, bool good)
{
    QPalette colours = palette();
    colours.setColor(QPalette::WindowText,
                     themeColor(good ? ThemeRole::Good : ThemeRole::Bad, palette()));
    m_outcome->setPalette(colours);
    m_outcome->setText(text);
    m_send->setEnabled(true);
}

} // namespace ottla
