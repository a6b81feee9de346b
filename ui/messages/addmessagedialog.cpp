// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/messages/addmessagedialog.h"

#include "model/async/background.h"
#include "model/formats/bodyformat.h"
#include "model/formats/prettyprint.h"
#include "model/messages/messagebrowser.h"
#include "ui/widgets/codeview.h"
#include "ui/widgets/themed.h"
#include "ui/widgets/timefield.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFile>
#include <QFileDialog>
#include <QFontDatabase>
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

constexpr int exactBytes = Qt::UserRole; // a header's value that is not text
constexpr std::size_t mostLaidOut = std::size_t{1} << 20U; // without a pause
constexpr int isNull = Qt::UserRole + 1;

/// What a key or a value is.
enum Kind
{
    Null,
    Empty,
    Text,
};

Kind kindOf(const QComboBox* choice)
{
    return static_cast<Kind>(choice->currentData().toInt());
}

void choose(QComboBox* choice, Kind kind)
{
    choice->setCurrentIndex(choice->findData(kind));
}

Kind kindOf(const std::optional<std::string>& body)
{
    return !body ? Null : body->empty() ? Empty : Text;
}

} // namespace

AddMessageDialog::AddMessageDialog(MessageBrowser* browser, QWidget* parent)
    : QDialog(parent)
    , m_browser(browser)
    , m_topic(browser->topic())
    , m_keyKind(new QComboBox(this))
    , m_key(new QLineEdit(this))
    , m_valueKind(new QComboBox(this))
    , m_value(new CodeView(this))
    , m_headers(new QTableWidget(0, 2, this))
    , m_partition(new QComboBox(this))
    , m_now(new QCheckBox(tr("Time of writing"), this))
    , m_time(new TimeField(QStringLiteral("now"), this))
    , m_compression(new QComboBox(this))
    , m_copies(new QSpinBox(this))
    , m_answer(new QLabel(this))
    , m_send(new QPushButton(tr("Send"), this))
{
    setTopic(m_topic);
    setObjectName(QStringLiteral("addMessage"));
    resize(720, 620);
    m_key->setObjectName(QStringLiteral("newKey"));
    m_key->setAccessibleName(tr("Key"));
    m_key->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_keyKind->setObjectName(QStringLiteral("newKeyKind"));
    m_keyKind->setAccessibleName(tr("What the key is"));
    m_keyKind->addItem(tr("Null"), Null);
    m_keyKind->addItem(tr("Empty"), Empty);
    m_keyKind->addItem(tr("Text"), Text);
    m_value->setObjectName(QStringLiteral("newValue"));
    m_value->setAccessibleName(tr("Value"));
    m_value->setText({}, CodeView::Language::Json);
    m_valueKind->setObjectName(QStringLiteral("newValueKind"));
    m_valueKind->setAccessibleName(tr("What the value is"));
    m_valueKind->addItem(tr("Text"), Text);
    m_valueKind->addItem(tr("Empty"), Empty);
    m_valueKind->addItem(tr("Null (tombstone)"), Null);
    m_valueKind->setToolTip(tr("A null value marks its key as deleted in a compacted topic"));
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
    keyRow->addWidget(m_keyKind);
    keyRow->addWidget(m_key, 1);
    auto* form = new QFormLayout;
    form->setSpacing(8);
    form->addRow(tr("Key"), keyRow);
    form->addRow(tr("Value"), valuePart());
    form->addRow(tr("Headers"), headersPart());
    form->addRow(tr("Partition"), optionsPart());
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    auto* close = new QPushButton(tr("Close"), this);
    close->setObjectName(QStringLiteral("closeAddMessage"));
    close->setAutoDefault(false);
    auto* file = new QPushButton(tr("Many from a file…"), this);
    file->setObjectName(QStringLiteral("addFromFile"));
    file->setToolTip(tr("Adds the messages of a saved file, or each line of a text"));
    file->setAutoDefault(false);
    connect(file, &QPushButton::clicked, this, &AddMessageDialog::fileAsked);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(file);
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
    connect(m_keyKind, &QComboBox::activated, this, &AddMessageDialog::keyKindChosen);
    connect(m_key, &QLineEdit::textEdited, this, [this](const QString& text) {
        choose(m_keyKind, text.isEmpty() ? Null : Text);
        updateEnabled();
    });
    connect(m_valueKind, &QComboBox::currentIndexChanged, this, &AddMessageDialog::updateEnabled);
    updateEnabled();
    for (QWidget* widget : {static_cast<QWidget*>(m_time), static_cast<QWidget*>(m_time->note())}) {
        connect(m_now, &QCheckBox::toggled, widget, &QWidget::setHidden);
    }
    m_now->setChecked(true);
    connect(m_browser, &MessageBrowser::added, this, [this](int partition, qlonglong offset) {
        const QLocale locale;
        ++m_stored;
        answered(m_stored > 1 ? tr("Stored %1 messages, the last in partition %2 at offset %3")
                                    .arg(locale.toString(m_stored), locale.toString(partition),
                                         locale.toString(offset))
                              : tr("Stored in partition %1 at offset %2")
                                    .arg(locale.toString(partition), locale.toString(offset)),
                 true);
        Q_EMIT stored(partition, offset);
    });
    connect(m_browser, &MessageBrowser::addFailed, this,
            [this](const QString& message) { answered(message, false); });
}

QWidget* AddMessageDialog::valuePart()
{
    auto* part = new QWidget(this);
    auto* frame = new QFrame(part);
    frame->setFrameShape(QFrame::StyledPanel);
    auto* framed = new QVBoxLayout(frame);
    framed->setContentsMargins(1, 1, 1, 1);
    framed->addWidget(m_value);
    auto* load = new QPushButton(tr("From a file…"), part);
    load->setObjectName(QStringLiteral("valueFromFile"));
    load->setToolTip(tr("The bytes of a file become the value"));
    load->setAutoDefault(false);
    connect(load, &QPushButton::clicked, this, &AddMessageDialog::loadValue);
    auto* below = new QHBoxLayout;
    below->setSpacing(8);
    below->addWidget(m_valueKind);
    below->addStretch();
    below->addWidget(load);
    auto* layout = new QVBoxLayout(part);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(frame, 1);
    layout->addLayout(below);
    return part;
}

QWidget* AddMessageDialog::optionsPart()
{
    m_now->setObjectName(QStringLiteral("newTimeNow"));
    m_time->setObjectName(QStringLiteral("newTime"));
    m_time->setAccessibleName(tr("Timestamp"));
    m_compression->setObjectName(QStringLiteral("newCompression"));
    m_compression->setAccessibleName(tr("Compression"));
    m_compression->setToolTip(tr("How the batch is stored"));
    m_compression->addItem(tr("Not compressed"), QStringLiteral("none"));
    for (const auto& name : {QStringLiteral("gzip"), QStringLiteral("snappy"),
                             QStringLiteral("lz4"), QStringLiteral("zstd")}) {
        m_compression->addItem(name, name);
    }
    m_copies->setObjectName(QStringLiteral("newCopies"));
    m_copies->setAccessibleName(tr("How many times"));
    m_copies->setRange(1, 10'000);
    m_copies->setSuffix(tr(" ×"));
    m_copies->setToolTip(tr("Sends the message so many times"));
    auto* part = new QWidget(this);
    auto* layout = new QHBoxLayout(part);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_partition);
    layout->addWidget(m_now);
    layout->addWidget(withNote(m_time, part));
    layout->addWidget(m_compression);
    layout->addStretch();
    layout->addWidget(m_copies);
    return part;
}

void AddMessageDialog::loadValue()
{
    const QString path = QFileDialog::getOpenFileName(this, tr("The value's bytes"));
    if (path.isEmpty()) {
        return;
    }
    runInBackground(
        this,
        [path]() -> Result<std::string> {
            QFile file(path);
            if (!file.open(QIODevice::ReadOnly)) {
                return Error{Errc::Io, file.errorString().toStdString(), path.toStdString()};
            }
            return file.readAll().toStdString();
        },
        [this](const Result<std::string>& bytes) {
            if (bytes) {
                choose(m_valueKind, kindOf(*bytes));
                setValue(*bytes);
                updateEnabled();
            } else {
                showAnswer(QString::fromStdString(bytes.error().describe()), false);
            }
        });
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
    m_headers->setWordWrap(false);
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

void AddMessageDialog::setTopic(const std::string& topic)
{
    m_topic = topic;
    setWindowTitle(tr("Add message to %1").arg(QString::fromStdString(topic)));
}

void AddMessageDialog::keyKindChosen()
{
    if (kindOf(m_keyKind) != Text) {
        m_binaryKey.reset();
        m_key->clear();
    } else {
        m_key->setFocus();
    }
    updateEnabled();
}

void AddMessageDialog::setMessage(const Message& message)
{
    m_binaryKey.reset();
    setTopic(message.topic);
    choose(m_keyKind, kindOf(message.key));
    choose(m_valueKind, kindOf(message.value));
    m_key->clear();
    if (message.key && isUtf8(*message.key) && message.key->find('\n') == std::string::npos) {
        m_key->setText(QString::fromStdString(*message.key));
    } else if (message.key) {
        m_binaryKey = message.key;
        m_key->setText(tr("%1 bytes that are sent as they are").arg(message.key->size()));
    }
    setValue(message.value);
    m_headers->setRowCount(0);
    for (const Header& header : message.headers) {
        addHeaderRow(header);
    }
    m_answer->clear();
    updateEnabled();
}

void AddMessageDialog::setValue(const std::optional<std::string>& value)
{
    m_binaryValue.reset();
    m_value->setReadOnly(false);
    if (value && isUtf8(*value)) {
        const bool xml = detectFormat(*value) == BodyFormat::Xml;
        m_original = *value;
        m_laidOut = QByteArray::fromStdString(value->size() > mostLaidOut ? *value
                                                  : xml                   ? prettyXml(*value).text
                                                        : prettyJson(*value).text);
        m_value->setText(m_laidOut, xml ? CodeView::Language::Xml : CodeView::Language::Json);
    } else {
        m_binaryValue = value;
        constexpr std::size_t shown = 4096;
        m_value->setText(
            value ? QByteArray::fromStdString(hexDump(std::string_view(*value).substr(0, shown)))
                  : QByteArray(),
            CodeView::Language::Plain);
    }
}

void AddMessageDialog::updateEnabled()
{
    const Kind key = kindOf(m_keyKind);
    m_key->setPlaceholderText(key == Null        ? tr("null: typing makes it a text")
                                  : key == Empty ? tr("empty: no bytes")
                                                 : QString());
    m_key->setReadOnly(m_binaryKey.has_value());
    m_value->setEnabled(kindOf(m_valueKind) == Text);
    m_value->setReadOnly(m_binaryValue.has_value());
}

NewMessage AddMessageDialog::newMessage() const
{
    NewMessage message;
    if (m_partition->currentIndex() > 0) {
        message.partition = m_partition->currentIndex() - 1;
    }
    message.topic = m_topic;
    if (kindOf(m_keyKind) == Text) {
        message.key = m_binaryKey ? *m_binaryKey : m_key->text().toStdString();
    } else if (kindOf(m_keyKind) == Empty) {
        message.key = std::string();
    }
    if (kindOf(m_valueKind) == Text) {
        const QByteArray text = m_value->text();
        message.value = m_binaryValue ? *m_binaryValue
            : text == m_laidOut       ? m_original
                                      : text.toStdString();
    } else if (kindOf(m_valueKind) == Empty) {
        message.value = std::string();
    }
    if (!m_now->isChecked()) {
        message.timestamp = m_time->time();
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
    if (!m_now->isChecked() && !m_time->isUnderstood()) {
        showAnswer(tr("The timestamp is not a time: “%1”").arg(m_time->text()), false);
        return;
    }
    // A cell that is still being edited counts as it stands.
    m_send->setFocus();
    m_send->setEnabled(false);
    setTextRole(m_answer, ThemeRole::Muted);
    m_answer->setText(tr("Sending…"));
    m_stored = 0;
    m_failure.clear();
    m_waiting = m_copies->value();
    const NewMessage message = newMessage();
    for (int i = 0; i < m_copies->value(); ++i) {
        m_browser->add(message, m_compression->currentData().toString().toStdString());
    }
}

void AddMessageDialog::answered(const QString& text, bool good)
{
    if (!good && m_failure.isEmpty()) {
        m_failure = text;
    }
    if (--m_waiting <= 0) {
        const bool all = m_failure.isEmpty();
        showAnswer(all                ? text
                       : m_stored > 0 ? tr("%1 were stored, then: %2").arg(m_stored).arg(m_failure)
                                      : m_failure,
                   all);
    }
}

void AddMessageDialog::showAnswer(const QString& text, bool good)
{
    setTextRole(m_answer, good ? ThemeRole::Good : ThemeRole::Bad);
    m_answer->setText(text);
    m_send->setEnabled(true);
}

} // namespace ottla
