// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/messages/decoderchoice.h"

#include "ui/messages/schemadialog.h"

#include <algorithm>

namespace ottla {

namespace {

constexpr int formatRole = Qt::UserRole + 1; // of an entry that asks for a file

QString text(const std::string& utf8)
{
    return QString::fromStdString(utf8);
}

} // namespace

DecoderChoice::DecoderChoice(QWidget* parent)
    : QComboBox(parent)
    , m_decoders(std::make_shared<DecoderSet>())
{
    setToolTip(tr("How the bytes are read; kept for this topic"));
    setSizeAdjustPolicy(QComboBox::AdjustToContents);
    setMaxVisibleItems(45);
    fill();
    connect(this, &QComboBox::activated, this, &DecoderChoice::take);
}

void DecoderChoice::setDecoderSet(std::shared_ptr<DecoderSet> decoders)
{
    m_decoders = std::move(decoders);
    setDecoder(m_decoder);
}

void DecoderChoice::setDecoder(const QString& id)
{
    const auto known = m_decoders->find(id);
    m_decoder = known ? id : QString();
    fill();
    if (known && findData(id) < 0) { // by a schema file
        insertItem(1, text(known->name), id);
        if (const auto file = SchemaFile::fromId(id)) {
            setItemData(1, file->path, Qt::ToolTipRole);
        }
    }
    setCurrentIndex(std::max(0, m_decoder.isEmpty() ? 0 : findData(m_decoder)));
}

void DecoderChoice::fill()
{
    clear();
    addItem(tr("Auto"), QString());
    for (const auto& decoder : m_decoders->all()) {
        addItem(text(decoder->name), text(decoder->id));
    }
    insertSeparator(count());
    const auto addAsking = [this](const QString& name, SchemaFile::Format format) {
        addItem(name);
        setItemData(count() - 1, static_cast<int>(format), formatRole);
    };
    addAsking(tr("Avro with a schema file…"), SchemaFile::Format::Avro);
    addAsking(tr("Protobuf with .proto files…"), SchemaFile::Format::Protobuf);
}

void DecoderChoice::take(int index)
{
    const QVariant format = itemData(index, formatRole);
    if (format.isValid()) {
        setDecoder(m_decoder); // until a file is chosen
        askForFile(static_cast<SchemaFile::Format>(format.toInt()));
        return;
    }
    m_decoder = itemData(index).toString();
    Q_EMIT chosen();
}

void DecoderChoice::askForFile(SchemaFile::Format format)
{
    auto* dialog = new SchemaDialog(format, window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        setDecoder(dialog->file().id());
        Q_EMIT chosen();
    });
    dialog->open();
}

std::shared_ptr<const Decoder> DecoderChoice::chosenDecoder() const
{
    return m_decoders->find(m_decoder);
}

void DecoderChoice::nameDetected(const QString& name)
{
    setItemText(0, m_decoder.isEmpty() && !name.isEmpty() ? tr("Auto: %1").arg(name) : tr("Auto"));
}

} // namespace ottla
