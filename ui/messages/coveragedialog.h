// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/messages/coveragemodel.h"
#include "model/messages/undecodablemodel.h"

#include <QDialog>

class QLabel;
class QPlainTextEdit;

namespace ottla {

class MessageBrowser;
class TableView;

/// The proof behind the status line: for each partition what was asked for, what was read, what was
/// not and why, which messages a filter could not decode, and what went wrong on the way. Follows
/// the browser, which must outlive it.
class CoverageDialog : public QDialog
{
    Q_OBJECT

public:
    explicit CoverageDialog(const MessageBrowser& browser, QWidget* parent = nullptr);

private:
    void refresh();
    void showUndecodable();
    [[nodiscard]] QString allText() const;

    const MessageBrowser& m_browser;
    CoverageModel m_model;
    QLabel* m_summary;
    TableView* m_table;
    UndecodableModel m_undecodable;
    std::uint64_t m_undecodableShown = 0;
    QLabel* m_undecodableTitle;
    TableView* m_undecodableTable;
    QLabel* m_troublesTitle;
    QPlainTextEdit* m_troubles;
};

} // namespace ottla
