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
class QSpinBox;
class QTableWidget;

namespace ottla {

class CodeView;
class MessageBrowser;
class TimeField;
struct NewMessage;

/// Writes messages into a topic, one or several alike. Stays open after sending, with the answer in
/// place. GUI thread.
class AddMessageDialog : public QDialog
{
    Q_OBJECT

public:
    explicit AddMessageDialog(MessageBrowser* browser, QWidget* parent = nullptr);

    void setPartitionCount(int count);
    /// Where messages go; the browser's own topic at first.
    void setTopic(const std::string& topic);
    /// Fills everything in from a message, the topic too. Bodies that are not text are kept byte
    /// for byte and cannot be edited; JSON and XML are laid out, and sent as they were unless
    /// they are edited.
    void setMessage(const Message& message);

public Q_SLOTS:
    void send();

Q_SIGNALS:
    void stored(int partition, qlonglong offset);
    /// Many messages are to be added, from a file.
    void fileAsked();

private:
    [[nodiscard]] NewMessage newMessage() const;
    [[nodiscard]] QWidget* headersPart();
    [[nodiscard]] QWidget* valuePart();
    [[nodiscard]] QWidget* optionsPart();
    void keyKindChosen();
    void setValue(const std::optional<std::string>& value);
    void loadValue();
    void answered(const QString& text, bool good);
    void addHeaderRow(const Header& header);
    void updateEnabled();
    void showAnswer(const QString& text, bool good);

    MessageBrowser* m_browser;
    std::string m_topic;
    QComboBox* m_keyKind;
    QLineEdit* m_key;
    QComboBox* m_valueKind;
    CodeView* m_value;
    QTableWidget* m_headers;
    QComboBox* m_partition;
    QCheckBox* m_now;
    TimeField* m_time;
    QComboBox* m_compression;
    QSpinBox* m_copies;
    QLabel* m_answer;
    QPushButton* m_send;
    std::optional<std::string> m_binaryKey;
    std::optional<std::string> m_binaryValue;
    std::string m_original; // the value, while the text is this one laid out:
    QByteArray m_laidOut;
    int m_waiting = 0; // for answers to what was sent
    int m_stored = 0;
    QString m_failure; // the first of those that were sent
};

} // namespace ottla
