// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/formats/message.h"

#include <QDialog>

#include <optional>
#include <string>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QTableWidget;

namespace ottla {

class CodeView;
class MessageBrowser;
struct NewMessage;

/// Writes messages into a topic. Stays open after sending, with the answer in place. GUI thread.
class AddMessageDialog : public QDialog
{
    Q_OBJECT

public:
    explicit AddMessageDialog(MessageBrowser* browser, QWidget* parent = nullptr);

    void setPartitionCount(int count);
    /// Fills everything in from a message. Bodies that are not text are kept byte for byte and
    /// cannot be edited.
    void setMessage(const Message& message);

public Q_SLOTS:
    void send();

Q_SIGNALS:
    void stored(int partition, qlonglong offset);

private:
    [[nodiscard]] NewMessage newMessage() const;
    [[nodiscard]] QWidget* headersPart();
    void addHeaderRow(const Header& header);
    void updateEnabled();
    void showAnswer(const QString& text, bool good);

    MessageBrowser* m_browser;
    QLineEdit* m_key;
    QCheckBox* m_nullKey;
    CodeView* m_value;
    QCheckBox* m_tombstone;
    QTableWidget* m_headers;
    QComboBox* m_partition;
    QLabel* m_answer;
    QPushButton* m_send;
    std::optional<std::string> m_binaryKey;
    std::optional<std::string> m_binaryValue;
};

} // namespace ottla
