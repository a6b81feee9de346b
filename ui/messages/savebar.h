// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/messages/messageexport.h"

#include <QWidget>

#include <memory>

class QLabel;
class QProgressBar;
class QPushButton;

namespace ottla {

/// Shows how saving goes, with Cancel, and afterwards how it ended.
class SaveBar : public QWidget
{
    Q_OBJECT

public:
    explicit SaveBar(QWidget* parent = nullptr);

    /// Starts the work. One at a time: a save that still runs is cancelled.
    void run(std::unique_ptr<MessageExport> work);

Q_SIGNALS:
    void saved(const QString& path, quint64 messages);

private:
    void ended(const QString& text, bool bad);

    std::unique_ptr<MessageExport> m_work;
    QLabel* m_text;
    QProgressBar* m_progress;
    QPushButton* m_button;
    bool m_running = false;
};

} // namespace ottla
