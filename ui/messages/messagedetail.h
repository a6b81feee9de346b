// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/messages/messagestore.h"

#include <QWidget>

#include <optional>
#include <string>

class QComboBox;
class QLabel;
class QPushButton;
class QTabWidget;
class QTableWidget;

namespace ottla {

class CodeView;

/// One message as a whole: value, key and headers, each laid out by its format, and the bytes as
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

public Q_SLOTS:
    void find();

Q_SIGNALS:
    void resendAsked();

private:
    void render();
    void renderBody(CodeView* view, const std::optional<std::string>& body);
    [[nodiscard]] CodeView* currentView() const;
    void copy() const;

    std::optional<Message> m_message;
    QLabel* m_place;
    QLabel* m_problem;
    QTabWidget* m_tabs;
    CodeView* m_value;
    CodeView* m_key;
    QTableWidget* m_headers;
    CodeView* m_raw;
    QComboBox* m_format;
    QPushButton* m_copy;
    QPushButton* m_resend;
};

} // namespace ottla
