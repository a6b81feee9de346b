// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/messages/messagebrowser.h"

#include <QWidget>

#include <vector>

class QLabel;
class QPushButton;
class QStackedWidget;

namespace ottla {

class MessageDetail;
class MessageExport;
class MessagesBar;
class MessagesTable;
class StatePanel;

/// The messages of a topic: where to begin, which partitions, what to look for; a table that fills
/// while it is read; the selected message below; and one line that says truly what was read.
class MessagesView : public QWidget
{
    Q_OBJECT

public:
    /// `partitions` is their number. Takes the browser over.
    MessagesView(std::unique_ptr<MessageBrowser> browser, int partitions, bool readOnly,
                 QWidget* parent = nullptr);
    ~MessagesView() override;

public Q_SLOTS:
    void read();
    void stop();
    void addMessage();
    void saveMessages();
    /// Saves to a file that was chosen already.
    void saveTo(const QString& path);

private:
    void makeShortcuts();
    void showSelected();
    void showProgress();
    void setLive(bool live);
    void moveSelection(int by);
    [[nodiscard]] std::vector<std::uint32_t> selectedStoreRows() const;

    std::unique_ptr<MessageBrowser> m_browser;
    int m_partitionCount;
    MessagesBar* m_bar;
    MessagesTable* m_table;
    QStackedWidget* m_stack;
    StatePanel* m_noMessages;
    StatePanel* m_noMatch;
    StatePanel* m_failure;
    MessageDetail* m_detail;
    QLabel* m_status;
    QLabel* m_saving;
    QPushButton* m_cancelSave;
    std::unique_ptr<MessageExport> m_export;
    bool m_readAgain = false; // a message was added while a read was going on
};

} // namespace ottla
