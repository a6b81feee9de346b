// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/formats/message.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QTabWidget;
class QTableWidget;

namespace ottla {

class CodeView;

/// One message: value and key pretty-printed, headers, and the raw bytes. What is not valid is
/// shown as it is, with the place of the first error.
class MessageDetail : public QWidget
{
    Q_OBJECT

public:
    explicit MessageDetail(QWidget* parent = nullptr);

    void setMessage(const Message& message);
    void clear();
    /// Opens the line to search in the shown text.
    void find();

private:
    void showBodies();
    void showBody(CodeView* view, const std::optional<std::string>& body);
    void showHeaders();
    void copy();
    void search();
    [[nodiscard]] CodeView* currentView() const;

    Message m_message;
    QLabel* m_place;
    QLabel* m_problem;
    QComboBox* m_format;
    QTabWidget* m_tabs;
    CodeView* m_value;
    CodeView* m_key;
    QTableWidget* m_headers;
    CodeView* m_raw;
    QLineEdit* m_find;
};

} // namespace ottla
