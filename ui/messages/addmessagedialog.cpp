// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/messages/addmessagedialog.h"

#include "model/formats/bodyformat.h"
#include "model/formats/prettyprint.h"
#include "model/messages/messagebrowser.h"
#include "ui/widgets/codeview.h"
#include "ui/widgets/themed.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFontDatabase>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QShortcut>
#include <QTableWidget>
#include <QVBoxLayout>

namespace ottla {

namespace {

constexpr int exactBytes = Qt::UserRole; // a header's value that is not text
constexpr int isNull = Qt::UserRole + 1;

} // namespace

AddMessageDialog::AddMessageDialog(MessageBrowser* browser, QWidget* parent)
    : QDialog(parent)
    , m_browser(browser)
    , m_key(new QLineEdit(this))
    , m_nullKey(new QCheckBox(tr("No key (null)"), this))
    , m_value(new CodeView(this))
    , m_tombstone(new QCheckBox(tr("Tombstone (null value)"), this))
    , m_headers(new QTableWidget(0, 2, this))
    , m_partition(new QComboBox(this))
    , m_answer(new QLabel(this))
    , m_send(new QPushButton(tr("Send"), this))
{
    setWindowTitle(tr("Add message to %1").arg(QString::fromStdString(browser->topic())));
    setObjectName(QStringLiteral("addMessage"));
    resize(680, 560);
    m_key->setObjectName(QStringLiteral("newKey"));
    m_key->setAccessibleName(tr("Key"));
    m_key->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_nullKey->setObjectName(QStringLiteral("newKeyNull"));
    m_value->setObjectName(QStringLiteral("newValue"));
    m_value->setAccessibleName(tr("Value"));
    m_value->setText({}, CodeView::Language::Json);
    m_tombstone->setObjectName(QStringLiteral("newTombstone"));
    m_tombstone->setToolTip(tr("Marks the key as deleted in a compacted topic"));
    m_partition->setObjectName(QStringLiteral("newPartition"));
    m_partition->setAccessibleName(tr("Partition"));
    m_partition->setToolTip(tr("Automatic: chosen by the key, as the Java client does"));
    m_partition->addItem(tr("Automatic"));
    m_answer->setObjectName(QStringLiteral("sendAnswer"));
    m_answer->setWordWrap(true);
    m_answer->setTextFormat(Qt::PlainText);
    m_answer->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_send->setObjectName(QStringLiteral("sendMessage"));
    m_send->setToolTip(tr("Ctrl+Enter"));
    makePrimary(m_send);
    m_send->setAutoDefault(false);

    auto* keyRow = new QHBoxLayout;
    keyRow->setSpacing(8);
    keyRow->addWidget(m_key, 1);
    keyRow->addWidget(m_nullKey);
    auto* valueFrame = new QFrame(this);
    valueFrame->setFrameShape(QFrame::StyledPanel);
    auto* valueLayout = new QVBoxLayout(valueFrame);
    valueLayout->setContentsMargins(1, 1, 1, 1);
    valueLayout->addWidget(m_value);
    auto* valuePart = new QVBoxLayout;
    valuePart->setSpacing(8);
    valuePart->addWidget(valueFrame, 1);
    valuePart->addWidget(m_tombstone);
    auto* partitionRow = new QHBoxLayout;
    partitionRow->addWidget(m_partition);
    partitionRow->addStretch();
    auto* form = new QFormLayout;
    form->setSpacing(8);
    form->addRow(tr("Key"), keyRow);
    form->addRow(tr("Value"), valuePart);
    form->addRow(tr("Headers"), headersPart());
    form->addRow(tr("Partition"), partitionRow);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    auto* close = new QPushButton(tr("Close"), this);
    close->setObjectName(QStringLiteral("closeAddMessage"));
    close->setAutoDefault(false);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(m_answer, 1);
    buttons->addWidget(close);
    buttons->addWidget(m_send);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->setSpacing(12);
    layout->addLayout(form, 1);
    layout->addLayout(buttons);

    for (const auto key : {Qt::Key_Return, Qt::Key_Enter}) {
        auto* shortcut = new QShortcut(QKeySequence(QKeyCombination(Qt::CTRL, key)), this);
        connect(shortcut, &QShortcut::activated, this, &AddMessageDialog::send);
    }
    connect(m_send, &QPushButton::clicked, this, &AddMessageDialog::send);
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    connect(m_nullKey, &QCheckBox::toggled, this, &AddMessageDialog::updateEnabled);
    connect(m_tombstone, &QCheckBox::toggled, this, &AddMessageDialog::updateEnabled);
    connect(m_browser, &MessageBrowser::added, this, [this](int partition, qlonglong offset) {
        const QLocale locale;
        showAnswer(tr("Stored in partition %1 at offset %2")
                       .arg(locale.toString(partition), locale.toString(offset)),
                   true);
        Q_EMIT stored(partition, offset);
    });
    connect(m_browser, &MessageBrowser::addFailed, this,
            [this](const QString& message) { showAnswer(message, false); });
}

QWidget* AddMessageDialog::headersPart()
{
    m_headers->setObjectName(QStringLiteral("newHeaders"));
    m_headers->setAccessibleName(tr("Headers"));
    m_headers->setHorizontalHeaderLabels({tr("Name"), tr("Value")});
    m_headers->horizontalHeader()->setStretchLastSection(true);
    m_headers->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_headers->horizontalHeader()->setHighlightSections(false);
    m_headers->horizontalHeader()->resizeSection(0, 180);
    m_headers->verticalHeader()->hide();
    m_headers->verticalHeader()->setDefaultSectionSize(22);
    m_headers->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_headers->setShowGrid(false);
    m_headers->setAlternatingRowColors(true);
    m_headers->setTabKeyNavigation(false);
    m_headers->setFixedHeight(112);
    auto* part = new QWidget(this);
    auto* add = new QPushButton(tr("Add header"), part);
    auto* remove = new QPushButton(tr("Remove"), part);
    add->setObjectName(QStringLiteral("addHeader"));
    remove->setObjectName(QStringLiteral("removeHeader"));
    add->setAutoDefault(false);
    remove->setAutoDefault(false);
    remove->setEnabled(false);
    auto* layout = new QHBoxLayout(part);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_headers, 1, Qt::AlignTop);
    part->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    auto* buttons = new QVBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(add);
    buttons->addWidget(remove);
    buttons->addStretch();
    layout->addLayout(buttons);
    connect(add, &QPushButton::clicked, this, [this] {
        addHeaderRow({.name = {}, .value = std::string()});
        const int row = m_headers->rowCount() - 1;
        m_headers->setCurrentCell(row, 0);
        m_headers->editItem(m_headers->item(row, 0));
    });
    connect(remove, &QPushButton::clicked, this,
            [this] { m_headers->removeRow(m_headers->currentRow()); });
    connect(m_headers, &QTableWidget::itemSelectionChanged, remove, [this, remove] {
        remove->setEnabled(m_headers->currentRow() >= 0 && !m_headers->selectedItems().isEmpty());
    });
    return part;
}

void AddMessageDialog::addHeaderRow(const Header& header)
{
    const int row = m_headers->rowCount();
    m_headers->insertRow(row);
    m_headers->setItem(row, 0, new QTableWidgetItem(QString::fromStdString(header.name)));
    auto* value = new QTableWidgetItem;
    if (!header.value) {
        value->setText(QStringLiteral("∅"));
        value->setData(isNull, true);
        value->setFlags(value->flags() & ~Qt::ItemIsEditable);
    } else if (!isUtf8(*header.value)) {
        const QByteArray exact(header.value->data(), static_cast<qsizetype>(header.value->size()));
        value->setText(QString::fromLatin1(exact.toHex(' ')));
        value->setData(exactBytes, exact);
        value->setFlags(value->flags() & ~Qt::ItemIsEditable);
    } else {
        value->setText(QString::fromStdString(*header.value));
    }
    m_headers->setItem(row, 1, value);
}

void AddMessageDialog::setPartitionCount(int count)
{
    const int chosen = m_partition->currentIndex();
    m_partition->clear();
    m_partition->addItem(tr("Automatic"));
    for (int i = 0; i < count; ++i) {
        m_partition->addItem(QLocale().toString(i));
    }
    m_partition->setCurrentIndex(chosen <= count && chosen > 0 ? chosen : 0);
}

void AddMessageDialog::setMessage(const Message& message)
{
    m_binaryKey.reset();
    m_binaryValue.reset();
    m_nullKey->setChecked(!message.key);
    m_tombstone->setChecked(!message.value);
    m_key->clear();
    if (message.key && isUtf8(*message.key) && message.key->find('\n') == std::string::npos) {
        m_key->setText(QString::fromStdString(*message.key));
    } else if (message.key) {
        m_binaryKey = message.key;
        m_key->setText(tr("%1 bytes that are sent as they are").arg(message.key->size()));
    }
    if (message.value && isUtf8(*message.value)) {
        m_value->setText(QByteArray::fromStdString(*message.value),
                         detectFormat(*message.value) == BodyFormat::Xml
                             ? CodeView::Language::Xml
                             : CodeView::Language::Json);
    } else {
        m_binaryValue = message.value;
        constexpr std::size_t shown = 4096;
        m_value->setText(message.value ? QByteArray::fromStdString(
                             hexDump(std::string_view(*message.value).substr(0, shown)))
                                       : QByteArray(),
                         CodeView::Language::Plain);
    }
    m_headers->setRowCount(0);
    for (const Header& header : message.headers) {
        addHeaderRow(header);
    }
    m_answer->clear();
    updateEnabled();
}

void AddMessageDialog::updateEnabled()
{
    m_key->setEnabled(!m_nullKey->isChecked());
    m_key->setReadOnly(m_binaryKey.has_value());
    m_value->setEnabled(!m_tombstone->isChecked());
    m_value->setReadOnly(m_binaryValue.has_value());
}

NewMessage AddMessageDialog::newMessage() const
{
    NewMessage message;
    if (m_partition->currentIndex() > 0) {
        message.partition = m_partition->currentIndex() - 1;
    }
    if (!m_nullKey->isChecked()) {
        message.key = m_binaryKey ? *m_binaryKey : m_key->text().toStdString();
    }
    if (!m_tombstone->isChecked()) {
        message.value = m_binaryValue ? *m_binaryValue : m_value->text().toStdString();
    }
    for (int row = 0; row < m_headers->rowCount(); ++row) {
        const QTableWidgetItem* value = m_headers->item(row, 1);
        Header header{.name = m_headers->item(row, 0)->text().toStdString(), .value = {}};
        if (value->data(exactBytes).isValid()) {
            header.value = value->data(exactBytes).toByteArray().toStdString();
        } else if (!value->data(isNull).toBool()) {
            header.value = value->text().toStdString();
        }
        message.headers.push_back(std::move(header));
    }
    return message;
}

void AddMessageDialog::send()
{
    if (!m_send->isEnabled()) {
        return;
    }
    // A cell that is still being edited counts as it stands.
    m_send->setFocus();
    m_send->setEnabled(false);
    setTextRole(m_answer, ThemeRole::Muted);
    m_answer->setText(tr("Sending…"));
    m_browser->add(newMessage());
}

void AddMessageDialog::showAnswer(const QString& text, bool good)
{
    setTextRole(m_answer, good ? ThemeRole::Good : ThemeRole::Bad);
    m_answer->setText(text);
    m_send->setEnabled(true);
}

} // namespace ottla
