// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/messages/schemadialog.h"

#include "model/async/background.h"
#include "ui/widgets/themed.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace ottla {

SchemaDialog::SchemaDialog(SchemaFile::Format format, QWidget* parent)
    : QDialog(parent)
    , m_format(format)
    , m_path(new QLineEdit(this))
    , m_message(new QComboBox(this))
    , m_result(new QLabel(this))
    , m_use(nullptr)
{
    const bool avro = format == SchemaFile::Format::Avro;
    setObjectName(QStringLiteral("schemaDialog"));
    setWindowTitle(avro ? tr("Avro with a schema file") : tr("Protobuf with .proto files"));
    m_path->setObjectName(QStringLiteral("schemaPath"));
    m_path->setPlaceholderText(avro ? tr("order.avsc") : tr("order.proto or a descriptor set"));
    m_message->setObjectName(QStringLiteral("schemaMessage"));
    m_message->setEnabled(false);
    m_result->setObjectName(QStringLiteral("schemaResult"));
    m_result->setWordWrap(true);
    m_result->setTextFormat(Qt::PlainText);
    m_result->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_result->setMinimumHeight(3 * m_result->fontMetrics().height());
    m_result->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    auto* browse = new QPushButton(tr("Browse…"), this);
    browse->setObjectName(QStringLiteral("browseSchema"));

    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_path, 1);
    row->addWidget(browse);
    auto* form = new QFormLayout;
    form->setSpacing(8);
    form->addRow(tr("Schema &file"), row);
    qobject_cast<QLabel*>(form->labelForField(row))->setBuddy(m_path);
    if (avro) {
        m_message->hide();
    } else {
        form->addRow(tr("&Message"), m_message);
        auto* note = new QLabel(
            tr("Imports are looked for in the file's folder and in the folders above it."), this);
        note->setWordWrap(true);
        setTextRole(note, ThemeRole::Muted);
        form->addRow(QString(), note);
    }
    auto* box = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_use = box->addButton(tr("Use this schema"), QDialogButtonBox::AcceptRole);
    m_use->setObjectName(QStringLiteral("useSchema"));
    m_use->setEnabled(false);
    makePrimary(m_use);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->setSpacing(12);
    layout->addLayout(form);
    layout->addWidget(m_result);
    layout->addStretch();
    layout->addWidget(box);
    resize(560, sizeHint().height());

    connect(box, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(box, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(browse, &QPushButton::clicked, this, &SchemaDialog::browse);
    connect(m_path, &QLineEdit::textChanged, this, &SchemaDialog::read);
    m_path->setFocus();
}

SchemaFile SchemaDialog::file() const
{
    return {m_format, QFileInfo(m_path->text().trimmed()).absoluteFilePath(),
            m_message->currentText()};
}

void SchemaDialog::browse()
{
    const QString filter = m_format == SchemaFile::Format::Avro
        ? tr("Avro schemas (*.avsc *.json);;All files (*)")
        : tr("Protobuf (*.proto *.desc *.pb *.protoset);;All files (*)");
    const QString path = QFileDialog::getOpenFileName(this, windowTitle(), m_path->text(), filter);
    if (!path.isEmpty()) {
        m_path->setText(path);
    }
}

void SchemaDialog::read()
{
    const QString path = file().path;
    m_use->setEnabled(false);
    m_message->clear();
    m_message->setEnabled(false);
    m_result->clear();
    if (m_path->text().trimmed().isEmpty()) {
        return;
    }
    runInBackground(
        this, [format = m_format, path] { return schemasOfFile(format, path); },
        [this, path](const Result<QStringList>& schemas) {
            if (path == file().path) { // else another was named meanwhile
                show(schemas);
            }
        });
}

void SchemaDialog::show(const Result<QStringList>& schemas)
{
    m_use->setEnabled(schemas.ok());
    setTextRole(m_result, schemas ? ThemeRole::Good : ThemeRole::Bad);
    if (!schemas) {
        m_result->setText(QString::fromStdString(schemas.error().describe()));
        return;
    }
    m_message->addItems(*schemas);
    m_message->setEnabled(schemas->size() > 1);
    m_result->setText(m_format == SchemaFile::Format::Protobuf
                          ? tr("%n message(s)", nullptr, static_cast<int>(schemas->size()))
                          : schemas->first().isEmpty() ? tr("An Avro schema")
                                                       : tr("Avro: %1").arg(schemas->first()));
}

} // namespace ottla
