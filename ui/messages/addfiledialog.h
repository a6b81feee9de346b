// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/messages/messageimport.h"

#include <QDialog>

#include <memory>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace ottla {

class JobBar;
class MessageBrowser;
class TaskModel;

/// Adds a file's messages to a topic, and says exactly which were acknowledged; those that were not
/// can be tried again, or saved. GUI thread.
class AddFileDialog : public QDialog
{
    Q_OBJECT

public:
    AddFileDialog(MessageBrowser* browser, TaskModel* tasks, QWidget* parent = nullptr);

Q_SIGNALS:
    /// Some were stored.
    void added();

private:
    [[nodiscard]] AddFileRequest request() const;
    [[nodiscard]] QWidget* optionsPart();
    void start(LineSet only);
    void jobEnded();
    void saveLeft();
    void updateEnabled();
    void browse();

    MessageBrowser* m_browser;
    QLineEdit* m_path;
    QComboBox* m_format;
    QLineEdit* m_separator;
    QLabel* m_separatorLabel;
    QCheckBox* m_partitions;
    QCheckBox* m_timestamps;
    QCheckBox* m_headers;
    QComboBox* m_compression;
    JobBar* m_jobBar;
    QPushButton* m_retry;
    QPushButton* m_saveLeft;
    QPushButton* m_add;
    std::shared_ptr<AddFileAccount> m_account; // of the last run that added; not read while it runs
    AddFileRequest m_done; // what that run was asked for
    bool m_adding = false;
};

} // namespace ottla
