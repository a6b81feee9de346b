// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/messages/decoderchoice.h"

#include "ui/messages/decodermenu.h"
#include "ui/messages/schemadialog.h"

#include <QStyle>
#include <QStyleOption>

#include <algorithm>

namespace ottla {

namespace {

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
    fill();
    connect(this, &QComboBox::activated, this, &DecoderChoice::take);
    connect(this, &QComboBox::currentTextChanged, this, &QWidget::updateGeometry);
}

QSize DecoderChoice::sizeHint() const
{
    constexpr int leastCharacters = 14;
    QStyleOptionComboBox option;
    initStyleOption(&option);
    const int text = std::max(fontMetrics().horizontalAdvance(currentText()),
                              fontMetrics().averageCharWidth() * leastCharacters);
    const QSize whole = style()->sizeFromContents(QStyle::CT_ComboBox, &option, {text, 0}, this);
    return {whole.width(), QComboBox::sizeHint().height()};
}

QSize DecoderChoice::minimumSizeHint() const
{
    return sizeHint();
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
}

void DecoderChoice::showPopup()
{
    auto* menu = new DecoderMenu(*m_decoders, chosenDecoder().get(), itemText(0), this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setMinimumWidth(width());
    connect(menu, &DecoderMenu::decoderChosen, this, [this](const QString& id) {
        setCurrentIndex(id.isEmpty() ? 0 : findData(id));
        take(currentIndex());
    });
    connect(menu, &DecoderMenu::fileAsked, this, &DecoderChoice::askForFile);
    menu->popup(mapToGlobal(rect().bottomLeft()));
}

void DecoderChoice::take(int index)
{
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
