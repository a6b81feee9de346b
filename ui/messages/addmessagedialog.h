// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/client/messageproducer.h"

#include <QDialog>

class QCheckBox;
class QLabel;
class QPushButton;
class QSpinBox;
class QTableWidget;
class QTextEdit;
class QLineEdit;

namespace ottla {

class CodeView;
class MessageBrowser;

/// Writes messages to one topic. Stays open after each, with where it was stored.
class AddMessageDialog : public QDialog
{
    Q_OBJECT

public:
    AddMessageDialog(MessageBrowser& browser, int partitions, QWidget* parent = nullptr);

private:
    [[nodiscard]] NewMessage message() const;
    void send();
    void showOutcome(const QString& text, bool good);

    MessageBrowser& m_browser;
    QLineEdit* m_key;
    QCheckBox* m_nullKey;
    CodeView* m_value;
    QCheckBox* m_tombstone;
    QTableWidget* m_headers;
    QSpinBox* m_partition;
    QLabel* m_outcome;
    QPushButton* m_send;
};

} // namespace ottla
