// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/messages/addfiledialog.h"

#include "model/messages/messagebrowser.h"
#include "ui/messages/jobbar.h"
#include "ui/widgets/themed.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace ottla {

AddFileDialog::AddFileDialog(MessageBrowser* browser, TaskModel* tasks, QWidget* parent)
    : QDialog(parent)
    , m_browser(browser)
    , m_path(new QLineEdit(this))
    , m_format(new QComboBox(this))
    , m_separator(new QLineEdit(this))
    , m_separatorLabel(new QLabel(tr("Key ends at"), this))
    , m_partitions(new QCheckBox(tr("Keep partitions"), this))
    , m_timestamps(new QCheckBox(tr("Keep timestamps"), this))
    , m_headers(new QCheckBox(tr("Keep headers"), this))
    , m_compression(new QComboBox(this))
    , m_jobBar(new JobBar(this))
    , m_retry(new QPushButton(tr("Try the rest again"), this))
    , m_saveLeft(new QPushButton(tr("Save the rest…"), this))
    , m_add(new QPushButton(tr("Add"), this))
{
    setObjectName(QStringLiteral("addFile"));
    setWindowTitle(tr("Add messages to %1").arg(QString::fromStdString(browser->topic())));
    m_path->setObjectName(QStringLiteral("addFilePath"));
    m_path->setAccessibleName(tr("File"));
    m_retry->setObjectName(QStringLiteral("addFileRetry"));
    m_saveLeft->setObjectName(QStringLiteral("addFileSaveRest"));
    m_add->setObjectName(QStringLiteral("addFileStart"));
    makePrimary(m_add);
    auto* browse = new QPushButton(tr("Browse…"), this);
    auto* close = new QPushButton(tr("Close"), this);
    close->setObjectName(QStringLiteral("addFileClose"));
    for (QPushButton* button : {browse, close, m_retry, m_saveLeft}) {
        button->setAutoDefault(false);
    }
    m_jobBar->setTasks(tasks);

    auto* pathRow = new QHBoxLayout;
    pathRow->setSpacing(8);
    pathRow->addWidget(m_path, 1);
    pathRow->addWidget(browse);
    auto* form = new QFormLayout;
    form->setHorizontalSpacing(12);
    form->setVerticalSpacing(12);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->addRow(tr("File"), pathRow);
    form->addRow(tr("It holds"), m_format);
    form->addRow(m_separatorLabel, m_separator);
    form->addRow(QString(), optionsPart());
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(m_retry);
    buttons->addWidget(m_saveLeft);
    buttons->addStretch();
    buttons->addWidget(close);
    buttons->addWidget(m_add);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->setSpacing(12);
    layout->addLayout(form);
    layout->addWidget(m_jobBar);
    layout->addStretch();
    layout->addLayout(buttons);
    resize(640, sizeHint().height());

    connect(browse, &QPushButton::clicked, this, &AddFileDialog::browse);
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    connect(m_add, &QPushButton::clicked, this, [this] { start({}); });
    connect(m_retry, &QPushButton::clicked, this,
            [this] { start(LineSet(m_account->notAcknowledged)); });
    connect(m_saveLeft, &QPushButton::clicked, this, &AddFileDialog::saveLeft);
    connect(m_path, &QLineEdit::textChanged, this, &AddFileDialog::updateEnabled);
    connect(m_format, &QComboBox::currentIndexChanged, this, &AddFileDialog::updateEnabled);
    connect(m_jobBar, &JobBar::ended, this, &AddFileDialog::jobEnded);
    updateEnabled();
}

QWidget* AddFileDialog::optionsPart()
{
    m_format->setObjectName(QStringLiteral("addFileFormat"));
    m_format->setAccessibleName(tr("It holds"));
    m_format->addItem(tr("Messages saved as JSON Lines"));
    m_format->addItem(tr("A value a line"));
    m_separator->setObjectName(QStringLiteral("addFileSeparator"));
    m_separator->setPlaceholderText(tr("no key"));
    m_separator->setToolTip(tr("What stands between key and value on each line; empty: no key"));
    m_separator->setMaximumWidth(160);
    m_partitions->setObjectName(QStringLiteral("addFilePartitions"));
    m_partitions->setToolTip(tr("Else the key decides, as in the Java client"));
    m_timestamps->setObjectName(QStringLiteral("addFileTimestamps"));
    m_headers->setObjectName(QStringLiteral("addFileHeaders"));
    m_compression->setObjectName(QStringLiteral("addFileCompression"));
    m_compression->setAccessibleName(tr("Compression"));
    m_compression->addItem(tr("Not compressed"), QStringLiteral("none"));
    for (const auto& name : {QStringLiteral("gzip"), QStringLiteral("snappy"),
                             QStringLiteral("lz4"), QStringLiteral("zstd")}) {
        m_compression->addItem(name, name);
    }
    auto* part = new QWidget(this);
    auto* layout = new QHBoxLayout(part);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(12);
    for (QCheckBox* box : {m_partitions, m_timestamps, m_headers}) {
        box->setChecked(true);
        layout->addWidget(box);
    }
    layout->addStretch();
    layout->addWidget(m_compression);
    return part;
}

void AddFileDialog::updateEnabled()
{
    const bool saved = m_format->currentIndex() == 0;
    for (QWidget* widget :
         {static_cast<QWidget*>(m_partitions), static_cast<QWidget*>(m_timestamps),
          static_cast<QWidget*>(m_headers)}) {
        widget->setVisible(saved);
    }
    m_separator->setVisible(!saved);
    m_separatorLabel->setVisible(!saved);
    const bool running = m_jobBar->running();
    const bool left = !running && m_account && !m_account->notAcknowledged.empty();
    m_add->setEnabled(!running && QFileInfo(m_path->text()).isFile());
    m_retry->setVisible(left);
    m_saveLeft->setVisible(left);
}

AddFileRequest AddFileDialog::request() const
{
    return {.file = QFile::encodeName(m_path->text()).toStdString(),
            .format = m_format->currentIndex() == 0 ? AddFileRequest::Format::JsonLines
                                                    : AddFileRequest::Format::Lines,
            .keySeparator = m_separator->text().toStdString(),
            .keepPartitions = m_partitions->isChecked(),
            .keepTimestamps = m_timestamps->isChecked(),
            .keepHeaders = m_headers->isChecked(),
            .compression = m_compression->currentData().toString().toStdString()};
}

void AddFileDialog::start(LineSet only)
{
    // The lines are of the file that they were left of; how they are added is chosen anew.
    AddFileRequest next = request();
    if (!only.empty()) {
        next.file = m_done.file;
        next.format = m_done.format;
        next.keySeparator = m_done.keySeparator;
    }
    m_done = std::move(next);
    m_done.only = std::move(only);
    m_account = std::make_shared<AddFileAccount>();
    m_adding = true;
    m_jobBar->run(m_browser->addFile(m_done, m_account));
    updateEnabled();
}

void AddFileDialog::jobEnded()
{
    if (std::exchange(m_adding, false) && m_account->acknowledged > 0) {
        Q_EMIT added();
    }
    updateEnabled();
}

void AddFileDialog::saveLeft()
{
    const QString path = QFileDialog::getSaveFileName(this, tr("Save what was not acknowledged"),
                                                      m_path->text() + QStringLiteral(".rest"));
    if (!path.isEmpty()) {
        m_jobBar->run(saveLinesJob(m_done, m_account->notAcknowledged,
                                   QFile::encodeName(path).toStdString()));
        updateEnabled();
    }
}

void AddFileDialog::browse()
{
    const QString path = QFileDialog::getOpenFileName(
        this, tr("Messages to add"), m_path->text(), tr("Saved messages (*.jsonl);;All files (*)"));
    if (!path.isEmpty()) {
        m_path->setText(path);
        m_format->setCurrentIndex(path.endsWith(QStringLiteral(".jsonl")) ? 0 : 1);
    }
}

} // namespace ottla
