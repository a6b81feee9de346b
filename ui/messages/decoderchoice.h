// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/schemas/decoderset.h"
#include "model/schemas/schemafile.h"

#include <QComboBox>

#include <memory>

namespace ottla {

/// Chooses how bodies are read: by the bytes, by one of a topic's decoders, or by a schema file,
/// which it asks for. Opens as a menu of groups; typing finds among all. GUI thread.
class DecoderChoice : public QComboBox
{
    Q_OBJECT

public:
    explicit DecoderChoice(QWidget* parent = nullptr);

    /// What there is to choose from; what is chosen stays.
    void setDecoderSet(std::shared_ptr<DecoderSet> decoders);
    /// The id of what is chosen; empty means by the bytes.
    [[nodiscard]] QString decoder() const { return m_decoder; }
    /// An id that is not known means by the bytes.
    void setDecoder(const QString& id);

    /// Null when the bytes decide.
    [[nodiscard]] std::shared_ptr<const Decoder> chosenDecoder() const;
    void showPopup() override;
    /// As wide as what is chosen, not as the longest of all names.
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    /// Names in the box what the bytes chose; nothing for none.
    void nameDetected(const QString& name);

Q_SIGNALS:
    /// By the person.
    void chosen();

private:
    void fill();
    void take(int index);
    void askForFile(SchemaFile::Format format);

    std::shared_ptr<DecoderSet> m_decoders;
    QString m_decoder;
};

} // namespace ottla
