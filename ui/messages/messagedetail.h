// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/decoders/decoder.h"
#include "model/messages/messagestore.h"
#include "ui/shell/theme.h"

#include <QWidget>

#include <memory>
#include <optional>
#include <string>

class QLabel;
class QPushButton;
class QTabWidget;
class QTableWidget;

namespace ottla {

class CodeView;
class DecoderChoice;
class DecoderSet;

/// One message as a whole: value and key as their decoders read them, headers, and the bytes as
/// they are. GUI thread.
class MessageDetail : public QWidget
{
    Q_OBJECT

public:
    explicit MessageDetail(QWidget* parent = nullptr);

    void showMessage(const StoredMessage& message, const std::string& topic);
    /// Nothing selected.
    void clear();
    /// What is shown now, for a copy that is to be sent again.
    [[nodiscard]] const std::optional<Message>& message() const { return m_message; }
    /// The decoders that there are for the topic; the built-in ones until this is called.
    void setDecoderSet(const std::shared_ptr<DecoderSet>& decoders);
    [[nodiscard]] const std::shared_ptr<DecoderSet>& decoderSet() const { return m_decoders; }
    /// The ids of the decoders that were chosen for value and key (model/decoders/decoder.h); empty
    /// means by the bytes.
    [[nodiscard]] QString valueDecoder() const;
    [[nodiscard]] QString keyDecoder() const;
    /// An id that is not known, or empty, means by the bytes.
    void setDecoders(const QString& value, const QString& key);

public Q_SLOTS:
    void find();

Q_SIGNALS:
    void resendAsked();
    void decodersChanged();

private:
    void render();
    void renderHeaders();
    void renderRaw();
    void renderBody(CodeView* view, const std::optional<std::string>& body, DecoderChoice* choice);
    void showDecoded(CodeView* view, const Decoded& decoded);
    void say(const QString& text, ThemeRole role);
    [[nodiscard]] CodeView* currentView() const;
    void copy() const;

    std::shared_ptr<DecoderSet> m_decoders;
    std::optional<Message> m_message;
    QLabel* m_place;
    QLabel* m_schema;
    QLabel* m_problem;
    QTabWidget* m_tabs;
    CodeView* m_value;
    CodeView* m_key;
    QTableWidget* m_headers;
    CodeView* m_raw;
    QLabel* m_decoderLabel;
    DecoderChoice* m_valueDecoder;
    DecoderChoice* m_keyDecoder;
    QPushButton* m_copy;
    QPushButton* m_resend;
};

} // namespace ottla
