// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

class QLabel;
class QPlainTextEdit;
class QPushButton;
class QSpinBox;

namespace ottla {

class LocalCluster;

/// The first page: start the local cluster, add a connection, and three lines on what Kafka is.
/// While the cluster runs its address stands in the button's place; when it fails, so do its own
/// log lines.
class WelcomePage : public QWidget
{
    Q_OBJECT

public:
    /// `brokers` is how many are offered first.
    WelcomePage(LocalCluster& local, int brokers, QWidget* parent = nullptr);

Q_SIGNALS:
    void startRequested(int brokers);
    void openRequested();
    void addConnectionRequested();

private:
    void refresh();

    LocalCluster& m_local;
    QPushButton* m_start;
    QSpinBox* m_brokers;
    QPushButton* m_open;
    QPushButton* m_copy;
    QPushButton* m_stop;
    QLabel* m_state;
    QLabel* m_address;
    QPlainTextEdit* m_log;
};

} // namespace ottla
